/** Answers the searches of a page; a worker, so that the page stays responsive. */

import { Search } from "./answer.js";
import { Files } from "./files.js";

const ROOT = new URL("../../../search/", import.meta.url);
const NO_ANSWER = "A part of the search could not be fetched. Check the connection and try again.";

/** @typedef {import("./answer.js").Request & {id: number}} Message */

let newest = 0;
let search = searchOf(read);

/** @param {typeof read} reading @returns {Search} */
function searchOf(reading) {
  return new Search(new Files(reading), (request) => /** @type {Message} */ (request).id === newest);
}

/** @param {string} name @param {RequestInit} [init] @returns {Promise<Uint8Array>} what is in a file of the search */
async function read(name, init) {
  const url = new URL(name, ROOT);
  const response = await fetch(url, init).catch(() => fetch(url, init)); // once more, as connections fail
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  const content = name.endsWith(".bin") ? response.body.pipeThrough(new DecompressionStream("deflate")) : response.body;
  return new Uint8Array(await new Response(content).arrayBuffer());
}

/** @param {Message} message @returns {Promise<object>} the answer, or what went wrong */
async function answer(message) {
  const { id } = message;
  try {
    return { id, ...(await search.answer(message)) };
  } catch {
    // The site may have changed since the manifest was fetched; then the files it names are gone.
    search = searchOf((name) => read(name, { cache: name.endsWith(".json") ? "reload" : "default" }));
  }
  try {
    return { id, ...(await search.answer(message)) };
  } catch {
    return { id, error: NO_ANSWER };
  }
}

addEventListener("message", async ({ data }) => {
  newest = data.id;
  const result = await answer(data);
  if (newest === data.id) postMessage(result);
});

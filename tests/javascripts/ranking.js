/**
 * Times the search of a query under Node.js, as a worker that has just started does it.
 *
 *     node ranking.js FOLDER QUERY
 *
 * FOLDER has the site's `search/`. Prints `{rank, answer, papers}`: milliseconds of CPU time of the
 * ranking alone and of the whole answer, and how many papers were found.
 */

import fs from "node:fs";
import zlib from "node:zlib";

import { Search } from "../../overrides/assets/javascripts/search/answer.js";
import { Files } from "../../overrides/assets/javascripts/search/files.js";
import { rank } from "../../overrides/assets/javascripts/search/ranking.js";

const [folder = "", query = ""] = process.argv.slice(2);

/** @param {string} name */
async function read(name) {
  const content = fs.readFileSync(`${folder}/search/${name}`);
  return new Uint8Array(name.endsWith(".bin") ? zlib.inflateSync(content) : content);
}

/** @param {number} start @returns {number} */
function since(start) {
  return milliseconds() - start;
}

function milliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const search = new Search(new Files(read));
const { papers } = await search.files.manifest();
const clauses = await Promise.all((await search.parsed(query)).map((word) => search.clause(word)));
let start = milliseconds();
const found = rank(clauses, papers);
const ranking = since(start);
start = milliseconds();
await new Search(new Files(read)).answer({ query });
console.log(JSON.stringify({ rank: ranking, answer: since(start), papers: found.papers.length }));

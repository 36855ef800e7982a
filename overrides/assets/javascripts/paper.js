/** A paper's page: copy its title, link or citation, mark it, find it elsewhere, correct it. */

import { bibtex } from "./citation.js";
import { lookups } from "./lookups.js";
import { followMarks, paperOf } from "./reading.js";

const COPIED = ["title", "link", "citation"];

const head = /** @type {HTMLElement | null} */ (document.querySelector(".paper-head"));
if (head) {
  const paper = paperOf(head);
  addCopying(paper);
  addLookups(paper.title);
  completeCorrection(paper.url);
}
followMarks();

/** @typedef {ReturnType<typeof paperOf>} Paper */

/** @param {Paper} paper @param {string | undefined} what */
function textOf({ addresses: [id = ""], title, firstSeen, url }, what) {
  if (what === "title") return title;
  if (what === "link") return url;
  return bibtex({ id, title, firstSeen, url });
}

/** @param {Paper} paper */
function addCopying(paper) {
  const copy = document.querySelector(".copy");
  if (!copy) return;
  const buttons = COPIED.map((what) => `<button type="button" data-copy="${what}">${what}</button> `);
  copy.innerHTML = `<span>Copy</span> ${buttons.join("")}<output></output>`;
  copy.addEventListener("click", async (event) => {
    if (!(event.target instanceof HTMLButtonElement)) return;
    const output = copy.querySelector("output");
    const text = textOf(paper, event.target.dataset.copy);
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (output) output.value = copied ? "Copied." : "This browser does not let pages copy.";
  });
}

/** @param {string} title */
function addLookups(title) {
  const first = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".lookups > a"));
  for (const [name, href] of first ? lookups(first.href, title) : []) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = name;
    first?.parentElement?.append(" · ", link);
  }
}

/** Says in the form which page and which listings it is about. @param {string} url */
function completeCorrection(url) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.correction"));
  if (!link) return;
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const places = document.querySelectorAll(".appearances > li > a:first-child");
  const listings = [...places].map(({ hash }) => hash.slice(1).replace(/-(?=\d+$)/, "#")).join(", ");
  const body = `Page: ${url}\nListings: ${listings}\n\nWhat is wrong, and what should it say?\n`;
  link.href += `&${new URLSearchParams({ body })}`;
}

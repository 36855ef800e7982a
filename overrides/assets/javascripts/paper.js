/** A paper's page: copy its title, link or citation, and mark it. */

import { bibtex } from "./citation.js";
import { showMarks } from "./reading.js";

/** @param {HTMLElement} paper @param {string | undefined} what */
function textOf(paper, what) {
  const title = document.querySelector("h1")?.textContent?.trim() ?? "";
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  const url = canonical?.href ?? location.href;
  if (what === "title") return title;
  if (what === "link") return url;
  return bibtex({ id: paper.dataset.paper ?? "", title, firstSeen: paper.dataset.firstSeen ?? "", url });
}

const paper = /** @type {HTMLElement | null} */ (document.querySelector(".paper-head"));
const copy = document.querySelector(".copy");
copy?.addEventListener("click", async (event) => {
  if (!paper || !(event.target instanceof HTMLButtonElement)) return;
  const output = copy.querySelector("output");
  const text = textOf(paper, event.target.dataset.copy);
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (output) output.value = copied ? "Copied." : "This browser does not let pages copy.";
});
showMarks();

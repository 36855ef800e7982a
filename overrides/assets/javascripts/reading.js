/** Puts the choice of a mark beside every paper of a page, and shows the marks there are. */

import { MARKS, NAMES, readMarks, setMark } from "./marks.js";

/** The titles in lists of papers. */
export const TITLES = "li[data-paper] > a.title";

/** Choices made at a time, so that a long page answers meanwhile. */
const AT_ONCE = 10;

/**
 * Notes on every paper of the page its mark, and fills the places kept for choosing one.
 *
 * @param {() => void} [changed] called when the reader has changed a mark
 */
export function showMarks(changed) {
  const entries = readMarks();
  /** @type {[Element, HTMLElement][]} */
  const empty = [];
  for (const place of document.querySelectorAll(".reading")) {
    const item = place.closest("[data-paper]");
    if (!(item instanceof HTMLElement)) continue;
    const mark = addressesOf(item).map((address) => entries.get(address)?.mark).find(Boolean);
    item.dataset.mark = mark ?? "";
    const select = place.querySelector("select");
    if (select) select.value = item.dataset.mark;
    else empty.push([place, item]);
  }
  fill(empty, changed);
}

/** @param {[Element, HTMLElement][]} places @param {(() => void) | undefined} changed */
function fill(places, changed) {
  for (const [place, item] of places.splice(0, AT_ONCE)) {
    if (!place.firstChild) place.append(choice(item, changed));
  }
  if (places.length) setTimeout(() => fill(places, changed));
}

/** @param {HTMLElement} item @returns {string[]} where the paper is and was, its present address first */
function addressesOf(item) {
  return [item.dataset.paper ?? "", ...(item.dataset.also ?? "").split(" ")].filter(Boolean);
}

/** @param {HTMLElement} item what stands for the paper @param {(() => void) | undefined} changed */
function choice(item, changed) {
  const title = (item.querySelector(".title") ?? document.querySelector("h1"))?.textContent?.trim() ?? "";
  const select = document.createElement("select");
  select.setAttribute("aria-label", `Mark: ${title}`);
  select.append(new Option("Mark …", ""), ...MARKS.map((name) => new Option(NAMES[name], name)));
  select.value = item.dataset.mark ?? "";
  select.addEventListener("change", () => {
    const mark = MARKS.find((name) => name === select.value) ?? "";
    const isKept = setMark(addressesOf(item), mark, { title, firstSeen: item.dataset.firstSeen ?? "" });
    select.setCustomValidity(isKept ? "" : "This browser keeps nothing for this site.");
    select.reportValidity();
    const next = nextTitle(item);
    showMarks(changed); // the paper may stand elsewhere on the page
    changed?.();
    if (!select.checkVisibility()) focusOn(next);
  });
  return select;
}

/** @param {HTMLElement | undefined} title that may be gone, as a list was made anew */
function focusOn(title) {
  /** @type {HTMLElement | null} */
  const first = document.querySelector(TITLES);
  (title?.isConnected ? title : first)?.focus();
}

/** @param {HTMLElement} item @returns {HTMLElement | undefined} where to go on when the item is hidden */
function nextTitle(item) {
  /** @type {NodeListOf<HTMLElement>} */
  const titles = document.querySelectorAll(TITLES);
  const others = [...titles].filter((title) => title.checkVisibility() && !item.contains(title));
  const after = others.find((title) => item.compareDocumentPosition(title) & Node.DOCUMENT_POSITION_FOLLOWING);
  return after ?? others.at(-1);
}

/** Puts the choice of a mark beside every paper of a page, and shows the marks there are. */

import { MARKS, NAMES, readMarks, setMark, writeMarks } from "./marks.js";
import { siteRoot } from "./storage.js";

/** The titles in lists of papers. */
export const TITLES = "li > a.title";

/** Choices made at a time, so that a long page answers meanwhile. */
const AT_ONCE = 10;

/**
 * Shows the marks, now and whenever they have changed: here, in another tab, or on a page from which
 * the reader came back.
 *
 * @param {() => void} [changed] called each time
 */
export function followMarks(changed) {
  const show = () => {
    showMarks(changed);
    changed?.();
  };
  show();
  addEventListener("storage", show);
  addEventListener("pageshow", (event) => {
    if (event.persisted) show();
  });
}

/**
 * Notes on every paper of the page its mark, and fills the places kept for choosing one.
 *
 * @param {() => void} [changed] called when the reader has changed a mark
 */
export function showMarks(changed) {
  const entries = readMarks();
  let moved = false;
  /** @type {[Element, HTMLElement][]} */
  const empty = [];
  for (const place of document.querySelectorAll(".reading")) {
    const item = place.parentElement;
    if (!item) continue;
    const [address = "", ...earlier] = paperOf(item).addresses;
    for (const other of earlier) {
      const entry = entries.get(other);
      if (!entry) continue;
      if (!entries.has(address)) entries.set(address, entry);
      moved = entries.delete(other);
    }
    item.dataset.mark = entries.get(address)?.mark ?? "";
    const select = place.querySelector("select");
    if (select) select.value = item.dataset.mark;
    else empty.push([place, item]);
  }
  if (moved) writeMarks(entries);
  fill(empty, changed);
  tellHidden();
}

/** Says below a list how many of its papers the reader has hidden; a day says it beside its filters. */
function tellHidden() {
  if (document.querySelector("form.filters, .found")) return;
  for (const list of document.querySelectorAll("ol:is(.listings, .papers)")) {
    const number = list.querySelectorAll(':scope > [data-mark="hidden"]').length;
    const said = list.nextElementSibling;
    if (said?.matches(".hidden-by-you")) said.remove();
    if (!number) continue;
    const line = document.createElement("p");
    line.className = "note hidden-by-you";
    line.append(linkToHidden(number));
    list.after(line);
  }
}

/** @param {number} number @returns {HTMLAnchorElement} a link to the reader's list, where marks can be taken back */
export function linkToHidden(number) {
  const link = document.createElement("a");
  link.href = new URL("reading/", siteRoot()).href;
  link.textContent = `${number} hidden by you`;
  return link;
}

/** @param {[Element, HTMLElement][]} places @param {(() => void) | undefined} changed */
function fill(places, changed) {
  for (const [place, item] of places.splice(0, AT_ONCE)) {
    if (!place.firstChild) place.append(choice(item, changed));
  }
  if (places.length) setTimeout(() => fill(places, changed));
}

/**
 * What a page says of a paper: an item of a list by its link, the page of a paper by its own address.
 *
 * @param {HTMLElement} item what stands for the paper
 * @returns {{addresses: string[], title: string, firstSeen: string, url: string}} Where the paper is and was,
 *   its present address first; `YYYY-MM-DD`, or empty when the page does not say it
 */
export function paperOf(item) {
  /** @type {HTMLAnchorElement | null} */
  const link = item.querySelector("a.title");
  /** @type {HTMLLinkElement | null} */
  const canonical = document.querySelector("link[rel=canonical]");
  const url = link?.href ?? canonical?.href ?? location.href;
  const id = new URL(url).pathname.split("/").at(-2) ?? "";
  return {
    addresses: [id, ...(item.dataset.also ?? "").split(" ")].filter(Boolean),
    title: (link ?? document.querySelector("h1"))?.textContent?.trim() ?? "",
    firstSeen: firstSeen(item),
    url,
  };
}

/** @param {HTMLElement} item @returns {string} as said on it or on its list, or else the day of its first link to one */
function firstSeen(item) {
  /** @type {HTMLElement | null} */
  const said = item.closest("[data-first-seen]");
  const day = item.querySelector("a:not(.title)[href*='days/']")?.getAttribute("href") ?? "";
  return said?.dataset.firstSeen ?? /days\/(\d{4}-\d\d-\d\d)\//.exec(day)?.[1] ?? "";
}

/** @param {HTMLElement} item what stands for the paper @param {(() => void) | undefined} changed */
function choice(item, changed) {
  const { addresses, title, firstSeen } = paperOf(item);
  const select = document.createElement("select");
  select.setAttribute("aria-label", `Mark: ${title}`);
  select.append(new Option("Mark …", ""), ...MARKS.map((name) => new Option(NAMES[name], name)));
  select.value = item.dataset.mark ?? "";
  select.addEventListener("change", () => {
    const mark = MARKS.find((name) => name === select.value) ?? "";
    const isKept = setMark(addresses, mark, { title, firstSeen });
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

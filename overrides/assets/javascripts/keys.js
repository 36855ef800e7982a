/** Keys for lists of papers: j and k move, o opens, a shows the abstract, ? explains. */

import { TITLES } from "./reading.js";

/** @type {ReadonlyArray<readonly [string, string]>} */
const ABSTRACT_KEYS = [["a", "show or hide its abstract"]];
/** @type {ReadonlyArray<readonly [string, string]>} */
const CALENDAR_KEYS = [
  ["← → ↑ ↓", "in a calendar, the day or week beside"],
  ["Home, End", "its first day, its last day"],
];
/** @type {ReadonlyArray<readonly [string, string]>} */
const KEYS = [
  ["j or ↓", "next paper"],
  ["k or ↑", "paper before"],
  ["o or Enter", "open the paper"],
  ["/", "search"],
  ["?", "this list"],
];

/** Listens for keys; does nothing on a page without a list. */
export function listenForKeys() {
  if (!document.querySelector(TITLES)) return;
  document.querySelector(".show-keys")?.addEventListener("click", explain);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const item = document.activeElement?.closest("li:has(> a.title)");
    const current = titles().find((title) => title.parentElement === item);
    const arrows = current === document.activeElement ? { ArrowDown: 1, ArrowUp: -1 } : {};
    const steps = new Map(Object.entries({ j: 1, k: -1, ...arrows }));
    const step = steps.get(event.key);
    if (step) move(step);
    else if (event.key === "o" && current) current.click();
    else if (event.key === "a" && current) toggleAbstract(current);
    else if (event.key === "?") explain();
    else return;
    event.preventDefault();
  });
}

/** @returns {HTMLElement[]} the titles that can be seen */
function titles() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll(TITLES);
  return [...all].filter((title) => title.checkVisibility());
}

/** @param {number} step */
function move(step) {
  const all = titles();
  const item = document.activeElement?.closest("li:has(> a.title)");
  const at = all.findIndex((title) => title.parentElement === item);
  const next = at < 0 ? firstBelow(all) : at + step;
  const title = all[Math.max(0, Math.min(next, all.length - 1))];
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: "center" });
}

/** @param {HTMLElement[]} all @returns {number} the first title below the header */
function firstBelow(all) {
  const edge = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  return all.findIndex((title) => title.getBoundingClientRect().top >= edge);
}

/** @param {HTMLElement} title */
function toggleAbstract(title) {
  const details = title.parentElement?.querySelector("details");
  if (details) details.open = !details.open;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), select, textarea");
}

function explain() {
  const dialog = document.querySelector("dialog.keys") ?? makeDialog();
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys md-typeset";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const heading = document.createElement("h2");
  heading.id = "keys-title";
  heading.textContent = "Keys";
  const list = document.createElement("dl");
  const abstracts = document.querySelector("a.title ~ details") ? ABSTRACT_KEYS : [];
  const calendars = document.querySelector(".calendar a") ? CALENDAR_KEYS : [];
  for (const [key, meaning] of [...KEYS, ...abstracts, ...calendars]) {
    const term = document.createElement("dt");
    term.textContent = key;
    const description = document.createElement("dd");
    description.textContent = meaning;
    list.append(term, description);
  }
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.textContent = "Close";
  form.append(close);
  dialog.append(heading, list, form);
  document.body.append(dialog);
  return dialog;
}

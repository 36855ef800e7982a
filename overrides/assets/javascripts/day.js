/** A day's page: filters that live in the address, all abstracts at once, marks and keys. */

import { listenForKeys } from "./keys.js";
import { followMarks, linkToHidden } from "./reading.js";
import { keep, recall } from "./storage.js";

/** What the address keeps; whether to hide what was read is the reader's, not the page's. */
const IN_ADDRESS = ["seen", "topic", "code"];

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.filters"));
/** @type {HTMLElement[]} */
const listings = [...document.querySelectorAll(/** @type {"li"} */ (".listings > li"))];

/** @param {HTMLFormElement} form */
function fromAddress(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = IN_ADDRESS.includes(name) ? form.elements.namedItem(name) : null;
    if (field instanceof HTMLInputElement) field.checked = value === field.value;
    else if (field instanceof HTMLSelectElement) choose(field, value);
    else if (field instanceof RadioNodeList) field.value = value;
  }
  const unread = form.elements.namedItem("unread");
  if (unread instanceof HTMLInputElement) unread.checked = recall("unread") === true;
}

/** @param {HTMLSelectElement} select @param {string} value */
function choose(select, value) {
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}

/** @param {HTMLFormElement} form */
function toAddress(form) {
  const query = new URLSearchParams();
  const chosen = new FormData(form);
  for (const name of IN_ADDRESS) {
    const value = String(chosen.get(name) ?? "");
    if (value) query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(history.state, "", `${location.pathname}${text && `?${text}`}${location.hash}`);
}

/**
 * @param {HTMLFormElement} form
 * @param {Element | null} [sought] the listing that a link led to, which is shown whatever is chosen
 */
function filter(form, sought = null) {
  const chosen = new FormData(form);
  const wanted = (/** @type {string} */ name) => String(chosen.get(name) ?? "");
  let number = 0;
  let hidden = 0;
  for (const listing of listings) {
    const { seen = "first", code, topics = "", mark } = listing.dataset;
    const fits =
      (!wanted("seen") || wanted("seen") === seen) &&
      (!wanted("code") || wanted("code") === code) &&
      (!wanted("topic") || topics.split(" ").includes(wanted("topic"))) &&
      (!wanted("unread") || mark !== "read") &&
      mark !== "hidden";
    listing.hidden = !fits && listing !== sought;
    number += Number(!listing.hidden);
    hidden += Number(mark === "hidden");
  }
  for (const dump of document.querySelectorAll(/** @type {"section"} */ ("section.dump"))) {
    dump.hidden = !dump.querySelector("li:not([hidden])");
  }
  const output = form.querySelector("output");
  if (output) output.value = number < listings.length ? `${number} of ${listings.length}` : "";
  if (output && hidden) output.append(", ", linkToHidden(hidden));
  const nothing = document.querySelector(/** @type {"p"} */ ("p.nothing"));
  if (nothing) nothing.hidden = number > 0;
}

/** @param {HTMLFormElement} form */
function showSought(form) {
  const sought = document.querySelector(".listings > li:target");
  if (!(sought instanceof HTMLElement) || !sought.hidden) return;
  filter(form, sought);
  sought.scrollIntoView();
}

/** @param {HTMLButtonElement} button */
function openAll(button) {
  const open = button.dataset.open !== "yes";
  button.dataset.open = open ? "yes" : "no";
  button.textContent = open ? "Close all abstracts" : "Open all abstracts";
  for (const details of document.querySelectorAll(/** @type {"details"} */ (".listings details"))) {
    details.open = open;
  }
}

if (form) {
  fromAddress(form);
  followMarks(() => filter(form));
  showSought(form);
  addEventListener("hashchange", () => showSought(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    keep("unread", new FormData(form).has("unread"));
    toAddress(form);
    filter(form);
  });
  form.querySelector(".open-all")?.addEventListener("click", (event) => {
    if (event.currentTarget instanceof HTMLButtonElement) openAll(event.currentTarget);
  });
}
listenForKeys();

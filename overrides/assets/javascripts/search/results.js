/** How an answer of the search is said, in the header and on the search page. */

import { longDate } from "../dates.js";
import { siteRoot } from "../storage.js";

/** @typedef {import("./client.js").Answer} Answer */
/** @typedef {import("./client.js").Problem} Problem */
/** @typedef {import("./answer.js").Result} Result */

/** What the HTML of a result may be made of; anything else is shown as its text. */
const ELEMENTS = ["I", "MARK", "SPAN", "SUB", "SUP"];

/** What may help when nothing was found. */
export const NOTHING = "Fewer words, or the beginning of a word with *, may find more.";

/** @param {string} html @returns {DocumentFragment} */
function fragment(html) {
  const source = document.createElement("template");
  source.innerHTML = html; // in a template nothing loads or runs
  for (const element of source.content.querySelectorAll("*")) {
    if (!ELEMENTS.includes(element.tagName)) element.replaceWith(element.textContent ?? "");
    for (const { name } of [...element.attributes]) if (name !== "class") element.removeAttribute(name);
  }
  return source.content;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name the element's class
 * @param {...(Node | string)} children
 */
export function element(tag, name, ...children) {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...children);
  return made;
}

/** @param {Result} result @returns {string} */
function place({ date, appearances = 1, code = false }) {
  const times = appearances > 1 ? `seen ${appearances} times` : "";
  return [longDate(date), times, code ? "has code" : ""].filter(Boolean).join(" · ");
}

/** @param {Result} result @returns {string} */
function addressOf({ url }) {
  return new URL(url, siteRoot()).href;
}

/** @param {Result} result @returns {HTMLElement} a result in the header, one link */
export function shortResult(result) {
  const link = element(
    "a",
    "md-search-result__link",
    element("span", "found-title", fragment(result.title)),
    element("span", "found-place", place(result)),
    element("span", "found-text", fragment(result.text)),
  );
  link.href = addressOf(result);
  return element("li", "md-search-result__item", link);
}

/** @param {Result} result @returns {HTMLElement} a result on the search page, like a paper in other lists */
export function longResult(result) {
  const title = element("a", "title", fragment(result.title));
  title.href = addressOf(result);
  const topics = (result.topics ?? []).flatMap(({ id, name }) => {
    const link = element("a", "", name);
    link.href = new URL(`topics/${id}/`, siteRoot()).href;
    return [" · ", link];
  });
  const item = element(
    "li",
    "",
    title,
    element("span", "mark", place(result), ...topics),
    element("span", "reading"),
    element("p", "found-text", fragment(result.text)),
  );
  item.dataset.paper = result.url.split("/")[1] ?? "";
  item.dataset.firstSeen = result.date;
  return item;
}

/** @param {number} number @returns {string} such as `1,234 papers` */
export function papers(number) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? "paper" : "papers"}`;
}

/** @param {Answer} answer @returns {string} what was found, in words */
export function summary({ total, match, spelled }) {
  const instead = spelled.map(([typed, used]) => `${used} instead of ${typed}`).join(", ");
  let found = total ? papers(total) : "No paper found";
  if (total && match === "some") {
    const some = `${total.toLocaleString("en-GB")} ${total === 1 ? "has" : "have"} some`;
    found = `No paper has all the words; ${some}`;
  }
  return instead ? `${found}. Searched for ${instead}` : found;
}

/**
 * @param {Problem} problem
 * @param {() => void} again
 * @returns {(Node | string)[]} what went wrong, and how to go on
 */
export function complaint({ error, isLasting }, again) {
  if (isLasting) return [error];
  const button = element("button", "again", "Try again");
  button.type = "button";
  button.addEventListener("click", again);
  return [error, " ", button];
}

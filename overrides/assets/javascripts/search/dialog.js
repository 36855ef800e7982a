/** What the search in the header shows while somebody types, and its keys. */

import { siteRoot } from "../storage.js";
import { asker, complaint, element, paced, papers, shortResult, summary } from "./client.js";

// For the search page, whose own search so has the same worker.
export * from "./client.js";

/** @typedef {import("./client.js").Answer} Answer */

/** Results shown; the search page has the others. */
const COUNT = 10;

const search = /** @type {HTMLElement} */ (document.querySelector(".md-search"));
const input = /** @type {HTMLInputElement} */ (search.querySelector(".md-search__input"));
const status = /** @type {HTMLElement} */ (search.querySelector("[role=status]"));
const hint = /** @type {HTMLElement} */ (search.querySelector(".md-search-result__hint"));
const list = /** @type {HTMLElement} */ (search.querySelector(".md-search-result__list"));
const ask = asker(status);
/** Letters that were there before the newest. */
let length = input.value.length;

/** @param {boolean} isTyping */
async function update(isTyping = false) {
  const query = input.value.trim();
  hint.hidden = query !== "";
  if (!query) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const answer = await ask({ query, sort: "relevance", count: COUNT, filters: {}, facets: false, isTyping });
  if (!answer || query !== input.value.trim()) return;
  if ("error" in answer) {
    list.replaceChildren();
    status.replaceChildren(...complaint(answer, again));
  } else {
    show(query, answer, isTyping);
  }
}

function again() {
  input.focus();
  void update();
}

/** @param {string} query @param {Answer} answer @param {boolean} isTyping more results come when typing ends */
function show(query, answer, isTyping) {
  const at = stops().findIndex((stop) => stop === document.activeElement);
  status.textContent = summary(answer, query);
  const items = answer.results.map(shortResult);
  if (!isTyping && answer.total > items.length) items.push(seeAll(query, answer.total));
  list.replaceChildren(...items);
  if (at > 0) (stops()[at] ?? input).focus(); // who went on to the results before they were complete
}

/** @param {string} query @param {number} total */
function seeAll(query, total) {
  const link = element("a", "md-search-result__link see-all", `See all ${papers(total)}`);
  link.href = new URL(`search/?${new URLSearchParams({ q: query })}`, siteRoot()).href;
  return element("li", "md-search-result__item", link);
}

/** @returns {HTMLElement[]} the input and what can be reached from it with the arrows */
function stops() {
  /** @type {NodeListOf<HTMLElement>} */
  const below = search.querySelectorAll(".md-search__output :is(a, button)");
  return [input, ...[...below].filter((stop) => stop.checkVisibility())];
}

/** @param {number} step */
function move(step) {
  const all = stops();
  const at = all.findIndex((stop) => stop === document.activeElement);
  all.at((Math.max(at, 0) + step) % all.length)?.focus();
}

search.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    move(step);
  }
  if (event.target === input || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && event.key !== " ") input.focus(); // who types on goes on searching
  event.stopPropagation(); // keys of the page's own lists rest meanwhile
});
search.querySelector("form")?.addEventListener("reset", () => {
  input.focus();
  length = 0;
  setTimeout(() => update()); // the input is emptied after this
});
const typed = paced((isTyping) => void update(isTyping));
input.addEventListener("input", () => {
  const isOneLetter = Math.abs(input.value.length - length) === 1;
  length = input.value.length;
  if (isOneLetter) typed();
  else void update(); // what is pasted or chosen is there as a whole
});
if (input.value) void update();

/** The search as a page uses it: asks the worker, and puts what it answers into words and elements. */

import { longDate } from "../dates.js";
import { siteRoot } from "../storage.js";

/** @typedef {Required<import("./answer.js").Request>} Question */
/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Result} Result */
/** @typedef {{error: string, isLasting?: boolean}} Problem */
/** @typedef {(question: Question) => Promise<Answer | Problem | null>} Ask */

const LOST = "The search could not be fetched. Check the connection and try again.";
const UNABLE = "This browser is too old for the search. Reading and browsing by day, month and topic work.";

/** @typedef {{question: Question, resolve: (answer: Answer | Problem | null) => void}} Asked */

/** @type {Worker | undefined} */
let worker;
let last = 0;
/** @type {Map<number | undefined, Asked>} questions without an answer yet, one of each asker at most */
const open = new Map();

function start() {
  const started = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }) => {
    settle(data.id, data);
    // The worker answers the newest question only, and this was another asker's.
    for (const [id, { question }] of open) started.postMessage({ id, ...question });
  });
  started.addEventListener("error", () => {
    started.terminate();
    worker = undefined; // the next question starts another
    for (const id of open.keys()) settle(id, { error: LOST });
  });
  return started;
}

/** @param {number | undefined} id @param {Answer | Problem | null} answer */
function settle(id, answer) {
  open.get(id)?.resolve(answer);
  open.delete(id);
}

/** Milliseconds after which a reader wonders. */
const SLOW = 300;

/**
 * @param {HTMLElement} status says when an answer takes long
 * @returns {Ask} asks a question; null comes back when a newer one was asked the same way meanwhile
 */
export function asker(status) {
  /** @type {number | undefined} */
  let newest;
  return async (question) => {
    if (!("Worker" in window && "DecompressionStream" in window)) return { error: UNABLE, isLasting: true };
    settle(newest, null);
    const id = ++last;
    newest = id;
    const slow = setTimeout(() => {
      status.textContent = "Searching …";
    }, SLOW);
    /** @type {Promise<Answer | Problem | null>} */
    const answer = new Promise((resolve) => {
      open.set(id, { question, resolve });
      worker ??= start();
      worker.postMessage({ id, ...question });
    });
    return answer.finally(() => clearTimeout(slow));
  };
}

/** Milliseconds between two keys of somebody who types on. */
const TYPING = 120;
/** Milliseconds after which nobody seems to type on. */
const PAUSE = 400;

/**
 * @param {(isTyping: boolean) => void} run
 * @returns {() => void} to call for every key: runs it at once after a pause and when typing slows,
 *   then once more when it has ended
 */
export function paced(run) {
  /** @type {number | undefined} */
  let slow;
  /** @type {number | undefined} */
  let end;
  let before = -Infinity;
  return () => {
    const isFirst = performance.now() - before > PAUSE;
    before = performance.now();
    clearTimeout(slow);
    clearTimeout(end);
    if (isFirst) run(true);
    else slow = setTimeout(() => run(true), TYPING);
    end = setTimeout(() => run(false), PAUSE);
  };
}

/** What the HTML of a result may be made of; anything else is shown as its text. */
const ELEMENTS = ["I", "MARK", "SPAN", "SUB", "SUP"];

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
  item.dataset.firstSeen = result.date;
  return item;
}

/** @param {number} number @returns {string} such as `1,234 papers` */
export function papers(number) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? "paper" : "papers"}`;
}

/**
 * @param {Answer} answer
 * @param {string} query
 * @returns {string} what was found, in words, and what may help when that is nothing
 */
export function summary({ total, unfiltered, match, spelled }, query) {
  const instead = spelled.map(([typed, used]) => `${used} instead of ${typed}`).join(", ");
  let found = total ? papers(total) : "No paper found";
  if (total && match === "some") {
    const some = `${total.toLocaleString("en-GB")} ${total === 1 ? "has" : "have"} some`;
    found = `No paper has all the words; ${some}`;
  }
  if (instead) found = `${found}. Searched for ${instead}`;
  if (total) return found;
  if (query && unfiltered) return `${found}. Without filters: ${papers(unfiltered)}.`;
  return `${found}. ${query ? "Fewer words, or the beginning of a word with *," : "Fewer filters"} may find more.`;
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

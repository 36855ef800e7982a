/** Asks the worker that searches. It starts with the first question; one worker serves the page. */

/**
 * @typedef {object} Filters
 * @property {string} [from] `YYYY-MM-DD`
 * @property {string} [to] `YYYY-MM-DD`
 * @property {string} [topic] the topic's id
 * @property {string} [seen] `new` or `recurring`
 * @property {boolean} [code]
 */
/**
 * @typedef {object} Question
 * @property {string} query as typed
 * @property {string} sort `relevance`, `newest` or `recurring`
 * @property {number} count of results wanted
 * @property {Filters} filters
 * @property {boolean} facets whether the counts are wanted
 */
/**
 * @typedef {object} Result
 * @property {string} url relative to the root of the site
 * @property {string} title HTML
 * @property {string} text HTML
 * @property {string} date first seen, `YYYY-MM-DD`
 * @property {number} appearances
 * @property {boolean} code
 * @property {{id: string, name: string}[]} topics
 */
/**
 * @typedef {object} Facets counts that obey all filters but the facet's own
 * @property {[string, number][]} years
 * @property {[string, string, number][]} topics id, name, count
 * @property {number} new
 * @property {number} recurring
 * @property {number} code
 * @property {string} first date of the archive
 * @property {string} last date of the archive
 */
/**
 * @typedef {object} Answer
 * @property {number} total
 * @property {"all" | "some"} match "some": no paper has all the words, these have some of them
 * @property {[string, string][]} spelled words nobody used, and what was searched instead
 * @property {Result[]} results
 * @property {Facets} [facets]
 */
/** @typedef {{error: string, isLasting?: boolean}} Problem */
/** @typedef {(question: Question) => Promise<Answer | Problem | null>} Ask */

const LOST = "The search could not be fetched. Check the connection and try again.";
const UNABLE = "This browser is too old for the search. Reading and browsing by day, month and topic work.";

/** @type {Worker | undefined} */
let worker;
let last = 0;
/** @type {Map<number, (answer: Answer | Problem) => void>} questions without an answer yet */
const open = new Map();

function start() {
  const started = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }) => settle(data.id, data));
  started.addEventListener("error", () => {
    started.terminate();
    if (worker === started) worker = undefined; // the next question starts another
    for (const id of open.keys()) settle(id, { error: LOST });
  });
  return started;
}

/** @param {number} id @param {Answer | Problem} answer */
function settle(id, answer) {
  open.get(id)?.(answer);
  open.delete(id);
}

/**
 * @returns {Ask} asks a question; null comes back when a newer one was asked the same way meanwhile
 */
export function asker() {
  let newest = 0;
  return async (question) => {
    if (!("Worker" in window && "DecompressionStream" in window)) return { error: UNABLE, isLasting: true };
    const id = ++last;
    newest = id;
    /** @type {Promise<Answer | Problem>} */
    const answered = new Promise((resolve) => open.set(id, resolve));
    worker ??= start();
    worker.postMessage({ id, ...question });
    const answer = await answered;
    return id === newest ? answer : null;
  };
}

/** Milliseconds between two keys of somebody who types on. */
const TYPING = 120;

/**
 * @param {() => void} run
 * @returns {() => void} runs it at once after a pause, and when typing pauses
 */
export function paced(run) {
  /** @type {number | undefined} */
  let timer;
  let before = -Infinity;
  return () => {
    const isPaused = performance.now() - before > 3 * TYPING;
    before = performance.now();
    clearTimeout(timer);
    if (isPaused) run();
    else timer = setTimeout(run, TYPING);
  };
}

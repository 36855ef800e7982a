/** Asks the worker that searches. It starts with the first question; one worker serves the page. */

/** @typedef {Required<import("./answer.js").Request>} Question */
/** @typedef {import("./answer.js").Answer} Answer */
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

/**
 * @returns {Ask} asks a question; null comes back when a newer one was asked the same way meanwhile
 */
export function asker() {
  /** @type {number | undefined} */
  let newest;
  return async (question) => {
    if (!("Worker" in window && "DecompressionStream" in window)) return { error: UNABLE, isLasting: true };
    settle(newest, null);
    const id = ++last;
    newest = id;
    return new Promise((resolve) => {
      open.set(id, { question, resolve });
      worker ??= start();
      worker.postMessage({ id, ...question });
    });
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

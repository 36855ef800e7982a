/** The search page: a question that lives in the address, its filters with counts, all results. */

import { listenForKeys } from "./keys.js";
import { followMarks, showMarks } from "./reading.js";
import { asker, complaint, longResult, paced, summary } from "./search/dialog.js";

/** @typedef {import("./search/facets.js").Counts} Counts */
/** @typedef {import("./search/client.js").Question} Question */

const NAMES = ["q", "from", "to", "topic", "seen", "code", "sort"];
/** Results shown at first, and with every "Load more". */
const COUNT = 20;

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.search"));
const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
const help = /** @type {HTMLElement} */ (form.querySelector(".help"));
const trouble = /** @type {HTMLElement} */ (form.querySelector(".trouble"));
const facets = /** @type {HTMLDetailsElement} */ (form.querySelector("details.facets"));
const list = /** @type {HTMLElement} */ (form.querySelector("ol.papers"));
const more = /** @type {HTMLButtonElement} */ (form.querySelector(".load-more"));
const clear = /** @type {HTMLButtonElement} */ (form.querySelector(".clear"));
const year = /** @type {HTMLSelectElement} */ (form.querySelector(".year"));
const ask = asker(status);
let count = COUNT;
/** The result that the reader has reached. */
let reached = 0;
let areKeysOn = false;

/** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} the field, or the group of fields */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @returns {Record<string, string>} what is chosen; what is empty is left out */
function chosen() {
  const values = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(values.filter(([, value]) => value));
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of NAMES) {
    const place = field(name);
    let value = query.get(name) ?? "";
    if (place.type === "date" && !/^\d{4}-\d\d-\d\d$/.test(value)) value = "";
    if (name === "topic" && value) offerTopics([[value, value, 0]]);
    if (place instanceof HTMLInputElement && place.type === "checkbox") place.checked = value === place.value;
    else place.value = value;
  }
  for (const select of form.querySelectorAll("select")) if (select.selectedIndex < 0) select.selectedIndex = 0;
  if (!form.querySelector("[name=seen]:checked")) field("seen").value = "";
  count = history.state?.count ?? COUNT;
  reached = history.state?.reached ?? 0;
}

/** @param {"pushState" | "replaceState"} how */
function toAddress(how) {
  const text = new URLSearchParams(chosen()).toString();
  history[how]({ count, reached }, "", `${location.pathname}${text && `?${text}`}`);
}

/** @returns {Question} */
function question() {
  const { q: query = "", sort = "relevance", code, ...others } = chosen();
  const filters = code ? { ...others, code: true } : others;
  return /** @type {Question} */ ({ query, sort, count, filters, facets: true }); // the form offers nothing else
}

/** @param {number} from Results before this one are on the page already. @param {boolean} isTyping */
async function update(from = 0, isTyping = false) {
  const asked = { ...question(), isTyping };
  const isAnything = Boolean(asked.query) || asked.sort !== "relevance" || Object.keys(asked.filters).length > 0;
  if (!isAnything) asked.count = 0;
  list.ariaBusy = "true";
  const answer = await ask(asked);
  if (!answer) return;
  list.ariaBusy = "false";
  help.hidden = isAnything;
  clear.hidden = !Object.keys(asked.filters).length;
  if (!from) list.replaceChildren();
  trouble.replaceChildren();
  if ("error" in answer) {
    status.textContent = "";
    more.hidden = true;
    trouble.append(...complaint(answer, () => again(from)));
    return;
  }
  if (answer.facets) showCounts(answer.facets);
  status.textContent = isAnything ? summary(answer, asked.query) : "";
  list.append(...answer.results.slice(from).map(longResult));
  more.hidden = isTyping || !isAnything || answer.total <= list.children.length;
  showMarks();
  if (!from && reached) goBackTo(list.children[reached]);
  if (!areKeysOn && list.firstChild) {
    listenForKeys();
    areKeysOn = true;
  }
}

/** @param {Element | undefined} result @param {number} [frames] after which rows near it have their heights */
function goBackTo(result, frames = 3) {
  result?.scrollIntoView({ behavior: "instant" });
  if (frames) requestAnimationFrame(() => goBackTo(result, frames - 1));
}

/** @param {number} from */
function again(from) {
  field("q").focus({ preventScroll: true });
  void (from ? loadMore() : update());
}

async function loadMore() {
  const next = list.children.length;
  count = next + COUNT;
  toAddress("replaceState");
  await update(next);
  /** @type {HTMLElement | null | undefined} */
  const title = list.children[next]?.querySelector("a.title");
  title?.focus({ preventScroll: true });
}

/** @param {Counts} counts */
function showCounts({ years, topics, first, last, ...counts }) {
  for (const place of form.querySelectorAll(/** @type {"span"} */ ("[data-count]"))) {
    place.textContent = (counts[/** @type {keyof typeof counts} */ (place.dataset.count)] ?? 0).toLocaleString("en-GB");
  }
  offerTopics(topics);
  const { from = "", to = "" } = chosen();
  const options = years.map(([name, number]) => option(name, name, number));
  year.replaceChildren(new Option("any", ""), ...options);
  year.value = years.map(([name]) => name).find((name) => from === `${name}-01-01` && to === `${name}-12-31`) ?? "";
  for (const name of ["from", "to"]) {
    const place = /** @type {HTMLInputElement} */ (field(name));
    [place.min, place.max] = [first, last];
  }
}

/** @param {readonly (readonly [string, string, number])[]} topics Keeps the one that is chosen. */
function offerTopics(topics) {
  const select = /** @type {HTMLSelectElement} */ (field("topic"));
  const kept = select.value;
  const options = topics.map(([id, name, number]) => option(id, name, number));
  if (kept && !topics.some(([id]) => id === kept)) options.push(option(kept, kept, 0));
  select.replaceChildren(new Option("any", ""), ...options);
  select.value = kept;
}

/** @param {string} value @param {string} name @param {number} number */
function option(value, name, number) {
  return new Option(`${name} (${number.toLocaleString("en-GB")})`, value);
}

/** @param {"pushState" | "replaceState"} how @param {number} [wanted] results @param {boolean} [isTyping] */
function choose(how, wanted = COUNT, isTyping = false) {
  count = wanted;
  reached = 0;
  toAddress(how);
  void update(0, isTyping);
}

const typed = paced((isTyping) => choose("replaceState", COUNT, isTyping));

history.scrollRestoration = "manual"; // the results are not there when a browser would do it
const early = field("q").value; // somebody may type before this script is here
fromAddress();
if (early) field("q").value = early;
if (Object.keys(question().filters).length) facets.open = true; // what narrows the answer is in sight
toAddress("replaceState");
void update();
followMarks();
form.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement && ["search", "date"].includes(target.type)) typed();
});
form.addEventListener("change", ({ target }) => {
  if (target === year) {
    field("from").value = year.value && `${year.value}-01-01`;
    field("to").value = year.value && `${year.value}-12-31`;
    choose("pushState");
  } else if (target instanceof Element && target.matches("[name]:not([type=search], [type=date])")) {
    choose("pushState");
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  choose("replaceState");
});
clear.addEventListener("click", () => {
  const { q = "", sort = "" } = chosen();
  form.reset();
  field("q").value = q;
  field("sort").value = sort;
  choose("pushState");
  field("q").focus();
});
more.addEventListener("click", () => void loadMore());
addEventListener("scrollend", () => {
  reached = Math.max(0, [...list.children].findIndex((item) => item.getBoundingClientRect().top >= 0));
  history.replaceState({ count, reached }, "");
});
addEventListener("popstate", () => {
  fromAddress();
  void update();
});

/** The page of what the reader marked: the list, its export and its import. */

import { bibtex } from "./citation.js";
import { longDate } from "./dates.js";
import { MARKS, NAMES, addMarks, entriesOf, readMarks } from "./marks.js";
import { followMarks, showMarks } from "./reading.js";
import { siteRoot } from "./storage.js";

/** @typedef {import("./marks.js").Entry} Entry */

const place = document.querySelector(".reading-list");
const said = document.createElement("output");
const importing = importer();
/** @type {Map<string, HTMLLIElement>} what stands for each paper, which stays the same when the list changes */
const items = new Map();
let isByKeys = false;

/** @param {string} id */
function addressOf(id) {
  return new URL(`papers/${id}/`, siteRoot()).href;
}

/** @param {string} text @param {() => void} pressed */
function button(text, pressed) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.addEventListener("click", pressed);
  return element;
}

/** @param {string} name @param {string} type @param {string} content */
function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function exportBibtex() {
  const entries = [...readMarks()].filter(([, entry]) => entry.mark !== "hidden");
  const references = entries.map(([id, { title, firstSeen }]) => bibtex({ id, title, firstSeen, url: addressOf(id) }));
  download("reading.bib", "application/x-bibtex", references.join("\n"));
}

function exportJson() {
  download("reading.json", "application/json", JSON.stringify(Object.fromEntries(readMarks()), null, 2));
}

/** @param {File} file */
async function importJson(file) {
  /** @type {unknown} */
  let content;
  try {
    content = JSON.parse(await file.text());
  } catch {
    said.value = `${file.name} is not JSON; choose a file that this page exported.`;
    return;
  }
  const found = entriesOf(content);
  const isKept = addMarks(found);
  show();
  if (!found.size) said.value = `${file.name} holds no marks; choose a file that this page exported.`;
  else if (!isKept) said.value = "This browser has no room for the marks, or keeps nothing for this site.";
  else said.value = `${found.size} ${found.size === 1 ? "mark" : "marks"} came in from ${file.name}; of two of one paper the newer counts.`;
}

function importer() {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void importJson(file);
    input.value = ""; // so that the same file can be chosen again
  });
  label.append("Import JSON ", input);
  return label;
}

/** @param {string} id @param {Entry} entry */
function item(id, entry) {
  const element = items.get(id) ?? newItem(id);
  items.set(id, element);
  element.dataset.firstSeen = entry.firstSeen;
  const [link, mark] = element.children;
  if (link) link.textContent = entry.title;
  if (mark) mark.textContent = entry.marked && `marked on ${longDate(entry.marked)}`;
  return element;
}

/** @param {string} id */
function newItem(id) {
  const element = document.createElement("li");
  const link = document.createElement("a");
  link.className = "title";
  link.href = addressOf(id);
  const mark = document.createElement("span");
  mark.className = "mark";
  const place = document.createElement("span");
  place.className = "reading";
  element.append(link, mark, place);
  return element;
}

function show() {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const top = scrollY;
  const entries = [...readMarks()];
  const parts = MARKS.flatMap((mark) => {
    const marked = entries.filter(([, entry]) => entry.mark === mark);
    if (!marked.length) return [];
    const heading = document.createElement("h2");
    heading.textContent = `${NAMES[mark]} (${marked.length})`;
    const list = document.createElement("ul");
    list.className = "papers";
    list.append(...marked.map(([id, entry]) => item(id, entry)));
    return [heading, list];
  });
  const empty = document.createElement("p");
  empty.textContent = "Nothing is marked yet. Every paper on this site has a box called Mark.";
  const tools = document.createElement("p");
  tools.className = "tools";
  if (entries.length) tools.append(button("Export BibTeX", exportBibtex), button("Export JSON", exportJson));
  tools.append(importing, said);
  place?.replaceChildren(...(parts.length ? parts : [empty]), tools);
  showMarks(show);
  if (scrollY !== top) scrollTo({ top, behavior: "instant" });
  // A box goes where its paper goes; the page follows it only when the reader goes by keys.
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: !isByKeys });
}

addEventListener("keydown", () => (isByKeys = true), true);
addEventListener("pointerdown", () => (isByKeys = false), true);
followMarks(show);

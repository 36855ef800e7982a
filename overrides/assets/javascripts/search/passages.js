/** Texts in HTML with the words that were found marked, whole or cut to a passage. */

import { placedWords } from "./query.js";

/**
 * @typedef {(word: string) => boolean} IsFound
 *
 * @typedef {object} Piece of a text: words, or an element or a character reference, which stay whole
 * @property {string} html
 * @property {number} length how many characters it shows
 * @property {boolean} isText
 */

/** Characters that a passage shows, about. */
const LENGTH = 240;
/** Characters that it shows before the first word that was found. */
const BEFORE = 60;

/** @param {string} html safe, from the generator @returns {Piece[]} */
function pieces(html) {
  /** @type {Piece[]} */
  const found = [];
  let depth = 0;
  for (const [part] of html.matchAll(/<[^>]*>|&[^;]*;|[^<&]+/g)) {
    const isTag = part.startsWith("<");
    const isReference = part.startsWith("&");
    const length = isTag ? 0 : isReference ? 1 : part.length;
    const open = found.at(-1);
    if (depth && open) {
      open.html += part;
      open.length += length;
    } else found.push({ html: part, length, isText: !isTag && !isReference });
    if (isTag) depth += part.startsWith("</") ? -1 : 1;
  }
  return found;
}

/** @param {string} text @param {IsFound} isFound @returns {string} */
function marked(text, isFound) {
  let html = "";
  let at = 0;
  for (const { start, end, words } of placedWords(text)) {
    if (!words.some(isFound)) continue;
    html += `${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`;
    at = end;
  }
  return html + text.slice(at);
}

/** @param {string} html safe, from the generator @param {IsFound} isFound @returns {string} */
export function mark(html, isFound) {
  return pieces(html)
    .map((piece) => (piece.isText ? marked(piece.html, isFound) : piece.html))
    .join("");
}

/** @param {string} html safe, from the generator @param {IsFound} isFound @returns {string} */
export function passage(html, isFound) {
  const all = pieces(html);
  const first = firstFound(all, isFound);
  const start = first > LENGTH / 2 ? first - BEFORE : 0;
  let at = 0;
  let cut = "";
  for (const { html: part, length, isText } of all) {
    const [from, to] = [Math.max(0, start - at), Math.min(length, start + LENGTH - at)];
    at += length;
    if (from >= length || to <= 0) continue;
    if (isText) cut += marked(wholeWords(part, from, to), isFound);
    else if (from === 0) cut += part;
  }
  return `${start ? "… " : ""}${cut}${at > start + LENGTH ? " …" : ""}`;
}

/** @param {Piece[]} all @param {IsFound} isFound @returns {number} where the first found word stands; 0 if nowhere */
function firstFound(all, isFound) {
  let at = 0;
  for (const { html, length, isText } of all) {
    const found = isText && placedWords(html).find(({ words }) => words.some(isFound));
    if (found) return at + found.start;
    at += length;
  }
  return 0;
}

/** @param {string} text @param {number} from @param {number} to @returns {string} without words that the cuts divide */
function wholeWords(text, from, to) {
  let part = text.slice(from, to);
  if (from) part = part.replace(/^\S*\s/, "");
  return to < text.length ? part.replace(/\s\S*$/, "") : part;
}

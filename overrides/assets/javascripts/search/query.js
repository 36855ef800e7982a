/** What a reader types, as the words to look for. */

import { FIELDS } from "./ranking.js";
import { words } from "./words.js";

/**
 * @typedef {import("./ranking.js").Field} Field
 *
 * @typedef {object} Word one word to look for
 * @property {string} word folded; with `*` where `like` is "pattern"
 * @property {"itself" | "beginning" | "pattern" | number} like what a term has to be; a number
 *   is the most letters by which it may differ
 * @property {readonly Field[]} fields
 * @property {boolean} isPlain whether the reader asked for nothing special
 * @property {import("./ranking.js").Presence} presence
 */

/** Letters a word has at least to stand for those that begin with it, if it is not alone. */
const LEAST_BEGINNING = 3;
/** The most letters by which a word may differ that asks for more. */
const MOST_DIFFERENT = 2;

const CHUNK = /(?<sign>[+-](?=[^\s+-]))?(?:(?<field>title|abstract):(?=\S))?(?:"(?<quoted>[^"]*)"?|(?<bare>\S+))/giu;

/**
 * Reads `words all of which count`, `"as they are written"`, `-without`, `+itself`, `title:word`,
 * `wor*` and `word~1`. Nothing is an error: a mark that means nothing here separates words.
 * @param {string} query
 * @param {ReadonlySet<string>} stopWords which say nothing, unless there is no other word
 * @returns {Word[]}
 */
export function parse(query, stopWords) {
  const all = [...query.matchAll(CHUNK)].flatMap(({ groups = {} }) => chunk(groups));
  const telling = all.filter(({ word, like }) => like === "pattern" || !stopWords.has(word));
  const found = telling.some(({ presence }) => presence !== "prohibited") ? telling : all;
  const plain = found.filter(({ isPlain }) => isPlain);
  for (const each of plain) {
    if (found.length === 1 || each.word.length >= LEAST_BEGINNING) each.like = "beginning";
    // While the last word is being typed it says little, so it decides nothing yet.
    else if (each === found.at(-1)) each.presence = "optional";
  }
  return found;
}

/** @param {Record<string, string | undefined>} groups @returns {Word[]} */
function chunk({ sign, field, quoted, bare = "" }) {
  /** @type {readonly Field[]} */
  const fields = field ? [field.toLowerCase() === "title" ? "title" : "text"] : FIELDS;
  const presence = sign === "-" ? "prohibited" : "required";
  const isPlain = !sign && quoted === undefined;
  const pattern = words(bare.replaceAll("*", "")).length === 1 && bare.includes("*");
  if (pattern) {
    const word = bare.split(/\*+/).map((part) => words(part).join("")).join("*");
    return [{ word, like: "pattern", fields, presence, isPlain: false }];
  }
  const fuzzy = /^(?<body>.*[\p{L}\p{N}])~(?<most>\d*)$/u.exec(bare)?.groups;
  if (fuzzy) {
    const like = Math.min(Number(fuzzy.most || 1), MOST_DIFFERENT);
    return words(fuzzy.body ?? "").map((word) => ({ word, like, fields, presence, isPlain: false }));
  }
  return words(quoted ?? bare).map((word) => ({ word, like: "itself", fields, presence, isPlain }));
}

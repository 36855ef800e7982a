/** What a reader types -> the words to look for, and the terms of the index that each stands for. */

import { FIELDS } from "./ranking.js";

/**
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./files.js").Term} Term
 * @typedef {import("./ranking.js").Field} Field
 *
 * @typedef {object} Word one word to look for
 * @property {string} word folded; with `*` where `like` is "pattern"
 * @property {"itself" | "beginning" | "pattern" | number} like what a term has to be; a number
 *   is the most letters by which it may differ
 * @property {readonly Field[]} fields
 * @property {boolean} isPlain whether the reader asked for nothing special
 * @property {import("./ranking.js").Presence} presence
 * @property {object | undefined} [quotation] the same for all words of one, when a paper must not have all of them
 */

/** @type {Record<string, string>} letters that no accent can be taken off */
const LETTERS = { æ: "ae", đ: "d", ı: "i", ł: "l", œ: "oe", ø: "o", ß: "ss" };

/** @param {string} text @returns {string} without case, accents and what cannot be seen, such as the soft hyphens of a PDF */
function fold(text) {
  const lower = text.toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower.normalize("NFKD").replace(/[\p{Mn}\p{Cf}]/gu, "").replace(/[æđıłœøß]/g, (letter) => LETTERS[letter] ?? "").toLowerCase();
}

/**
 * Takes a text apart into the words that the search knows it by; `generator/search/words.py` is the other half.
 * @param {string} text
 * @returns {string[]} runs of letters and digits, in order
 */
export function words(text) {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Finds the words of a text where they stand; where folding makes several of one, they share its place.
 * @param {string} text
 * @returns {{start: number, end: number, words: string[]}[]}
 */
export function placedWords(text) {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((found) => {
    return { start: found.index, end: found.index + found[0].length, words: words(found[0]) };
  });
}

/** Letters a word has at least to stand for those that begin with it, if it is not alone. */
export const LEAST_BEGINNING = 3;
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
  const quotation = sign === "-" && quoted !== undefined ? {} : undefined;
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
  const found = words(quoted ?? bare);
  const cut = /['’]\p{L}$/u.test(bare) && found.length > 1 ? found.length - 1 : Infinity; // the s of let's begins no word
  return found.map((word, at) => ({ word, like: "itself", fields, presence, isPlain: isPlain && at !== cut, quotation }));
}

/** @param {Files} files @param {Pick<Word, "word" | "like">} word @returns {Promise<Term[]>} */
export async function expand(files, { word, like }) {
  if (like === "beginning") return files.terms(word);
  if (like === "itself") return named(files, [word]);
  if (like === "pattern") return pattern(files, word);
  return like ? similar(files, word, like) : named(files, [word]);
}

/** @param {Files} files @param {Iterable<string>} words @returns {Promise<Term[]>} */
async function named(files, words) {
  const terms = await Promise.all([...words].map((word) => files.term(word)));
  return terms.flatMap((term) => term ?? []);
}

/** @param {Files} files @param {string} pattern @returns {Promise<Term[]>} terms with anything for each `*` */
async function pattern(files, pattern) {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 2 && !last) return files.terms(first);
  const words = first.length >= last.length ? await files.words("words", first) : await ending(files, last);
  return named(files, words.filter((word) => fits(word, parts)));
}

/**
 * Not by a regular expression, which takes for ever over `a*a*a*a*z` and a long word.
 * @param {string} word
 * @param {readonly string[]} parts which it has to have in order, from its beginning to its end
 * @returns {boolean}
 */
function fits(word, parts) {
  const [first = "", ...others] = parts;
  const last = others.pop() ?? "";
  if (!word.startsWith(first) || !word.endsWith(last)) return false;
  const end = word.length - last.length;
  let at = first.length;
  for (const part of others) {
    const found = word.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}

/** @param {Files} files @param {string} ending @returns {Promise<string[]>} */
async function ending(files, ending) {
  return (await files.words("endings", backwards(ending))).map(backwards);
}

/** @param {string} word @returns {string} */
function backwards(word) {
  return [...word].reverse().join("");
}

/**
 * Finds words that few changes make of another.
 * @param {Files} files
 * @param {string} word
 * @param {number} most changes: a letter more, less or other, or two that changed places
 * @returns {Promise<Term[]>}
 */
export async function similar(files, word, most) {
  const candidates = await (most > 1 ? files.words("words", "") : nearby(files, word));
  return named(files, new Set(candidates.filter((other) => isSimilar(other, word, most))));
}

/**
 * Finds all words that one change makes of another, and more. A change damages two letters at most, side by side,
 * so wherever a word is cut before its last letter, what it becomes begins as the one part or ends as what follows the
 * letter after that. It is cut where both are in the fewest files.
 * @param {Files} files
 * @param {string} word
 * @returns {Promise<string[]>}
 */
async function nearby(files, word) {
  const letters = [...word]; // some take two places in a string
  const cuts = await Promise.all(
    letters.map(async (_, at) => {
      const [start, end] = [letters.slice(0, at).join(""), backwards(letters.slice(at + 1).join(""))];
      return { start, end, cost: (await files.spread("words", start)) + (await files.spread("endings", end)) };
    }),
  );
  const [{ start, end } = { start: "", end: "" }] = cuts.sort((one, other) => one.cost - other.cost);
  return [...(await files.words("words", start)), ...(await files.words("endings", end)).map(backwards)];
}

/** @param {string} word @param {string} typed @param {number} most @returns {boolean} as lunr decides it */
function isSimilar(word, typed, most) {
  if (!word && !typed) return true;
  if (Math.abs(word.length - typed.length) > most) return false;
  if (word && word[0] === typed[0] && isSimilar(word.slice(1), typed.slice(1), most)) return true;
  if (!most) return false;
  return (
    isSimilar(word.slice(1), typed, most - 1) ||
    isSimilar(word, typed.slice(1), most - 1) ||
    isSimilar(word.slice(1), typed.slice(1), most - 1) ||
    (typed.length > 1 && word[0] === typed[1] && isSimilar(word.slice(1), typed[0] + typed.slice(2), most - 1))
  );
}

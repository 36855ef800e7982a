/** A text as the words that the search knows it by; `generator/search/words.py` is the other half. */

/** @type {Record<string, string>} letters that no accent can be taken off */
const LETTERS = { æ: "ae", đ: "d", ı: "i", ł: "l", œ: "oe", ø: "o", ß: "ss" };

/** @param {string} text @returns {string} without case and accents */
function fold(text) {
  const lower = text.toLowerCase();
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower.normalize("NFKD").replace(/\p{Mn}/gu, "").replace(/[æđıłœøß]/g, (letter) => LETTERS[letter] ?? "").toLowerCase();
}

/** @param {string} text @returns {string[]} runs of letters and digits, in order */
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

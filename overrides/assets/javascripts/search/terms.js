/** The terms that a word of a query stands for. */

/**
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./files.js").Term} Term
 * @typedef {import("./query.js").Word} Word
 */

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
  const fits = new RegExp(`^${parts.join(".*")}$`, "su"); // letters and digits only, see `parse`
  if (parts.length === 2 && !last) return files.terms(first);
  const words = first.length >= last.length ? await files.words("words", first) : await ending(files, last);
  return named(files, words.filter((word) => fits.test(word)));
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
 * Finds words that one change makes of another; a change damages its beginning or its ending,
 * so all of them begin or end as it does. With more changes all words are looked at.
 * @param {Files} files
 * @param {string} word
 * @param {number} most changes: a letter more, less or other, or two that changed places
 * @returns {Promise<Term[]>}
 */
export async function similar(files, word, most) {
  const kept = most > 1 ? 0 : Math.floor((word.length - 1) / 2);
  const candidates = [
    ...(await files.words("words", word.slice(0, kept))),
    ...(kept ? await ending(files, word.slice(word.length - kept)) : []),
  ];
  return named(files, new Set(candidates.filter((other) => isSimilar(other, word, most))));
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

/**
 * Ranks papers exactly as an index of lunr 2.3 with `b = 0` does, from the postings of a
 * query's terms alone; `generator/search/inverted.py` says why that is possible.
 */

/**
 * @typedef {import("./files.js").Term} Term
 * @typedef {"title" | "text"} Field
 * @typedef {"optional" | "required" | "prohibited"} Presence
 *
 * @typedef {object} Clause one word of a query, with all terms that it stands for
 * @property {Term[]} terms
 * @property {readonly Field[]} fields where they count
 * @property {Presence} presence
 * @property {object | undefined} [quotation] the same for clauses that are prohibited together
 *
 * @typedef {object} Found papers in no order
 * @property {Uint32Array} papers
 * @property {Float64Array} scores of all papers, by number, in thousandths
 * @property {Uint16Array} matched how many clauses each of all papers has
 */

/** What a word counts in each field: the theme's setting. */
const BOOSTS = { title: 1000, text: 1 };
/** lunr's setting for how little more a repeated word counts. */
const K1 = 1.2;

/** @type {readonly Field[]} */
export const FIELDS = ["title", "text"];

/** @param {Term} term @returns {number} papers with it in the title, and again those with it in the abstract */
export function counted({ fields }) {
  return [...fields.title, ...fields.text].reduce((sum, { papers }) => sum + papers.length, 0);
}

/** @param {Term} term @param {number} papers in the archive @returns {number} how telling it is */
function inverseFrequency(term, papers) {
  const found = counted(term);
  return Math.log(1 + Math.abs((papers - found + 0.5) / (found + 0.5)));
}

/** @param {readonly Clause[]} clauses @param {Field} field @returns {{term: Term, boost: number}[]} */
function queryVector(clauses, field) {
  /** @type {Map<string, {term: Term, boost: number}>} */
  const vector = new Map();
  for (const { terms, fields, presence } of clauses) {
    if (presence === "prohibited" || !fields.includes(field)) continue;
    for (const term of terms) {
      vector.set(term.word, { term, boost: (vector.get(term.word)?.boost ?? 0) + 1 });
    }
  }
  return [...vector.values()];
}

/**
 * @param {readonly Clause[]} clauses
 * @param {number} papers in the archive
 * @returns {Found}
 */
export function rank(clauses, papers) {
  const scores = new Float64Array(papers);
  for (const field of FIELDS) {
    const sums = new Float64Array(papers);
    const vector = queryVector(clauses, field);
    const magnitude = Math.sqrt(vector.reduce((sum, { boost }) => sum + boost * boost, 0));
    for (const { term, boost } of vector) {
      const idf = inverseFrequency(term, papers);
      for (const { frequency, papers: found } of term.fields[field]) {
        const score = ((idf * ((K1 + 1) * frequency)) / (K1 + frequency)) * BOOSTS[field];
        const weighs = Math.round(score * 1000) * boost; // whole, so their order does not matter
        for (const paper of found) sums[paper] = (sums[paper] ?? 0) + weighs;
      }
    }
    if (magnitude) sums.forEach((sum, paper) => (scores[paper] = (scores[paper] ?? 0) + sum / magnitude));
  }
  return { scores, ...matching(clauses, papers) };
}

/** @param {readonly Clause[]} clauses @param {number} papers */
function matching(clauses, papers) {
  const matched = new Uint16Array(papers);
  const lacks = new Uint8Array(papers);
  /** @type {Map<object, {clauses: number, has: Uint16Array}>} how many of its clauses each paper has */
  const quotations = new Map();
  let wanted = 0;
  for (const clause of clauses) {
    const { terms, fields, presence, quotation = clause } = clause;
    const has = new Uint8Array(papers);
    for (const term of terms) {
      for (const field of fields) {
        for (const postings of term.fields[field]) {
          for (const paper of postings.papers) has[paper] = 1;
        }
      }
    }
    if (presence === "prohibited") {
      const whole = quotations.get(quotation) ?? { clauses: 0, has: new Uint16Array(papers) };
      quotations.set(quotation, whole);
      whole.clauses += 1;
      has.forEach((value, paper) => (whole.has[paper] = (whole.has[paper] ?? 0) + value));
      continue;
    }
    wanted += 1;
    has.forEach((value, paper) => {
      matched[paper] = (matched[paper] ?? 0) + value;
      if (presence === "required" && !value) lacks[paper] = 1;
    });
  }
  for (const whole of quotations.values()) {
    whole.has.forEach((value, paper) => {
      if (value === whole.clauses) lacks[paper] = 1;
    });
  }
  // A query that only prohibits finds all the others.
  const found = Uint32Array.from(matched.keys()).filter((paper) => !lacks[paper] && (matched[paper] || !wanted));
  return { papers: found, matched };
}

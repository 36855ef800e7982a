/** Narrows what was found by date, topic and so on, and counts what each choice leaves; for the search page. */

/**
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./files.js").FirstSeen} FirstSeen
 *
 * @typedef {object} Filters
 * @property {string} [from] the earliest day of the first appearance, `YYYY-MM-DD`
 * @property {string} [to] the latest
 * @property {string} [topic] its id
 * @property {"new" | "recurring"} [seen]
 * @property {boolean} [code]
 *
 * @typedef {object} Counts of papers, by all filters but the facet's own
 * @property {[year: string, count: number][]} years
 * @property {[id: string, name: string, count: number][]} topics
 * @property {number} new
 * @property {number} recurring
 * @property {number} code
 * @property {string} first date of the archive
 * @property {string} last date of the archive
 */

/** @param {Files} files @returns {Promise<Narrowing>} */
export async function narrowing(files) {
  const { papers } = await files.manifest();
  return new Narrowing(papers, await files.filters(), await files.facets());
}

class Narrowing {
  /**
   * @param {number} papers how many there are
   * @param {import("./files.js").Filters} filters
   * @param {import("./files.js").Facets[]} facets of all papers
   */
  constructor(papers, { days, topics }, facets) {
    this.papers = papers;
    this.days = days;
    this.topics = topics;
    this.facets = facets;
  }

  /**
   * @param {Filters} filters
   * @returns {Record<string, (paper: number) => boolean>} what a paper has to pass for each facet
   */
  tests({ from, to, topic, seen, code }) {
    const { papers, days, topics, facets } = this;
    const first = from ? (days.find(({ date }) => date >= from)?.first ?? papers) : 0;
    const end = to ? (days.find(({ date }) => date > to)?.first ?? papers) : papers;
    const number = topics.findIndex(([id]) => id === topic);
    return {
      ...((from || to) && { date: (paper) => paper >= first && paper < end }),
      ...(topic && { topic: (paper) => facets[paper]?.topics.includes(number) ?? false }),
      ...(seen && { seen: (paper) => (facets[paper]?.appearances ?? 0) > 1 === (seen === "recurring") }),
      ...(code && { code: (paper) => facets[paper]?.code ?? false }),
    };
  }

  /** @param {number} paper @returns {{appearances?: number, code?: boolean, topics?: {id: string, name: string}[]}} what results show */
  shown(paper) {
    const facets = this.facets[paper];
    const names = (facets?.topics ?? []).flatMap((number) => this.topics.slice(number, number + 1));
    return { ...facets, topics: names.map(([id, name]) => ({ id, name })) };
  }

  /**
   * @param {Uint32Array} papers
   * @param {Record<string, (paper: number) => boolean>} tests
   * @returns {Counts}
   */
  counts(papers, tests) {
    const { days, facets } = this;
    const passing = (/** @type {string} */ own) => {
      const others = Object.entries(tests).filter(([facet]) => facet !== own);
      return [...papers].filter((paper) => others.every(([, passes]) => passes(paper)));
    };
    const years = tally(passing("date").map((paper) => dayOf(paper, days).date.slice(0, 4)));
    const topics = tally(passing("topic").flatMap((paper) => facets[paper]?.topics ?? []));
    const seen = tally(passing("seen").map((paper) => (facets[paper]?.appearances ?? 0) > 1));
    return {
      years: [...years].sort(),
      topics: this.topics.flatMap(([id, name], number) =>
        topics.has(number) ? [[id, name, topics.get(number) ?? 0]] : [],
      ),
      new: seen.get(false) ?? 0,
      recurring: seen.get(true) ?? 0,
      code: passing("code").filter((paper) => facets[paper]?.code).length,
      first: days[0]?.date ?? "",
      last: days.at(-1)?.date ?? "",
    };
  }
}

/** @param {number} paper @param {readonly FirstSeen[]} days @returns {FirstSeen} the day that had it first */
function dayOf(paper, days) {
  let [low, high] = [0, days.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.first ?? 0) <= paper) low = middle;
    else high = middle;
  }
  return days[low] ?? { date: "", first: 0 };
}

/** @template T @param {readonly T[]} values @returns {Map<T, number>} how often each is there */
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

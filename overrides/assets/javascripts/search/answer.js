/** A query -> the papers it finds: which, in what order, and what is shown of them. */

import { mark, passage } from "./passages.js";
import { expand, parse, similar, words } from "./query.js";
import { FIELDS, counted, rank } from "./ranking.js";

/**
 * @typedef {import("./files.js").Facets} Facets
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./query.js").Word} Word
 * @typedef {import("./files.js").FirstSeen} FirstSeen
 * @typedef {import("./ranking.js").Clause & {word: Word, spelling?: string}} Clause
 *
 * @typedef {object} Filters
 * @property {string} [from] the earliest day of the first appearance, `YYYY-MM-DD`
 * @property {string} [to] the latest
 * @property {string} [topic] its id
 * @property {"new" | "recurring"} [seen]
 * @property {boolean} [code]
 *
 * @typedef {object} Request
 * @property {string} query
 * @property {"relevance" | "newest" | "recurring"} [sort]
 * @property {number} [count] how many results
 * @property {Filters} [filters]
 * @property {boolean} [facets] whether their counts are wanted
 *
 * @typedef {object} Matches
 * @property {Uint32Array} papers in no order: all, or the best of a total
 * @property {number} total
 * @property {(paper: number) => number} score the best have the highest
 * @property {"all" | "some"} match whether they have all words of the query
 * @property {[typed: string, used: string][]} spelled words that nobody wrote, and what was taken for them
 * @property {import("./passages.js").IsFound} isFound
 *
 * @typedef {object} Result
 * @property {string} url relative to the root of the site
 * @property {string} title in HTML
 * @property {string} text in HTML
 * @property {string} date
 * @property {number} [appearances] where facets were asked for
 * @property {boolean} [code]
 * @property {{id: string, name: string}[]} [topics]
 *
 * @typedef {object} Counts of papers, by all filters but the facet's own
 * @property {[year: string, count: number][]} years
 * @property {[id: string, name: string, count: number][]} topics
 * @property {number} new
 * @property {number} recurring
 * @property {number} code
 * @property {string} first date of the archive
 * @property {string} last date of the archive
 *
 * @typedef {object} Answer
 * @property {number} total
 * @property {"all" | "some"} match
 * @property {[typed: string, used: string][]} spelled
 * @property {Result[]} results
 * @property {Counts} [facets]
 */

/** Letters a word has at least to be taken for misspelt. */
const LEAST_MISSPELT = 4;
/** The most words that a misspelt one is taken for, the commonest first. */
const MOST_SPELLINGS = 3;

export class Search {
  /** @param {Files} files */
  constructor(files) {
    this.files = files;
    /** @type {{query: string, matches: Promise<Matches>} | undefined} of the query before */
    this.last = undefined;
  }

  /** @param {Request} request @returns {Promise<Answer>} */
  async answer({ query, sort = "relevance", count = 10, filters = {}, facets: isCounted = false }) {
    const isNarrowed = isCounted || sort !== "relevance" || Object.keys(filters).length > 0;
    if (!isNarrowed && !words(query).length) return { total: 0, match: "all", spelled: [], results: [] };
    const quick = isNarrowed ? undefined : await this.quickMatches(query, count);
    const matches = quick ?? (await this.allMatches(query));
    const facets = isNarrowed ? await this.files.facets() : undefined;
    const tests = facets ? await this.tests(filters, facets) : {};
    const papers = matches.papers.filter((paper) => Object.values(tests).every((passes) => passes(paper)));
    const order = {
      relevance: matches.score,
      newest: (/** @type {number} */ paper) => paper,
      recurring: (/** @type {number} */ paper) => facets?.[paper]?.appearances ?? 0,
    };
    const shown = best(papers, order[sort], count).map((paper) => this.result(paper, matches.isFound, facets?.[paper]));
    return {
      total: isNarrowed ? papers.length : matches.total,
      match: matches.match,
      spelled: matches.spelled,
      results: await Promise.all(shown),
      ...(isCounted && facets && { facets: await this.counts(matches.papers, tests, facets) }),
    };
  }

  /**
   * Answers a word that is only begun and very common, without fetching all that begins so.
   * @param {string} query
   * @param {number} count
   * @returns {Promise<Matches | undefined>}
   */
  async quickMatches(query, count) {
    const [word, ...others] = await this.parsed(query);
    if (!word || others.length || word.like !== "beginning" || word.fields.length < FIELDS.length) return undefined;
    const answer = await this.files.answer(word.word);
    if (!answer || (count > answer.best.length && answer.total > answer.best.length)) return undefined;
    const scores = new Map(answer.best.map(({ paper, score }) => [paper, score]));
    if (answer.prefix === word.word) answer.named.forEach((paper) => scores.set(paper, Infinity));
    return {
      papers: Uint32Array.from(scores.keys()),
      total: answer.total,
      score: (paper) => scores.get(paper) ?? 0,
      match: "all",
      spelled: [],
      isFound: (other) => other.startsWith(word.word),
    };
  }

  /** @param {string} query @returns {Promise<Matches>} */
  allMatches(query) {
    if (this.last?.query !== query) {
      const matches = this.matches(query);
      this.last = { query, matches };
      matches.catch(() => (this.last = undefined));
    }
    return this.last.matches;
  }

  /** @param {string} query @returns {Promise<Matches>} all papers, when it has no word */
  async matches(query) {
    const { papers } = await this.files.manifest();
    const clauses = await Promise.all((await this.parsed(query)).map((word) => this.clause(word)));
    const strict = rank(clauses, papers);
    const plain = clauses.filter(({ word }) => word.isPlain);
    const isLoose = !strict.papers.length && plain.length > 1;
    const found = isLoose ? rank(clauses.map(loosened), papers) : strict;
    const named = await this.named(query);
    const wanted = clauses.filter(({ presence }) => presence !== "prohibited");
    const terms = new Set(wanted.flatMap((clause) => clause.terms.map(({ word }) => word)));
    const further = [...named].filter((paper) => !found.papers.includes(paper));
    const all = further.length ? Uint32Array.from([...further, ...found.papers]) : found.papers;
    return {
      papers: all,
      total: all.length,
      // The theme's own search counts what a paper has of the query in the same way.
      score: (paper) => {
        const share = (found.matched[paper] ?? 0) / wanted.length;
        return named.has(paper) ? Infinity : (found.scores[paper] ?? 0) * (isLoose ? 1 + (1 + share) ** 2 : 1);
      },
      match: isLoose && !named.size ? "some" : "all",
      spelled: clauses.flatMap(({ word, spelling }) => (spelling ? [[word.word, spelling]] : [])),
      isFound: (word) => terms.has(word),
    };
  }

  /** @param {string} query @returns {Promise<Word[]>} */
  async parsed(query) {
    return parse(query, new Set((await this.files.manifest()).stopWords));
  }

  /** @param {Word} word @returns {Promise<Clause>} */
  async clause(word) {
    const { fields, presence } = word;
    const terms = await expand(this.files, word);
    if (terms.length || !word.isPlain || word.word.length < LEAST_MISSPELT) return { word, terms, fields, presence };
    const nearby = (await similar(this.files, word.word, 1)).sort((one, other) => counted(other) - counted(one));
    const used = nearby.slice(0, MOST_SPELLINGS);
    return { word, terms: used, fields, presence, spelling: used.map((term) => term.word).join(" or ") };
  }

  /** @param {string} query @returns {Promise<Set<number>>} papers whose whole title it is */
  async named(query) {
    const all = words(query);
    const { stopWords } = await this.files.manifest();
    const telling = [...new Set(all)].filter((word) => !stopWords.includes(word));
    const lists = await Promise.all(
      telling.map(async (word) => {
        const postings = (await this.files.term(word))?.fields.title ?? [];
        return postings.flatMap(({ papers, titleLengths }) => [...papers].filter((_, at) => titleLengths?.[at] === all.length));
      }),
    );
    const [first = [], ...others] = lists.map((papers) => new Set(papers));
    return new Set([...first].filter((paper) => others.every((papers) => papers.has(paper))));
  }

  /**
   * @param {number} paper
   * @param {import("./passages.js").IsFound} isFound
   * @param {Facets | undefined} facets
   * @returns {Promise<Result>}
   */
  async result(paper, isFound, facets) {
    const [[id, title, abstract], days, { topics }] = await Promise.all([
      this.files.paper(paper),
      this.files.days(),
      this.files.manifest(),
    ]);
    return {
      url: `papers/${id}/`,
      title: mark(title, isFound),
      text: passage(abstract, isFound),
      date: dayOf(paper, days).date,
      ...(facets && { ...facets, topics: facets.topics.flatMap((number) => withName(topics[number])) }),
    };
  }

  /**
   * @param {Filters} filters
   * @param {readonly Facets[]} facets
   * @returns {Promise<Record<string, (paper: number) => boolean>>} what a paper has to pass for each facet
   */
  async tests({ from, to, topic, seen, code }, facets) {
    const days = await this.files.days();
    const { papers, topics } = await this.files.manifest();
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

  /**
   * @param {Uint32Array} papers
   * @param {Record<string, (paper: number) => boolean>} tests
   * @param {readonly Facets[]} facets
   * @returns {Promise<Counts>}
   */
  async counts(papers, tests, facets) {
    const days = await this.files.days();
    const all = await this.files.manifest();
    const passing = (/** @type {string} */ own) => {
      const others = Object.entries(tests).filter(([facet]) => facet !== own);
      return [...papers].filter((paper) => others.every(([, passes]) => passes(paper)));
    };
    const years = tally(passing("date").map((paper) => dayOf(paper, days).date.slice(0, 4)));
    const topics = tally(passing("topic").flatMap((paper) => facets[paper]?.topics ?? []));
    const seen = tally(passing("seen").map((paper) => (facets[paper]?.appearances ?? 0) > 1));
    return {
      years: [...years].sort(),
      topics: all.topics.flatMap(([id, name], number) => (topics.has(number) ? [[id, name, topics.get(number) ?? 0]] : [])),
      new: seen.get(false) ?? 0,
      recurring: seen.get(true) ?? 0,
      code: passing("code").filter((paper) => facets[paper]?.code).length,
      first: days[0]?.date ?? "",
      last: days.at(-1)?.date ?? "",
    };
  }
}

/** @param {[id: string, name: string] | undefined} topic as the manifest has it */
function withName(topic) {
  return topic ? [{ id: topic[0], name: topic[1] }] : [];
}

/** @template T @param {readonly T[]} values @returns {Map<T, number>} how often each is there */
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
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

/** @param {Clause} clause @returns {Clause} which a paper need not have, if the reader asked for nothing special */
function loosened(clause) {
  return clause.word.isPlain ? { ...clause, presence: "optional" } : clause;
}

/**
 * @param {Uint32Array} papers
 * @param {(paper: number) => number} key
 * @param {number} count
 * @returns {number[]} those with the highest keys, of equals the newest first
 */
function best(papers, key, count) {
  const keys = Float64Array.from(papers, key).sort();
  const least = keys[keys.length - count] ?? -Infinity;
  return [...papers.filter((paper) => key(paper) >= least)]
    .sort((one, other) => key(other) - key(one) || other - one)
    .slice(0, count);
}

/** A query -> the papers it finds: which, in what order, and what is shown of them. */

import { mark, passage } from "./passages.js";
import { LEAST_BEGINNING, expand, parse, similar, words } from "./query.js";
import { FIELDS, counted, rank } from "./ranking.js";

/**
 * @typedef {import("./files.js").Document} Document
 * @typedef {import("./files.js").Files} Files
 * @typedef {import("./facets.js").Counts} Counts
 * @typedef {import("./facets.js").Filters} Filters
 * @typedef {import("./query.js").Word} Word
 * @typedef {import("./ranking.js").Clause & {word: Word, spelling?: string}} Clause
 *
 * @typedef {object} Request
 * @property {string} query
 * @property {"relevance" | "newest" | "recurring"} [sort]
 * @property {number} [count] how many results
 * @property {Filters} [filters]
 * @property {boolean} [facets] whether their counts are wanted
 * @property {boolean} [isTyping] whether more letters are likely to come: then results that take
 *   little are enough
 *
 * @typedef {object} Matches
 * @property {Uint32Array} papers in no order: all, or the best of a total
 * @property {number} total
 * @property {(paper: number) => number} score the best have the highest
 * @property {"all" | "some"} match whether they have all words of the query
 * @property {[typed: string, used: string][]} spelled words that nobody wrote, and what was taken for them
 * @property {import("./passages.js").IsFound} isFound
 * @property {ReadonlyMap<number, Document>} [shown] of papers of which nothing has to be fetched
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
 * @typedef {object} Answer
 * @property {number} total
 * @property {number} unfiltered how many there are without filters
 * @property {"all" | "some"} match
 * @property {[typed: string, used: string][]} spelled
 * @property {Result[]} results
 * @property {Counts} [facets]
 */

/** Titles at most that are read to see whether one was typed as a whole. */
const MOST_READ = 10;
/** Results that are fetched while somebody types. */
const FEW = 5;
/** Letters a word has at least to be taken for misspelt. */
const LEAST_MISSPELT = 4;
/** The most words that a misspelt one is taken for, the commonest first. */
const MOST_SPELLINGS = 3;

export class Search {
  /**
   * @param {Files} files
   * @param {(request: Request) => boolean} isWanted whether somebody still waits for the answer
   */
  constructor(files, isWanted = () => true) {
    this.files = files;
    this.isWanted = isWanted;
    /** @type {{query: string, matches: Promise<Matches>} | undefined} of the query before */
    this.last = undefined;
  }

  /** @param {Request} request @returns {Promise<Answer>} */
  async answer(request) {
    const { query, sort = "relevance", count = 10, filters = {}, facets: isCounted = false, isTyping = false } = request;
    const isNarrowed = isCounted || sort !== "relevance" || Object.keys(filters).length > 0;
    if (!isNarrowed && !words(query).length) return { total: 0, unfiltered: 0, match: "all", spelled: [], results: [] };
    const matches = await this.found(query, isNarrowed ? 0 : count, isTyping);
    const narrowing = isNarrowed ? await (await import("./facets.js")).narrowing(this.files) : undefined;
    const facets = narrowing?.facets;
    const tests = narrowing?.tests(filters) ?? {};
    const papers = matches.papers.filter((paper) => Object.values(tests).every((passes) => passes(paper)));
    const order = {
      relevance: matches.score,
      newest: (/** @type {number} */ paper) => paper,
      recurring: (/** @type {number} */ paper) => facets?.[paper]?.appearances ?? 0,
    };
    const most = !this.isWanted(request) ? 0 : isTyping && !matches.shown ? Math.min(count, FEW) : count;
    const shown = best(papers, order[sort], most).map(async (paper) => {
      return { ...(await this.result(paper, matches)), ...narrowing?.shown(paper) };
    });
    return {
      total: isNarrowed ? papers.length : matches.total,
      unfiltered: matches.total,
      match: matches.match,
      spelled: matches.spelled,
      results: await Promise.all(shown),
      ...(isCounted && narrowing && { facets: narrowing.counts(matches.papers, tests) }),
    };
  }

  /**
   * @param {string} query
   * @param {number} count of the results for which kept answers will do; 0 if all matches are wanted
   * @param {boolean} isTyping
   * @returns {Promise<Matches>}
   */
  async found(query, count, isTyping) {
    const quick = count ? await this.quickMatches(query, count) : undefined;
    if (quick) return quick;
    const asked = isTyping ? await this.settled(query) : query;
    return asked === query ? this.allMatches(query) : this.found(asked, count, false);
  }

  /**
   * @param {string} query
   * @returns {Promise<string>} the same without a last word that says too little yet, or would take many shards
   */
  async settled(query) {
    const at = query.search(/\s\S+$/u);
    const [last = "", ...others] = at < 0 ? [] : words(query.slice(at));
    if (!last || others.length) return query;
    return last.length < LEAST_BEGINNING || (await this.files.isBroad(last)) ? query.slice(0, at).trimEnd() : query;
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
    const { stopWords } = await this.files.manifest();
    const scores = new Map(answer.best.map((paper, place) => [paper, -place]));
    const isNamed = answer.prefix === word.word && words(query).length === 1; // as `named` decides
    if (isNamed) answer.named.forEach((paper) => scores.set(paper, Infinity));
    return {
      papers: Uint32Array.from(scores.keys()),
      total: answer.total,
      score: (paper) => scores.get(paper) ?? 0,
      match: "all",
      spelled: [],
      isFound: (other) => other.startsWith(word.word) && !stopWords.includes(other),
      shown: new Map(answer.shown.map((document, place) => [answer.best[place] ?? -1, document])),
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
    const { fields, presence, quotation } = word;
    const terms = await expand(this.files, word);
    const isCorrected = word.isPlain && word.word.length >= LEAST_MISSPELT && !/^\p{N}+$/u.test(word.word); // 2025 is not 2015
    if (terms.length || !isCorrected) return { word, terms, fields, presence, quotation };
    const nearby = (await similar(this.files, word.word, 1)).sort((one, other) => counted(other) - counted(one));
    const used = nearby.slice(0, MOST_SPELLINGS);
    return { word, terms: used, fields, presence, spelling: used.map((term) => term.word).join(" or ") };
  }

  /**
   * Finds papers by their whole title. The index tells how many words it has, but not which words that say nothing
   * it has: then the title decides, and a single word with such beside it names none, as too many would have to be read.
   * `generator/search/broad.py` has the answer to one word.
   * @param {string} query
   * @returns {Promise<Set<number>>} papers whose whole title it is
   */
  async named(query) {
    const all = words(query);
    const { stopWords } = await this.files.manifest();
    const telling = [...new Set(all)].filter((word) => !stopWords.includes(word));
    if (telling.length === 1 && all.length > 1) return new Set();
    const lists = await Promise.all(
      telling.map(async (word) => {
        const postings = (await this.files.term(word))?.fields.title ?? [];
        return postings.flatMap(({ papers, titleLengths }) => [...papers].filter((_, at) => titleLengths?.[at] === all.length));
      }),
    );
    const [first = [], ...others] = lists.map((papers) => new Set(papers));
    const named = [...first].filter((paper) => others.every((papers) => papers.has(paper)));
    if (all.length === telling.length) return new Set(named);
    const titles = await Promise.all(named.slice(-MOST_READ).map(async (paper) => ({ paper, title: await this.title(paper) })));
    return new Set(titles.filter(({ title }) => title.join(" ") === all.join(" ")).map(({ paper }) => paper));
  }

  /** @param {number} paper @returns {Promise<string[]>} the words of its title */
  async title(paper) {
    const [, title] = await this.files.paper(paper);
    return words(title.replace(/<[^>]*>/g, "").replace(/&[^;]*;/g, " "));
  }

  /**
   * @param {number} paper
   * @param {Matches} matches
   * @returns {Promise<Result>}
   */
  async result(paper, { isFound, shown }) {
    const kept = shown?.get(paper);
    const [id, title, text, date] = kept ?? (await this.files.paper(paper));
    return {
      url: `papers/${id}/`,
      title: mark(title, isFound),
      text: kept ? mark(text, isFound) : passage(text, isFound),
      date,
    };
  }
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

/** The files of the search; `generator/search/` writes them and says what is in each. */

/**
 * @typedef {object} Table the shards in order
 * @property {string[]} prefixes
 * @property {string[]} names
 *
 * @typedef {object} Manifest
 * @property {number} papers
 * @property {string[]} stopWords
 * @property {number} papersPerFile
 * @property {number} papersPerFolder
 * @property {string} folders their names, of eight letters each
 * @property {string} filters
 * @property {Table} terms
 * @property {number[]} broadTerms places of the shards of a prefix for which an answer is kept: the
 *   first, and the step to each next
 * @property {Record<"broad" | "words" | "endings", string>} tables
 *
 * @typedef {object} Filters by what papers can be narrowed
 * @property {FirstSeen[]} days in order
 * @property {[id: string, name: string][]} topics
 * @property {string[]} facets names of files
 *
 * @typedef {{date: string, first: number}} FirstSeen a day, and the first paper that it showed first
 *
 * @typedef {object} Postings of a term in a field: papers by term frequency
 * @property {number} frequency
 * @property {Uint32Array} papers ascending
 * @property {Uint8Array} [titleLengths] how many words the title of each has
 *
 * @typedef {object} Term
 * @property {string} word
 * @property {Record<"title" | "text", Postings[]>} fields
 *
 * @typedef {{word: string, postings: Uint8Array}} Entry a term whose postings are not read yet
 *
 * @typedef {object} Answer to the beginning of a word that very many papers have
 * @property {string} prefix
 * @property {number} total
 * @property {number[]} best the first of them, in order
 * @property {number[]} named papers whose whole title it is
 * @property {Document[]} shown of the best, with a passage as text
 *
 * @typedef {[id: string, title: string, text: string, date: string]} Document what answers show of a
 *   paper, title and text in HTML
 *
 * @typedef {object} Facets of one paper
 * @property {number} appearances
 * @property {boolean} code
 * @property {number[]} topics by their place in the manifest
 */

/** Letters of a file's name. */
const NAME = 8;

/** Reads numbers and words from the bytes of a file. */
class Bytes {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.decoder = new TextDecoder();
  }

  get isAtEnd() {
    return this.at >= this.bytes.length;
  }

  /** @returns {number} */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length @returns {Uint8Array} */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @param {number} length @returns {string} */
  text(length) {
    return this.decoder.decode(this.take(length));
  }

  /** @returns {number[]} */
  numbers() {
    return Array.from({ length: this.number() }, () => this.number());
  }

  /** @returns {Uint32Array} */
  ascending() {
    const values = new Uint32Array(this.number());
    let value = 0;
    for (let place = 0; place < values.length; place++) values[place] = value += this.number();
    return values;
  }
}

/** @param {Uint8Array} content @returns {any} */
function readJson(content) {
  return JSON.parse(new TextDecoder().decode(content));
}

/** @param {{prefixes: string, names: string}} table packed @returns {Table} */
function unpacked({ prefixes, names }) {
  /** @type {string[]} */
  let before = [];
  const bytes = Array.from(atob(names), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return {
    prefixes: prefixes.split(" ").filter(Boolean).map((coded) => {
      before = [...before.slice(0, parseInt(coded.charAt(0), 36)), ...coded.slice(1)];
      return before.join("");
    }),
    names: Array.from({ length: bytes.length / NAME }, (_, place) => bytes.slice(place * NAME, (place + 1) * NAME)),
  };
}

/** @param {Bytes} bytes @returns {(this: void) => string} what reads the next word of sorted ones */
function frontCoded(bytes) {
  let before = new Uint8Array();
  return () => {
    const shared = bytes.number();
    const rest = bytes.take(bytes.number());
    const word = new Uint8Array(shared + rest.length);
    word.set(before.subarray(0, shared));
    word.set(rest, shared);
    before = word;
    return bytes.decoder.decode(word);
  };
}

/** @param {Uint8Array} content @returns {Postings[][]} in titles, and in abstracts */
function readPostings(content) {
  const bytes = new Bytes(content);
  return [true, false].map((isTitle) => {
    return Array.from({ length: bytes.number() }, () => {
      const postings = { frequency: bytes.number(), papers: bytes.ascending() };
      return isTitle ? { ...postings, titleLengths: bytes.take(postings.papers.length) } : postings;
    });
  });
}

/** @param {Uint8Array} content @returns {Entry[]} */
function readTermShard(content) {
  const bytes = new Bytes(content);
  const next = frontCoded(bytes);
  const entries = [];
  while (!bytes.isAtEnd) entries.push({ word: next(), postings: bytes.take(bytes.number()) });
  return entries;
}

/** @param {Entry} entry @returns {Term} */
function readTerm({ word, postings }) {
  const [title = [], text = []] = readPostings(postings);
  return { word, fields: { title, text } };
}

/** @param {Uint8Array} content @returns {Answer[]} */
function readAnswers(content) {
  const bytes = new Bytes(content);
  const answers = [];
  while (!bytes.isAtEnd) {
    const prefix = bytes.text(bytes.number());
    const [total, best, named] = [bytes.number(), bytes.numbers(), bytes.numbers()];
    answers.push({ prefix, total, best, named, shown: JSON.parse(bytes.text(bytes.number())) });
  }
  return answers;
}

/**
 * @param {{first: string, steps: number[], papers: number[]}} days that showed a paper first: the
 *   date of the first, from each to the next, and how many papers each showed
 * @returns {FirstSeen[]}
 */
function readDays({ first, steps, papers }) {
  const date = new Date(first);
  let seen = 0;
  return papers.map((number, place) => {
    date.setUTCDate(date.getUTCDate() + (place ? (steps[place - 1] ?? 0) : 0));
    seen += number;
    return { date: date.toISOString().slice(0, 10), first: seen - number };
  });
}

/** @param {Bytes} bytes @returns {Facets} */
function readFacets(bytes) {
  const [byte = 0] = bytes.take(1);
  return { appearances: byte & 127, code: byte > 127, topics: bytes.numbers() };
}

export class Files {
  /** @param {(name: string) => Promise<Uint8Array>} read returns what is in a file below `search/` */
  constructor(read) {
    this.read = read;
    /** @type {Map<string, Promise<any>>} */
    this.kept = new Map();
  }

  /** @returns {Promise<Manifest>} */
  manifest() {
    return this.parsed("manifest.json", (content) => {
      const manifest = readJson(content);
      return { ...manifest, terms: unpacked(manifest.terms) };
    });
  }

  /** @returns {Promise<Filters>} */
  async filters() {
    const { filters } = await this.manifest();
    return this.parsed(`filters/${filters}.bin`, (content) => {
      const { days, ...others } = readJson(content);
      return { ...others, days: readDays(days) };
    });
  }

  /** @param {string} prefix @returns {Promise<Term[]>} all terms that begin so, sorted */
  async terms(prefix) {
    const shards = await this.shards("terms", prefix, readTermShard);
    return shards.flat().filter(({ word }) => word.startsWith(prefix)).map(readTerm);
  }

  /** @param {string} word @returns {Promise<Term | undefined>} */
  async term(word) {
    const [shard] = await this.shards("terms", word, readTermShard, true);
    const entry = shard?.find((other) => other.word === word);
    return entry && readTerm(entry);
  }

  /** @param {string} prefix @returns {Promise<boolean>} whether what begins so lies in more than one shard */
  async isBroad(prefix) {
    const { terms, broadTerms } = await this.manifest();
    let place = 0;
    if (broadTerms.some((step) => terms.prefixes[(place += step)] === prefix)) return true;
    return terms.prefixes.some((shard) => shard > prefix && shard.startsWith(prefix));
  }

  /** @param {string} prefix @returns {Promise<Answer | undefined>} the answer, if it is kept because very many begin so */
  async answer(prefix) {
    if (!(await this.isBroad(prefix))) return undefined;
    // It is the first that begins so: mostly in the first shard, else at the start of the next.
    for (const isWhole of [true, false]) {
      const shards = await this.shards("broad", prefix, readAnswers, isWhole);
      const found = shards.flat().find((answer) => answer.prefix.startsWith(prefix));
      if (found) return found;
    }
    return undefined;
  }

  /**
   * @param {"words" | "endings"} kind endings are words written backwards
   * @param {string} prefix
   * @returns {Promise<string[]>} all words that begin so, sorted
   */
  async words(kind, prefix) {
    const shards = await this.shards(kind, prefix, (content) => {
      const bytes = new Bytes(content);
      const next = frontCoded(bytes);
      const words = [];
      while (!bytes.isAtEnd) words.push(next());
      return words;
    });
    return shards.flat().filter((word) => word.startsWith(prefix));
  }

  /** @param {number} number @returns {Promise<Document>} with the whole abstract as text */
  async paper(number) {
    const { folders, papersPerFolder, papersPerFile } = await this.manifest();
    const place = number % papersPerFolder;
    const folder = Math.floor(number / papersPerFolder) * NAME;
    const name = `papers/${folders.slice(folder, folder + NAME)}/${Math.floor(place / papersPerFile)}.bin`;
    const papers = await this.parsed(name, readJson);
    return papers[place % papersPerFile];
  }

  /** @returns {Promise<Facets[]>} of all papers */
  async facets() {
    const { facets } = await this.filters();
    const lists = facets.map((name) => {
      return this.parsed(`facets/${name}.bin`, (content) => {
        const bytes = new Bytes(content);
        const papers = [];
        while (!bytes.isAtEnd) papers.push(readFacets(bytes));
        return papers;
      });
    });
    return (await Promise.all(lists)).flat();
  }

  /** @param {"words" | "endings"} kind @param {string} prefix @returns {Promise<number>} files that have words that begin so */
  async spread(kind, prefix) {
    return (await this.names(kind, prefix)).length;
  }

  /**
   * @template T
   * @param {"terms" | "broad" | "words" | "endings"} kind
   * @param {string} prefix
   * @param {(content: Uint8Array) => T} parse
   * @param {boolean} isWhole whether it is no prefix but all, which the first shard has if any
   * @returns {Promise<T[]>} the shards with what begins so, in order
   */
  async shards(kind, prefix, parse, isWhole = false) {
    return Promise.all((await this.names(kind, prefix, isWhole)).map((name) => this.parsed(name, parse)));
  }

  /**
   * @param {"terms" | "broad" | "words" | "endings"} kind
   * @param {string} prefix
   * @param {boolean} isWhole see `shards`
   * @returns {Promise<string[]>} of the shards with what begins so, in order
   */
  async names(kind, prefix, isWhole = false) {
    const { terms, tables } = await this.manifest();
    const { prefixes, names } =
      kind === "terms" ? terms : await this.parsed(`tables/${tables[kind]}.bin`, (content) => unpacked(readJson(content)));
    const after = prefixes.findIndex((shard) => shard > prefix);
    const first = after < 0 ? prefixes.length - 1 : after - 1;
    const wanted = [...prefixes.keys()].filter((number) => {
      return number === first || (!isWhole && number > first && prefixes[number]?.startsWith(prefix));
    });
    return wanted.map((number) => `${kind}/${names[number]}.bin`);
  }

  /**
   * @template T
   * @param {string} name
   * @param {(content: Uint8Array) => T} parse
   * @returns {Promise<T>} the same for every call, but tried anew after a failure
   */
  parsed(name, parse) {
    let content = this.kept.get(name);
    if (!content) {
      content = this.read(name).then(parse);
      content.catch(() => this.kept.delete(name));
      this.kept.set(name, content);
    }
    return content;
  }
}

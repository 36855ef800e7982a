/**
 * Searches under Node.js with the scripts of the site, and with a full index of lunr beside them.
 *
 *     node search.js FOLDER LUNR < questions.json > answers.json
 *
 * FOLDER has the site's `search/`; LUNR is lunr.js. Questions are
 * `{asked: [request, ...], documents: [[title, text], ...], queries: [query, ...], texts: [...]}`: requests
 * for `Search.answer`; the words of each paper, and queries in lunr's language for both
 * indexes; texts to take apart into words. Answers are
 * `{asked: [answer, ...], queries: [{ours, lunrs}, ...], fetched: [names of files for each request], texts: [words, ...]}`, where `ours` and
 * `lunrs` are `[[paper, score], ...]`, the best first and of equals the newest.
 */

import fs from "node:fs";
import zlib from "node:zlib";

import { Search } from "../../overrides/assets/javascripts/search/answer.js";
import { Files } from "../../overrides/assets/javascripts/search/files.js";
import { expand, words } from "../../overrides/assets/javascripts/search/query.js";
import { rank } from "../../overrides/assets/javascripts/search/ranking.js";

const [folder = "", lunrPath = ""] = process.argv.slice(2);
const lunr = load(lunrPath);
const { asked = [], documents = [], queries = [], texts = [] } = JSON.parse(fs.readFileSync(0, "utf-8"));
/** @type {string[]} */
let fetched = [];

/** @param {string} path of a CommonJS file, wherever it is @returns {any} */
function load(path) {
  const module = { exports: {} };
  new Function("module", "exports", fs.readFileSync(path, "utf-8"))(module, module.exports);
  return module.exports;
}

/** @param {string} name */
async function read(name) {
  fetched.push(name);
  const content = fs.readFileSync(`${folder}/search/${name}`);
  return new Uint8Array(name.endsWith(".bin") ? zlib.inflateSync(content) : content);
}

/** @param {[number, number][]} found */
function sorted(found) {
  return found.sort(([paper, score], [otherPaper, otherScore]) => otherScore - score || otherPaper - paper);
}

function lunrIndex() {
  return lunr((/** @type {any} */ builder) => {
    builder.b(0);
    builder.tokenizer = (/** @type {string} */ text) => text.split(" ").filter(Boolean).map((word) => new lunr.Token(word, {}));
    for (const unused of [lunr.trimmer, lunr.stemmer]) builder.pipeline.remove(unused);
    builder.searchPipeline.remove(lunr.stemmer);
    builder.ref("paper");
    builder.field("title", { boost: 1000 });
    builder.field("text", { boost: 1 });
    documents.forEach((/** @type {[string, string]} */ [title, text], /** @type {number} */ paper) => builder.add({ paper, title, text }));
  });
}

/** @param {any} clause of lunr's @returns {Promise<import("../../overrides/assets/javascripts/search/ranking.js").Clause>} */
async function clause({ term, fields, presence, editDistance = 0 }) {
  const like = term.includes("*") ? "pattern" : editDistance || "itself";
  const { REQUIRED, PROHIBITED } = lunr.Query.presence;
  const name = presence === REQUIRED ? "required" : presence === PROHIBITED ? "prohibited" : "optional";
  return { terms: await expand(files, { word: term, like }), fields, presence: name };
}

/** @param {string} query @returns {Promise<[number, number][]>} */
async function ours(query) {
  const parsed = new lunr.Query(["title", "text"]);
  new lunr.QueryParser(query, parsed).parse();
  const { papers, scores } = rank(await Promise.all(parsed.clauses.map(clause)), documents.length);
  return sorted([...papers].map((paper) => [paper, (scores[paper] ?? NaN) / 1000]));
}

const files = new Files(read);
const full = documents.length ? lunrIndex() : null;
const compared = [];
for (const query of queries) {
  const lunrs = full.search(query).map((/** @type {any} */ { ref, score }) => [Number(ref), score]);
  compared.push({ ours: await ours(query), lunrs: sorted(lunrs) });
}
const answers = [];
for (const request of asked) {
  fetched = [];
  answers.push({ ...(await new Search(new Files(read)).answer(request)), fetched });
}
fs.writeFileSync(1, JSON.stringify({ asked: answers, queries: compared, texts: texts.map(words) }));

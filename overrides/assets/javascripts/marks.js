/**
 * The marks a reader gives to papers: kept in this browser, under a paper's address, so that
 * they outlive every rebuild. An entry carries what the reading list shows without the site.
 */

import { today } from "./dates.js";
import { keep, recall } from "./storage.js";

/** @typedef {"later" | "read" | "hidden"} Mark */
/**
 * @typedef {object} Entry
 * @property {Mark} mark
 * @property {string} title
 * @property {string} firstSeen `YYYY-MM-DD`, or empty when the page does not say it
 * @property {string} marked `YYYY-MM-DD`
 */

/** @type {ReadonlyArray<Mark>} */
export const MARKS = ["later", "read", "hidden"];

/** @type {Readonly<Record<Mark, string>>} */
export const NAMES = { later: "Read later", read: "Read", hidden: "Hidden" };

const ADDRESS = /^[a-z0-9-]{1,200}$/;

/**
 * @param {unknown} value what storage or a file holds
 * @returns {Map<string, Entry>} the entries that are in order, by paper
 */
export function entriesOf(value) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const [id, entry] of Object.entries(value ?? {})) {
    const mark = MARKS.find((known) => known === entry?.mark);
    if (mark && ADDRESS.test(id)) {
      entries.set(id, {
        mark,
        title: typeof entry.title === "string" ? entry.title.slice(0, 1000) : id,
        firstSeen: dateOf(entry.firstSeen),
        marked: dateOf(entry.marked),
      });
    }
  }
  return entries;
}

/** @param {unknown} value */
function dateOf(value) {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : "";
}

/** @returns {Map<string, Entry>} */
export function readMarks() {
  return entriesOf(recall("reading"));
}

/**
 * @param {Map<string, Entry>} entries
 * @returns {boolean} whether they are kept
 */
export function writeMarks(entries) {
  return keep("reading", Object.fromEntries(entries));
}

/**
 * Adds what another browser kept; of two marks of one paper the newer counts.
 *
 * @param {Map<string, Entry>} others
 * @returns {boolean} whether all is kept
 */
export function addMarks(others) {
  const entries = readMarks();
  for (const [id, entry] of others) {
    if (entry.marked >= (entries.get(id)?.marked ?? "")) entries.set(id, entry);
  }
  return writeMarks(entries);
}

/**
 * Gives a paper a mark, or takes it away.
 *
 * @param {readonly string[]} addresses the paper's, its present one first
 * @param {Mark | ""} mark
 * @param {{title: string, firstSeen: string}} paper
 * @returns {boolean} whether it is kept
 */
export function setMark(addresses, mark, paper) {
  const entries = readMarks();
  for (const address of addresses) entries.delete(address);
  const [address] = addresses;
  if (mark && address) {
    entries.set(address, { mark, ...paper, marked: today() });
  }
  return writeMarks(entries);
}

/**
 * What this browser keeps for this site. Storage can be full, switched off or hold what an
 * older version wrote, so reading falls back to nothing and writing says whether it worked.
 */

/** @returns {URL} the root of the site */
export function siteRoot() {
  return new URL("../../", import.meta.url);
}

/** @param {string} name */
function key(name) {
  return `${siteRoot().pathname}paper-archive.${name}`; // sites below one host stay apart
}

/** @typedef {"localStorage" | "sessionStorage"} Place for good, or while the tab is open */

/**
 * @param {string} name
 * @param {Place} [place]
 * @returns {unknown} null when there is nothing
 */
export function recall(name, place = "localStorage") {
  try {
    return JSON.parse(window[place].getItem(key(name)) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {Place} [place]
 * @returns {boolean} whether it is kept
 */
export function keep(name, value, place = "localStorage") {
  try {
    window[place].setItem(key(name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

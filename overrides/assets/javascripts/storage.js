/**
 * What this browser keeps for this site. Storage can be full, switched off or hold what an
 * older version wrote, so reading falls back to nothing and writing says whether it worked.
 */

/** @returns {URL} the root of the site */
export function siteRoot() {
  const config = document.getElementById("__config")?.textContent ?? "{}";
  return new URL(`${JSON.parse(config).base ?? "."}/`, location.href);
}

/** @param {string} name */
function key(name) {
  return `${siteRoot().pathname}paper-archive.${name}`; // sites below one host stay apart
}

/**
 * @param {string} name
 * @param {Storage} [storage]
 * @returns {unknown} null when there is nothing
 */
export function recall(name, storage) {
  try {
    return JSON.parse((storage ?? localStorage).getItem(key(name)) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {Storage} [storage]
 * @returns {boolean} whether it is kept
 */
export function keep(name, value, storage) {
  try {
    (storage ?? localStorage).setItem(key(name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

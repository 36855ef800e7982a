/** The home page: what came since the last visit, marks, the calendar and keys. */

import { moveInCalendars } from "./calendar.js";
import { longDate } from "./dates.js";
import { listenForKeys } from "./keys.js";
import { followMarks } from "./reading.js";
import { keep, recall } from "./storage.js";

/**
 * @param {readonly string[]} dumps all that the page knows, oldest first
 * @returns {string[] | null} those that the visit before this one did not have; null at the first
 */
function newDumps(dumps) {
  const before = recall("before", "sessionStorage") ?? recall("dumps");
  keep("dumps", dumps);
  if (!Array.isArray(before)) return null;
  keep("before", before, "sessionStorage"); // a reload is not another visit
  const oldest = before[0] ?? "";
  return dumps.filter((name) => !before.includes(name) && name >= oldest);
}

const line = /** @type {HTMLElement | null} */ (document.querySelector(".since"));
const found = line && newDumps((line.dataset.dumps ?? "").split(" "));
if (line && found) {
  const dates = [...new Set(found.map((name) => name.slice(0, 10)))];
  const links = dates.slice(-5).map((date) => {
    const link = document.createElement("a");
    link.href = `days/${date}/`;
    link.textContent = longDate(date);
    return link;
  });
  line.replaceChildren(dates.length ? "New since your last visit: " : "Nothing new since your last visit.");
  links.reverse().forEach((link, number) => line.append(number ? ", " : "", link));
  if (dates.length > links.length) line.append(` and ${dates.length - links.length} more days`);
}
followMarks();
listenForKeys();
moveInCalendars();

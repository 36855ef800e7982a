/** Dates as the pages write them. */

/** @param {string} date `YYYY-MM-DD` @returns {string} such as `1 March 2025` */
export function longDate(date) {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const style = /** @type {const} */ ({ day: "numeric", month: "long", year: "numeric" });
  return new Date(year, month - 1, day).toLocaleDateString("en-GB", style);
}

/** @returns {string} the reader's date, as `YYYY-MM-DD` */
export function today() {
  const now = new Date();
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A paper as a reference. The archive knows neither authors nor year, so a reference has none. */

/** @type {Readonly<Record<string, string>>} */
const TEX = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "{": "\\textbraceleft{}", // a brace with a backslash still counts as one
  "}": "\\textbraceright{}",
  "&": "\\&",
  "%": "\\%",
  "$": "\\$",
  "#": "\\#",
  "_": "\\_",
};

/**
 * @typedef {object} Reference
 * @property {string} id the paper's address
 * @property {string} title
 * @property {string} firstSeen `YYYY-MM-DD` or empty
 * @property {string} url
 */

/** @param {string} text @returns {string} the text for a field of BibTeX */
export function tex(text) {
  return text.replace(/\s+/g, " ").replace(/[\\~^{}&%$#_]/g, (mark) => TEX[mark] ?? mark);
}

/** @param {Reference} reference @returns {string} an entry of BibTeX, with a line end */
export function bibtex({ id, title, firstSeen, url }) {
  const fields = [
    ["title", `{${tex(title)}}`],
    ["url", url],
    ["note", firstSeen && `First listed on ${firstSeen}`],
  ].filter(([, value]) => value);
  const lines = fields.map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@misc{${id},\n${lines.join("")}}\n`;
}

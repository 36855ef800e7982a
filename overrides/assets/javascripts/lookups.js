/** Where else a paper may be found. */

/**
 * @param {string} arxiv where arXiv has the paper, by its id or else by its title
 * @param {string} title for where papers go by title alone
 * @returns {[string, string][]} the names of other places and their addresses
 */
export function lookups(arxiv, title) {
  const { pathname, searchParams } = new URL(arxiv);
  const query = searchParams.get("query") ?? title;
  const id = pathname.startsWith("/abs/") ? pathname.slice("/abs/".length) : "";
  const search = (/** @type {string} */ text) => new URLSearchParams({ q: text });
  return [
    ["Semantic Scholar", `https://www.semanticscholar.org/${id ? `arxiv/${id}` : `search?${search(query)}`}`],
    ["Google Scholar", `https://scholar.google.com/scholar?${search(`"${query}"`)}`],
    ["Hugging Face", `https://huggingface.co/papers${id ? `/${id}` : `?${search(query)}`}`],
  ];
}

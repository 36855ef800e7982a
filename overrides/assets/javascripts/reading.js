/** Puts the choice of a mark beside every paper of a page, and shows the marks there are. */

import { MARKS, NAMES, readMarks, setMark } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */

/**
 * Fills the places that the page keeps for marks.
 *
 * @param {() => void} [changed] called when the reader has changed a mark
 */
export function showMarks(changed) {
  const entries = readMarks();
  for (const place of document.querySelectorAll(".reading")) {
    const item = place.closest("[data-paper]");
    if (!(item instanceof HTMLElement)) continue;
    const addresses = [item.dataset.paper ?? "", ...(item.dataset.also ?? "").split(" ")].filter(Boolean);
    const mark = addresses.map((address) => entries.get(address)?.mark).find(Boolean) ?? "";
    place.replaceChildren(choice(item, addresses, mark, changed));
  }
}

/**
 * @param {HTMLElement} item what stands for the paper
 * @param {readonly string[]} addresses
 * @param {Mark | ""} mark
 * @param {(() => void) | undefined} changed
 */
function choice(item, addresses, mark, changed) {
  const title = item.querySelector(".title") ?? document.querySelector("h1");
  const select = document.createElement("select");
  select.setAttribute("aria-label", `Mark: ${title?.textContent?.trim() ?? ""}`);
  select.append(new Option("Mark …", ""), ...MARKS.map((name) => new Option(NAMES[name], name)));
  select.value = mark;
  item.dataset.mark = mark;
  select.addEventListener("change", () => {
    const chosen = MARKS.find((name) => name === select.value) ?? "";
    const firstSeen = item.dataset.firstSeen ?? "";
    if (!setMark(addresses, chosen, { title: title?.textContent?.trim() ?? "", firstSeen })) {
      select.value = item.dataset.mark ?? "";
      select.setCustomValidity("This browser keeps nothing for this site.");
      select.reportValidity();
      return;
    }
    item.dataset.mark = chosen;
    changed?.();
  });
  return select;
}

/** A calendar is one stop of the Tab key; the arrows, Home and End move between its days. */

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** @typedef {SVGAElement} Cell a captured day, linked to its page */

/** Listens in every calendar of the page. */
export function moveInCalendars() {
  for (const calendar of document.querySelectorAll(".calendar")) {
    /** @type {Cell[]} */
    const cells = [...calendar.querySelectorAll(/** @type {"a"} */ ("svg a"))].filter((cell) => cell instanceof SVGAElement);
    stopAt(cells, cells.at(-1));
    calendar.addEventListener("focusin", ({ target }) => stopAt(cells, cells.find((cell) => cell === target)));
    calendar.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
      const from = cells.findIndex((cell) => cell === event.target);
      const to = from < 0 ? undefined : destination(cells, from, event.key);
      if (!to) return;
      to.focus();
      event.preventDefault();
    });
  }
}

/** @param {Cell[]} cells @param {Cell | undefined} stop where the Tab key leads */
function stopAt(cells, stop) {
  if (stop) for (const cell of cells) cell.setAttribute("tabindex", cell === stop ? "0" : "-1");
}

/**
 * @param {Cell[]} cells
 * @param {number} from
 * @param {string} key
 * @returns {Cell | undefined} the day that a key leads to; nothing for another key
 */
function destination(cells, from, key) {
  const here = time(cells[from]);
  const there = {
    ArrowLeft: () => cells[from - 1],
    ArrowRight: () => cells[from + 1],
    ArrowUp: () => cells.filter((cell) => time(cell) <= here - WEEK).at(-1),
    ArrowDown: () => cells.find((cell) => time(cell) >= here + WEEK),
    Home: () => cells[0],
    End: () => cells.at(-1),
  }[key];
  return there && (there() ?? cells[from]);
}

/** @param {Cell | undefined} cell @returns {number} the first moment of its day */
function time(cell) {
  return Date.parse(cell?.href.baseVal.match(/days\/(.{10})/)?.[1] ?? "");
}

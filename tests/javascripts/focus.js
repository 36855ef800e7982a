/**
 * Says what has the focus and whether a person sees that.
 *
 * @returns {Promise<null | {
 *   name: string,
 *   kind: string,
 *   order: number,
 *   mark: "outline" | "search" | null,
 *   shown: boolean,
 *   box: { x: number, y: number, width: number, height: number },
 * }>} nothing when the focus is on the page as a whole. `order` counts elements of the document,
 *   `mark` says what tells it from other controls (a whole outline; the search opens around its
 *   input), `shown`
 *   whether a click where it is would reach it; `box` is in CSS pixels of the window.
 */
async () => {
  /**
   * Whether an ancestor that hides what overflows cuts off a box or its outline.
   *
   * @type {(box: DOMRect, reach: number, ancestor: Element | null) => boolean}
   */
  const cut = (box, reach, ancestor) => {
    if (!ancestor || ancestor === document.body) return false;
    const edge = ancestor.getBoundingClientRect();
    const inside =
      box.left - reach >= edge.left &&
      box.top - reach >= edge.top &&
      box.right + reach <= edge.right &&
      box.bottom + reach <= edge.bottom;
    const hides = getComputedStyle(ancestor).overflow !== "visible";
    return (hides && !inside) || cut(box, reach, ancestor.parentElement);
  };

  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const searching = () => focused.matches("[data-md-toggle=search]:checked ~ * .md-search__input");
  for (let frame = 0; frame < 60 && focused.matches(".md-search__input") && !searching(); frame++) {
    await new Promise(requestAnimationFrame);
  }
  // The palette's radio buttons are invisible; the one label that is shown stands for them.
  const control = focused.closest("[data-md-component=palette]")?.querySelector("label:not([hidden])") ?? focused;
  const style = getComputedStyle(control);
  const box = control.getClientRects()[0] ?? new DOMRect();
  const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
  const outlined = style.outlineStyle !== "none" && !cut(box, reach, control.parentElement);
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: `${focused.tagName} ${focused.className} ${focused.getAttribute("href") ?? focused.id}`,
    kind: `${focused.parentElement?.className} ${focused.tagName} ${focused.className}`,
    order: [...document.querySelectorAll("*")].indexOf(focused),
    mark: outlined ? "outline" : searching() ? "search" : null,
    shown: control.checkVisibility({ opacityProperty: true }) && control.contains(hit),
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
  };
}

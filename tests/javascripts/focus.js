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
 *   `mark` says what tells it from other controls (the search opens around its input), `shown`
 *   whether a click where it is would reach it; `box` is in CSS pixels of the window.
 */
async () => {
  const focused = document.activeElement
  if (!focused || focused === document.body) return null
  const searching = () => focused.matches("[data-md-toggle=search]:checked ~ * .md-search__input")
  for (let frame = 0; frame < 60 && focused.matches(".md-search__input") && !searching(); frame++) {
    await new Promise(requestAnimationFrame)
  }
  // The palette's radio buttons are invisible; the label after one stands for it.
  const palette = focused.matches(".md-option") ? focused.nextElementSibling : null
  const control = palette ?? focused
  const style = getComputedStyle(control)
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
  const box = control.getClientRects()[0] ?? new DOMRect()
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return {
    name: `${focused.tagName} ${focused.className} ${focused.getAttribute("href") ?? focused.id}`,
    kind: `${focused.parentElement?.className} ${focused.tagName} ${focused.className}`,
    order: [...document.querySelectorAll("*")].indexOf(focused),
    mark: outlined ? "outline" : searching() ? "search" : null,
    shown: control.contains(hit),
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
  }
}

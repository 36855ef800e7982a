/**
 * Opens and closes the search in the header. The dialog's own modules come with the first sign
 * that somebody wants to search. A classic script, as modules do not load from `file:`.
 */
{
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector(".md-search__input"));
  const search = /** @type {HTMLElement | null} */ (input?.closest(".md-search"));
  const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__search"));
  const status = search?.querySelector("[role=status]");

  /** @type {Element | null} what had the focus before a key opened the search */
  let before = null;
  /** @type {Promise<unknown> | undefined} */
  let dialog;

  const load = () => {
    dialog ??= import("./dialog.js").catch(() => {
      dialog = undefined;
      if (!status) return;
      status.textContent =
        location.protocol === "file:"
          ? "Searching needs a web server, and this page was opened from a file. To have one, run: python -m http.server"
          : "The search could not be fetched. Check the connection and type again.";
    });
  };

  /** @param {boolean} open A click, as the theme listens to the toggle and locks scrolling on phones. */
  const set = (open) => {
    if (toggle && toggle.checked !== open) toggle.click();
  };

  const giveFocusBack = () => {
    const active = document.activeElement;
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    else if (active instanceof HTMLElement && search?.contains(active)) active.blur();
    before = null;
  };

  /** @param {KeyboardEvent} event */
  const isTyping = ({ target }) => target instanceof Element && target.matches(":read-write, select");

  search?.addEventListener("pointerenter", load);
  input?.addEventListener("input", load);
  input?.addEventListener("focus", () => {
    load();
    set(true);
  });
  toggle?.addEventListener("change", () => {
    if (toggle.checked) input?.focus();
    else giveFocusBack();
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key === "Tab") before = null; // the focus goes on from here
    if (event.key === "Tab" || event.key === "Escape") set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (!input || !["/", "s", "f"].includes(event.key) || toggle?.checked) return;
    const active = document.activeElement;
    input.focus();
    input.select();
    before = active === document.body ? null : active;
    event.preventDefault();
  });
  if (input && document.activeElement === input) {
    load(); // somebody was quicker than this script
    set(true);
  }
}

/** Loads the script of a page after its first frame, so that reading never waits for it. */

const { script } = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[data-script]"))?.dataset ?? {};
requestAnimationFrame(() => setTimeout(() => void import(`./${script}`)));

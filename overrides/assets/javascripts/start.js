/**
 * Loads the scripts of the theme and of the page after its first frame, so that reading never
 * waits for them. A classic script, as modules do not load from `file:`.
 */
{
  /** @type {NodeListOf<HTMLScriptElement>} */
  const ofTheTheme = document.querySelectorAll("script[data-src]");
  /** @type {HTMLScriptElement | null} */
  const ofThePage = document.querySelector("script[data-script]");

  requestAnimationFrame(async () => {
    await pause();
    const page = ofThePage && import(`./${ofThePage.dataset.script}`);
    await Promise.all([...ofTheTheme].map(run));
    await pause();
    document.dispatchEvent(new Event("DOMContentLoaded")); // the theme begins at it, and it is over
    await page;
    document.documentElement.dataset.started = "";
  });

  /** @returns {Promise<void>} in which the browser can draw and answer the reader */
  function pause() {
    return new Promise((done) => setTimeout(done));
  }

  /** @param {HTMLScriptElement} place @returns {Promise<void>} over when the script has run or is not there */
  function run({ dataset }) {
    const script = document.createElement("script");
    script.src = dataset.src ?? "";
    script.async = false; // in their order
    document.head.append(script);
    return new Promise((done) => (script.onload = script.onerror = () => done()));
  }
}

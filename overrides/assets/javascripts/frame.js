/**
 * Makes what is around every page and works with scripts only, before anything is drawn, so that
 * nothing moves later and no page has to hold it. Comes before the styles: it waits for none.
 */

document.documentElement.className = "js";

/** Makes the theme's header of the one without scripts; called where that ends. */
function showHeader() {
  const { dataset, src } = /** @type {HTMLScriptElement} */ (document.querySelector("script[src$='/frame.js']"));
  const root = new URL("../..", src);
  const icon = (/** @type {string} */ name) => `<svg class="${name}" viewBox="0 0 24 24"></svg>`;

  showColours();
  addConfig();
  showTitle();
  showSearch();

  /** The colours that the reader chose, or else the system's. */
  function showColours() {
    const dark = "(prefers-color-scheme: dark)";
    /** @type {string | undefined} */
    let media;
    try {
      media = JSON.parse(localStorage.getItem(`${root.pathname}.__palette`) ?? "null")?.color?.media;
    } catch {
      // switched off, or not what the theme writes
    }
    const isOpen = media !== "(prefers-color-scheme: light)";
    if (media === dark || (isOpen && matchMedia(dark).matches)) document.body.dataset.mdColorScheme = "slate";
  }

  /** What the theme's script reads, but for its words: no part of it that we use says any. */
  function addConfig() {
    const config = document.createElement("script");
    config.id = "__config";
    config.type = "application/json";
    const features = dataset.features?.split(" ") ?? [];
    config.textContent = JSON.stringify({ base: root.href, features, translations: {} });
    document.head.append(config);
  }

  /** The name of the site, in whose place `start.js` puts that of the page when it is out of sight. */
  function showTitle() {
    const title = document.querySelector(".md-header__title");
    const name = title?.textContent ?? "";
    if (!title) return;
    title.insertAdjacentHTML("beforebegin", `<label class="md-header__button md-icon" for="__drawer">${icon("menu")}</label>`);
    title.innerHTML = `
      <div class="md-header__ellipsis">
        <div class="md-header__topic"><span class="md-ellipsis"></span></div>
      </div>`;
    title.querySelector("span")?.append(name);
  }

  /**
   * The theme's looks for the search, and our script. Without the theme's `data-md-component` and form
   * name, its script neither fetches an index nor starts a worker. Enter leads to the search page.
   */
  function showSearch() {
    const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.md-search"));
    if (!link) return;
    const { href } = link;
    link.outerHTML = `
      <label class="md-header__button md-icon" for="__search">${icon("search")}</label>
      <div class="md-search">
        <label class="md-search__overlay" for="__search"></label>
        <div class="md-search__inner">
          <form class="md-search__form" role="search" aria-label="Search papers" novalidate>
            <input type="text" class="md-search__input" name="q" aria-label="Words of a title or an abstract"
              placeholder="Search papers" maxlength="1000" autocapitalize="off" autocorrect="off" autocomplete="off"
              spellcheck="false" enterkeyhint="search" required>
            <label class="md-search__icon md-icon" for="__search">${icon("search")}${icon("back")}</label>
            <div class="md-search__options">
              <button type="reset" class="md-search__icon md-icon" title="Clear" aria-label="Clear"
                tabindex="-1">${icon("close")}</button>
            </div>
          </form>
        </div>
      </div>`;
    const form = document.querySelector("form");
    if (form) form.action = href;
  }
}

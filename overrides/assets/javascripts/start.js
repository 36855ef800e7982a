/**
 * Adds to a page what is the same on all and works with scripts only, so that none has to hold it.
 * Then loads the scripts of the theme and of the page after its first frame, so that reading never
 * waits for them. A classic script, as modules do not load from `file:`.
 */
{
  /** @type {NodeListOf<HTMLScriptElement>} */
  const ofTheTheme = document.querySelectorAll("script[data-src]");
  /** @type {HTMLScriptElement | null} */
  const ofThePage = document.querySelector("script[data-script]");

  addTitle();
  addPalette();
  addDrawer();
  addResults();
  addTop();
  addStorage();
  requestAnimationFrame(async () => {
    await pause();
    const page = ofThePage && import(`./${ofThePage.dataset.script}`);
    await Promise.all([...ofTheTheme].map(({ dataset }) => run(dataset.src ?? "")));
    await pause();
    document.dispatchEvent(new Event("DOMContentLoaded")); // the theme begins at it, and it is over
    await page;
    document.documentElement.dataset.started = "";
  });

  /** The title of the page, which the theme's script shows in the header once it is out of sight. */
  function addTitle() {
    const title = document.createElement("div");
    title.className = "md-header__topic";
    title.innerHTML = '<span class="md-ellipsis"></span>';
    title.firstElementChild?.append(document.querySelector("h1")?.textContent ?? "");
    document.querySelector(".md-header__ellipsis")?.append(title);
  }

  /** The three buttons for colours, of which the theme's script shows one. */
  function addPalette() {
    const choices = [
      { media: "(prefers-color-scheme)", scheme: "default", icon: "system", next: "light mode" },
      { media: "(prefers-color-scheme: light)", scheme: "default", icon: "light", next: "dark mode" },
      { media: "(prefers-color-scheme: dark)", scheme: "slate", icon: "dark", next: "system preference" },
    ];
    const form = document.createElement("form");
    form.className = "md-header__option";
    form.dataset.mdComponent = "palette";
    form.innerHTML = choices
      .map(
        ({ media, scheme, icon, next }, number) => `
          <input class="md-option" type="radio" name="__palette" id="__palette_${number}"
            aria-label="Switch to ${next}" data-md-color-media="${media}" data-md-color-scheme="${scheme}"
            data-md-color-primary="custom" data-md-color-accent="custom">
          <label class="md-header__button md-icon" for="__palette_${(number + 1) % choices.length}"
            title="Switch to ${next}" hidden><svg class="${icon}" viewBox="0 0 24 24"></svg></label>`,
      )
      .join("");
    document.querySelector(".md-header__title")?.after(form);
  }

  /** What the header and the tabs lead to, as a list at the side for narrow screens. */
  function addDrawer() {
    const main = document.querySelector(".md-main__inner");
    if (!main || main.querySelector(".md-sidebar--primary")) return;
    const drawer = document.createElement("div");
    drawer.className = "md-sidebar md-sidebar--primary";
    drawer.dataset.mdComponent = "sidebar";
    drawer.dataset.mdType = "navigation";
    drawer.hidden = true; // on wide screens
    drawer.innerHTML = `
      <div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
        <nav class="md-nav md-nav--primary" aria-label="Navigation" data-md-level="0">
          <label class="md-nav__title" for="__drawer"></label>
          <ul class="md-nav__list" data-md-scrollfix></ul>
        </nav>
      </div></div>`;
    const [title, list] = drawer.querySelectorAll("label, ul");
    if (!title || !list) return;
    const logo = copy(".md-header .md-logo");
    if (logo) logo.className = "md-nav__button md-logo";
    title.append(logo ?? "", logo?.ariaLabel ?? "");
    const source = copy(".md-header__source");
    if (source) source.className = "md-nav__source";
    title.after(source ?? "");
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const tabs = document.querySelectorAll(".md-tabs a");
    for (const tab of tabs) {
      const item = document.createElement("li");
      item.className = "md-nav__item";
      const link = item.appendChild(document.createElement("a"));
      link.href = tab.href;
      link.className = "md-nav__link";
      link.classList.toggle("md-nav__link--active", tab.matches(".active > *"));
      const text = link.appendChild(document.createElement("span"));
      text.className = "md-ellipsis";
      text.textContent = tab.textContent;
      list.append(item);
    }
    main.prepend(drawer);
  }

  /** Where the search in the header shows what it finds. */
  function addResults() {
    const inner = document.querySelector(".md-search__inner");
    inner?.insertAdjacentHTML(
      "beforeend",
      `<div class="md-search__output">
        <div class="md-search__scrollwrap" data-md-scrollfix>
          <div class="md-search-result">
            <p class="md-search-result__meta" role="status"></p>
            <p class="md-search-result__hint">
              Type words of a title or an abstract, <q>exact words</q> in quotes.
              <span>The arrow keys lead to what is found.</span>
              <a>More ways to search</a>
            </p>
            <ol class="md-search-result__list"></ol>
          </div>
        </div>
      </div>`,
    );
    const link = inner?.querySelector("a");
    if (link) link.href = inner?.querySelector("form")?.action ?? "";
  }

  /** The button that leads to the top, which the theme's script shows far below. */
  function addTop() {
    document.querySelector("main")?.insertAdjacentHTML(
      "beforeend",
      `<button type="button" class="md-top md-icon" data-md-component="top" hidden>
        <svg class="up" viewBox="0 0 24 24"></svg> Back to top
      </button>`,
    );
  }

  /** @param {string} selector @returns {HTMLElement | undefined} */
  function copy(selector) {
    const found = document.querySelector(selector)?.cloneNode(true);
    return found instanceof HTMLElement ? found : undefined;
  }

  /** What the theme's script keeps its choices with, below the name of the site. */
  function addStorage() {
    const config = JSON.parse(document.getElementById("__config")?.textContent ?? "{}");
    const { pathname } = new URL(config.base, location.href);
    /** @param {string} name */
    const __md_get = (name, storage = /** @type {Storage | undefined} */ (undefined)) => {
      try {
        const value = JSON.parse((storage ?? localStorage).getItem(`${pathname}.${name}`) ?? "null");
        const isOfTheTheme = Number.isInteger(value?.index) && value.color?.media;
        return name === "__palette" && !isOfTheTheme ? null : value; // at anything else its script stops
      } catch {
        return null; // switched off
      }
    };
    /** @param {string} name @param {unknown} value */
    const __md_set = (name, value, storage = /** @type {Storage | undefined} */ (undefined)) => {
      try {
        (storage ?? localStorage).setItem(`${pathname}.${name}`, JSON.stringify(value));
      } catch {
        // full, or switched off
      }
    };
    Object.assign(window, { __md_get, __md_set });
  }

  /** @returns {Promise<void>} in which the browser can draw and answer the reader */
  function pause() {
    return new Promise((done) => setTimeout(done));
  }

  /** @param {string} src @returns {Promise<void>} over when the script has run or is not there */
  function run(src) {
    const script = document.createElement("script");
    script.src = src;
    script.async = false; // in their order
    document.head.append(script);
    return new Promise((done) => (script.onload = script.onerror = () => done()));
  }
}

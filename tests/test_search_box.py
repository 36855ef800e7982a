"""The search in the header: how it opens, answers, fails and closes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from generator import Archive
from generator.text import clean
from tests.conftest import INDEX, watched
from tests.page_kinds import PAGE_KINDS

DAY = "days/2025-03-12/"
SCRIPTS = re.compile(r"/assets/javascripts/search/")


@pytest.fixture
def troubled_tab(browser: Browser) -> Iterator[Page]:
    """A tab for tests that keep it from fetching, of which the browser's console complains."""
    with watched(browser) as (tab, events):
        yield tab
        assert [event for event in events if "ERR_FAILED" not in event] == []


def box(tab: Page) -> Page:
    """Open the search of a page with the key that every page says."""
    tab.keyboard.press("/")
    expect(tab.locator(".md-search__input")).to_be_focused()
    return tab


def search_for(tab: Page, query: str) -> None:
    box(tab).locator(".md-search__input").fill(query)


def said(tab: Page) -> str:
    """Return what the search says of an answer, once there is one."""
    status = tab.locator(".md-search [role=status]")
    expect(status).to_have_text(re.compile(r"\d|No paper|could not|needs"))
    return status.inner_text()


# ---- Opening and closing


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_a_key_opens_the_search(key: str, address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    tab.keyboard.press(key)
    expect(tab.locator(".md-search__input")).to_be_focused()
    expect(tab.locator(".md-search__output")).to_be_visible()
    expect(tab.locator(".md-search__input")).to_have_value("")


def test_who_is_quicker_than_the_script_gets_an_answer(address: str, desk: Page) -> None:
    held: list[Route] = []
    desk.route("**/search/box.js", lambda route: held.append(route))  # noqa: PLW0108
    with desk.expect_request("**/search/box.js"):
        desk.goto(address + DAY, wait_until="commit")
    desk.locator(".md-search__input").click()
    desk.keyboard.type("halfspaces")
    held[0].continue_()
    expect(desk.locator(".md-search .found-title").first).to_contain_text("Halfspaces")


def test_tab_opens_the_search_and_leaves_it(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    while not tab.locator(".md-search__input").evaluate("it => it === document.activeElement"):
        tab.keyboard.press("Tab")
    expect(tab.locator(".md-search__output")).to_be_visible()
    tab.keyboard.type("learning")
    tab.locator(".md-search-result__link").first.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    expect(tab.locator(".md-search__output")).to_be_hidden()
    assert tab.evaluate("document.activeElement.closest('.md-search, body > main')") is None
    assert tab.evaluate("document.activeElement.matches('a, label, input')")


def test_a_click_opens_the_search_and_one_beside_it_closes_it(
    address: str, browser: Browser
) -> None:
    with watched(browser) as (tab, events):
        tab.goto(address + DAY)
        tab.locator(".md-search__input").click()
        expect(tab.locator(".md-search__output")).to_be_visible()
        tab.mouse.click(20, 600)
        expect(tab.locator(".md-search__output")).to_be_hidden()
        expect(tab.locator(".md-search__input")).not_to_be_focused()
        assert events == []


def test_on_a_phone_a_tap_opens_the_search_and_the_arrow_closes_it(
    address: str, browser: Browser
) -> None:
    with watched(browser, 390) as (tab, events):
        tab.goto(address + DAY)
        tab.locator("label.md-header__button[for=__search]").click()
        expect(tab.locator(".md-search__input")).to_be_focused()
        tab.keyboard.type("learning")
        expect(tab.locator(".md-search-result__link").first).to_be_visible()
        tab.locator(".md-search__icon[for=__search]").click()
        expect(tab.locator(".md-search__output")).to_be_hidden()
        expect(tab.locator(".md-search__input")).not_to_be_focused()
        assert events == []


def test_escape_gives_the_focus_back(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    title = tab.locator(".listings .title").nth(2)
    title.focus()
    search_for(tab, "learning")
    tab.locator(".md-search-result__link").first.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Escape")
    expect(tab.locator(".md-search__output")).to_be_hidden()
    expect(title).to_be_focused()


def test_the_keys_are_letters_for_who_types(address: str, tab: Page) -> None:
    tab.goto(address + "search/")
    field = tab.locator("form.search [name=q]")
    field.press_sequentially("fast/s")
    expect(field).to_have_value("fast/s")
    expect(field).to_be_focused()


# ---- What is fetched


def test_before_anybody_searches_one_small_script_is_all_that_is_fetched(
    address: str, site: Path, tab: Page
) -> None:
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    for kind, url in PAGE_KINDS.items():
        if kind != "404" and not url.startswith("search/"):
            requests.clear()
            tab.goto("about:blank")
            tab.goto(address + url, wait_until="networkidle")
            fetched = [url for url in requests if SCRIPTS.search(url) or INDEX.search(url)]
            assert [url.rpartition("/")[2] for url in fetched] == ["box.js"], kind
    box_script = site / "assets" / "javascripts" / "search" / "box.js"
    assert box_script.stat().st_size < 3_500


def test_pointing_at_the_box_fetches_scripts_and_no_index(address: str, browser: Browser) -> None:
    with watched(browser) as (tab, events):
        tab.goto(address, wait_until="networkidle")
        requests: list[str] = []
        tab.on("request", lambda request: requests.append(request.url))
        with tab.expect_response(re.compile("/search/dialog.js")):
            tab.locator(".md-search__input").hover()
        tab.wait_for_load_state("networkidle")
        assert not [url for url in requests if INDEX.search(url)]
        assert events == []


# ---- Answers


def test_a_title_finds_its_paper(address: str, archive: Archive, tab: Page) -> None:
    tab.goto(address)
    for paper in archive.papers[::60]:
        search_for(tab, clean(paper.title))
        first = tab.locator(".md-search-result__link").first
        expect(first).to_have_attribute("href", re.compile(re.escape(paper.url)))
        tab.keyboard.press("Escape")


def test_ten_results_show_and_the_last_row_leads_to_all(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    search_for(tab, "learning")
    links = tab.locator(".md-search-result__link")
    expect(links).to_have_count(11)
    total = said(tab)
    assert re.fullmatch(r"\d+ papers", total)
    expect(links.last).to_have_text(f"See all {total}")
    links.last.click()
    expect(tab).to_have_url(address + "search/?q=learning")
    expect(tab.locator(".found [role=status]")).to_have_text(total)


def test_few_results_show_while_somebody_types_and_the_others_once_typing_ends(
    address: str, browser: Browser
) -> None:
    with watched(browser) as (tab, events):
        tab.clock.install()
        tab.goto(address + DAY)
        box(tab)
        # What was typed before the dialog's script is there has ended when it comes.
        dialog = f"{address}assets/javascripts/search/dialog.js"
        tab.evaluate("async (dialog) => { await import(dialog); }", dialog)
        tab.clock.pause_at(tab.evaluate("Date.now()") + 1000)
        tab.keyboard.type("g")
        links = tab.locator(".md-search-result__link")
        expect(links).to_have_count(5)
        first = links.first.inner_text()
        tab.clock.run_for(1000)
        expect(links).to_have_count(11)
        expect(links.last).to_contain_text("See all")
        assert links.first.inner_text() == first
        assert events == []


def test_enter_leads_to_the_search_page(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    search_for(tab, "graph -neural")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(address + "search/?q=graph+-neural")
    expect(tab.locator("form.search [name=q]")).to_have_value("graph -neural")


def test_arrows_walk_through_the_results_and_enter_opens_one(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    search_for(tab, "learning")
    links = tab.locator(".md-search-result__link")
    expect(links).to_have_count(11)
    tab.keyboard.press("ArrowUp")
    expect(links.last).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(".md-search__input")).to_be_focused()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    tab.keyboard.press("j")
    expect(tab.locator(".md-search__input")).to_be_focused()
    expect(tab.locator(".md-search__input")).to_have_value("learningj")
    tab.keyboard.press("Backspace")
    expect(tab.locator(".md-search [role=status]")).to_have_text(re.compile(r"^\d+ papers$"))
    expect(links).to_have_count(11)
    tab.keyboard.press("ArrowDown")
    target = links.first.evaluate("link => link.href")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(target)


def test_a_result_says_when_the_paper_was_first_seen_and_marks_what_was_asked(
    address: str, tab: Page
) -> None:
    tab.goto(address)
    search_for(tab, "predicting rare events shrinking")
    first = tab.locator(".md-search-result__link").first
    expect(first.locator(".found-place")).to_have_text("11 March 2025")
    expect(first.locator(".found-title mark").first).to_have_text(re.compile("Predicting|Rare"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("predicting rare events", r"1 paper"),
        ("halfspaces recommender", r"No paper has all the words; \d+ have some"),
        ("difusion", r"\d+ papers\. Searched for diffusion instead of difusion"),
        ("zzqxv", r"No paper found\. Fewer words, .*"),
    ],
)
def test_the_search_says_what_it_found(query: str, expected: str, address: str, tab: Page) -> None:
    tab.goto(address)
    search_for(tab, query)
    assert re.fullmatch(expected, said(tab))


def test_clearing_the_box_takes_the_results_away(address: str, tab: Page) -> None:
    tab.goto(address)
    search_for(tab, "learning")
    expect(tab.locator(".md-search-result__link")).to_have_count(11)
    tab.get_by_role("button", name="Clear").click()
    expect(tab.locator(".md-search-result__link")).to_have_count(0)
    expect(tab.locator(".md-search-result__hint")).to_be_visible()
    expect(tab.locator(".md-search__input")).to_be_focused()


# ---- What comes late or never


def test_an_answer_that_was_overtaken_is_not_shown(address: str, browser: Browser) -> None:
    held: list[Route] = []
    hold = [True]

    def on_route(route: Route) -> None:
        if hold:
            held.append(route)
        else:
            route.continue_()

    with watched(browser) as (tab, events):
        tab.goto(address)
        tab.route(INDEX, on_route)
        search_for(tab, "graph")
        expect(tab.locator(".md-search [role=status]")).to_have_text("Searching …")
        tab.locator(".md-search__input").fill("halfspaces")
        tab.evaluate(WATCH_RESULTS)
        hold.clear()
        for route in held:
            route.continue_()
        expect(tab.locator(".found-title").first).to_contain_text("Halfspaces", ignore_case=True)
        assert not [text for text in tab.evaluate("seen") if "halfspace" not in text.lower()]
        assert events == []


# Notes the results that were ever shown.
WATCH_RESULTS = """
() => {
  const list = document.querySelector(".md-search-result__list");
  window.seen = [];
  const note = () => seen.push(...[...list.children].map((item) => item.textContent));
  new MutationObserver(note).observe(list, { childList: true });
}
"""


def test_who_went_on_to_the_results_stays_there_when_better_ones_come(
    address: str, tab: Page
) -> None:
    tab.goto(address)
    search_for(tab, "learn")
    links = tab.locator(".md-search-result__link")
    links.first.wait_for()
    tab.locator(".md-search__input").press_sequentially("ing", delay=5)
    tab.keyboard.press("ArrowDown")
    expect(links.first.locator("mark").first).to_have_text("Learning", ignore_case=True)
    expect(links.first).to_be_focused()


@pytest.mark.parametrize("lost", [INDEX, re.compile("/search/worker.js")])
def test_what_could_not_be_fetched_can_be_tried_again(
    lost: re.Pattern[str], address: str, troubled_tab: Page
) -> None:
    tab = troubled_tab
    tab.goto(address)
    tab.route(lost, lambda route: route.abort())
    search_for(tab, "learning")
    assert "could not be fetched" in said(tab)
    assert tab.locator(".md-search-result__link").count() == 0
    tab.unroute(lost)
    tab.keyboard.press("ArrowDown")
    expect(tab.get_by_role("button", name="Try again")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(".md-search-result__link")).to_have_count(11)
    expect(tab.locator(".md-search__input")).to_be_focused()


def test_the_dialogs_own_script_may_be_lost_too(address: str, troubled_tab: Page) -> None:
    tab = troubled_tab
    # Before the page, as a pointer that happens to be over the box fetches the script at once.
    tab.route(re.compile("/search/dialog.js"), lambda route: route.abort())
    tab.goto(address)
    search_for(tab, "learning")
    assert said(tab).startswith("The search could not be fetched.")
    tab.unroute(re.compile("/search/dialog.js"))
    tab.keyboard.type(" graph")
    expect(tab.locator(".md-search-result__link").first).to_be_visible()


def test_a_browser_that_is_too_old_is_told_so(address: str, browser: Browser) -> None:
    with watched(browser) as (tab, events):
        tab.add_init_script("delete window.DecompressionStream")
        tab.goto(address)
        search_for(tab, "learning")
        status = tab.locator(".md-search [role=status]")
        expect(status).to_have_text(re.compile("too old for the search.*browsing .* work"))
        assert tab.get_by_role("button", name="Try again").count() == 0
        assert events == []


def test_a_page_opened_from_a_file_says_what_helps(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((site / DAY / "index.html").as_uri())
        tab.keyboard.press("/")
        assert said(tab).endswith("opened from a file. To have one, run: python -m http.server")


@pytest.mark.parametrize("width", [390, 1280])
def test_without_javascript_a_link_leads_to_a_page_that_says_what_works(
    width: int, address: str, browser: Browser
) -> None:
    with browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 800}
    ) as context:
        tab = context.new_page()
        tab.goto(address + DAY)
        tab.get_by_role("link", name="Search papers").click()
        expect(tab).to_have_url(address + "search/")
        expect(tab.get_by_text("Searching needs JavaScript.")).to_be_visible()
        expect(tab.locator("form.search")).to_be_hidden()
        tab.locator("article").get_by_role("link", name="by topic").click()
        expect(tab).to_have_url(address + "topics/")

"""What is around the text of every page: light, and of use with and without scripts."""

import gzip
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.conftest import watched
from tests.page_kinds import PAGE_KINDS

PHONE: ViewportSize = {"width": 390, "height": 800}
LINKS = "links => links.map(link => [link.innerText.trim(), link.href])"


def test_the_page_of_a_paper_is_light(site: Path) -> None:
    pages = [path.read_bytes() for path in site.glob("papers/*/index.html")]
    assert median(map(len, pages)) < 8_500
    assert max(map(len, pages)) < 12_000
    assert max(len(gzip.compress(page)) for page in pages) < 4_000


@pytest.mark.parametrize("kind", ["home", "paper", "month", "about", "404"])
def test_the_list_at_the_side_leads_where_the_tabs_lead(
    kind: str, address: str, browser: Browser
) -> None:
    with watched(browser) as (tab, _):
        tab.goto(address + PAGE_KINDS[kind])
        tabs = tab.locator(".md-tabs a").evaluate_all(LINKS)
        assert len(tabs) == 7
        tab.set_viewport_size(PHONE)
        tab.locator("label.md-header__button[for=__drawer]").click()
        drawer = tab.locator(".md-nav--primary")
        expect(drawer).to_be_in_viewport()
        # The theme has a list of the headings there too, for the pages that people wrote.
        links = drawer.locator(".md-nav__list").first.locator("> li > a").evaluate_all(LINKS)
        assert links == tabs
        expect(drawer.get_by_role("link", name="Source")).to_be_visible()


@pytest.mark.parametrize("kind", sorted(PAGE_KINDS))
def test_no_page_fetches_the_list_of_all_pages(kind: str, address: str, browser: Browser) -> None:
    with watched(browser) as (tab, _):
        fetched: list[str] = []
        tab.on("request", lambda request: fetched.append(request.url))
        tab.goto(address + PAGE_KINDS[kind], wait_until="networkidle")
        assert any("/bundle." in url for url in fetched)
        assert [url for url in fetched if "sitemap" in url] == []


def test_without_scripts_a_phone_shows_the_tabs_in_place_of_a_menu(
    address: str, browser: Browser
) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(address + PAGE_KINDS["paper"])
        expect(tab.locator("label.md-header__button[for=__drawer]")).not_to_be_visible()
        tab.get_by_role("link", name="Topics", exact=True).click()
        expect(tab).to_have_url(address + PAGE_KINDS["topics"])


def scheme_of(tab: Page) -> str | None:
    return tab.locator("body").get_attribute("data-md-color-scheme")


def test_pages_have_their_colours_before_the_themes_script_runs(
    address: str, browser: Browser
) -> None:
    """The system's, until the reader chooses."""
    switch = "[data-md-component=palette] label:not([hidden])"
    with browser.new_context(color_scheme="dark") as context:
        tab = context.new_page()
        chosen = []
        for _ in range(4):
            tab.goto(address)
            shown = tab.locator(switch)
            shown.wait_for()
            chosen.append(scheme_of(tab))
            early = context.new_page()
            early.route("**/bundle.*.js", lambda route: route.abort())
            early.goto(address + PAGE_KINDS["paper"])
            assert scheme_of(early) == chosen[-1]
            early.emulate_media(color_scheme="light")
            early.reload()
            assert scheme_of(early) == (chosen[-1] if len(chosen) in (2, 3) else "default")
            early.close()
            shown.click()
        assert chosen == ["slate", "default", "slate", "slate"]

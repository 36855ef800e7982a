"""The site in a real browser, as readers on a phone and at a desk use it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import build_site, lay_out_project, serve, watched

WIDTHS = (390, 1280)


def has_no_sideways_scroll(tab: Page) -> bool:
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_walks_from_day_to_paper_to_another_day(
    width: int, address: str, browser: Browser
) -> None:
    """Home -> day -> paper -> another day that shows it -> the day before."""
    title = "Predicting Rare Events by Shrinking Towards Proportional Odds"
    with watched(browser, width) as (tab, events):
        tab.goto(address)
        assert has_no_sideways_scroll(tab)
        tab.locator("ol.days").get_by_role("link", name="12 March 2025").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("12 March 2025")
        assert has_no_sideways_scroll(tab)

        tab.get_by_role("link", name=title).first.click()
        expect(tab.get_by_role("heading", level=1)).to_have_text(title)
        expect(tab.locator("ol.appearances > li")).to_have_count(4)
        assert has_no_sideways_scroll(tab)

        tab.locator("ol.appearances").get_by_role("link", name="5 August 2025").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("5 August 2025")
        listing = tab.locator("li:target")
        expect(listing).to_contain_text(title)
        expect(listing).to_be_in_viewport()

        tab.locator("a[rel=prev]").last.click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("21 March 2025")
        tab.get_by_role("link", name="March 2025", exact=True).first.click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("March 2025")
        assert has_no_sideways_scroll(tab)
        tab.get_by_role("link", name="2025", exact=True).first.click()
        tab.get_by_role("link", name="All days").first.click()
        expect(tab).to_have_url(address)
        assert events == []


def test_every_kind_of_page_is_quiet_in_both_palettes(address: str, browser: Browser) -> None:
    paper = "papers/class-relation-knowledge-distillation-for-novel-class-discovery/"
    with watched(browser) as (tab, events):
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            for url in ("", "days/2025-03-12/", paper, "about/", "contributing/", "design/"):
                tab.goto(address + url)
                expected = "slate" if scheme == "dark" else "default"
                expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", expected)
        assert events == []


def test_an_unknown_address_shows_the_sites_own_404_page(address: str, browser: Browser) -> None:
    with watched(browser) as (tab, _):
        response = tab.goto(address + "papers/no/such/page/")
        assert response is not None
        assert response.status == 404
        expect(tab.get_by_role("heading", level=1)).to_have_text("Not found")
        color = tab.evaluate("getComputedStyle(document.querySelector('.md-header')).position")
        assert color == "sticky"
        tab.get_by_role("link", name="all days").click()
        expect(tab).to_have_url(address)


def test_a_moved_paper_leads_on(tmp_path: Path, browser: Browser) -> None:
    page = "{}\n\nA Title\n\nAn abstract that both captures have, word for word."
    root = lay_out_project(
        tmp_path / "project",
        {
            "dumps/2025-03-11.txt": page.format("Mar 11"),
            "dumps/2025-03-12.txt": page.format("Mar 12").replace("A Title", "The Title"),
            "dumps/corrections.yml": json.dumps({"same": [["2025-03-11#1", "2025-03-12#1"]]}),
        },
    )
    build = build_site(root, tmp_path / "archive")
    assert build.code == 0, build.log
    moved = (build.site / "papers/the-title/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/archive/papers/a-title/">' in moved
    assert "the-title" not in (build.site / "sitemap-1.xml").read_text("utf-8")
    with serve(build.site) as address, watched(browser) as (tab, events):
        tab.goto(address + "papers/the-title/")
        tab.wait_for_url(address + "papers/a-title/")
        expect(tab.get_by_role("heading", level=1)).to_have_text("A Title")
        assert events == []

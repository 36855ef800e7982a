"""Whatever a dump says is shown as text: no element, no attribute, nothing that runs."""

import json
from pathlib import Path

import pytest
from bs4 import Tag
from playwright.sync_api import Browser, Locator, Route

from generator.links import shown_text
from generator.text import clean
from tests.conftest import build_site, lay_out_project, serve, watched
from tests.hostile import LONG, PAYLOADS
from tests.test_site import only, page, paper_id, parse, visible

ENTRIES = [
    *((f"{payload} {n}", f"{payload} and {payload}") for n, payload in enumerate(PAYLOADS)),
    *((f"Long {n}", text) for n, text in enumerate(LONG)),
    ("An honest title", "An honest abstract."),
]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    dump = "\n\n".join(["Mar 11", *(text for entry in ENTRIES for text in entry)])
    root = lay_out_project(folder / "project", {"dumps/2025-03-11.txt": dump})
    build = build_site(root, folder / "archive")
    assert build.code == 0, build.log
    return build.site


def rows(site: Path) -> list[Tag]:
    return page(site, "days/2025-03-11/").select("ol.listings > li")


# What a page makes of a text by design, and the elements it is made of.
MADE_OF_TEXT = {
    ".abstract a, details a, .buttons": {"a", "ul", "li"},
    ".maths": {"span", "i", "sub", "sup"},
    ".captured": {"details", "summary", "p"},
    ".relations": {"ul", "li", "a", "span"},
    ".archive-paper > h2": {"h2"},
}
ALLOWED = {"rel", "href", "class", "aria-label"}
BY_TEXT = {"data-code", "data-topics"}


def skeleton(soup: Tag) -> list[tuple[str, tuple[str, ...]]]:
    """Return the elements of a page with the names of their attributes, in order.

    What the page makes of a text by design is checked and left out.
    """
    for selector, elements in MADE_OF_TEXT.items():
        for made in soup.select(selector):
            for tag in [made, *made.find_all(True)]:
                assert tag.name in elements
                assert set(tag.attrs) <= ALLOWED
                if tag.get("rel"):
                    assert str(tag["href"]).startswith(("https://", "http://"))
            made.extract()
    return [(tag.name, tuple(sorted(set(tag.attrs) - BY_TEXT))) for tag in soup.find_all(True)]


def test_there_are_at_least_60_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_every_hostile_listing_is_shown_as_text(hostile_site: Path) -> None:
    listed = rows(hostile_site)
    assert len(listed) == len(ENTRIES)
    for row, (title, abstract) in zip(listed, ENTRIES, strict=True):
        soup = page(hostile_site, f"papers/{paper_id(row)}")
        shown = [
            only(row, "a.title"),
            only(soup, "h1"),
            only(soup, "section.abstract"),
            only(soup, "head > title"),
        ]
        texts = [" ".join(tag.get_text().split()) for tag in shown]
        assert texts == [
            visible(title),
            visible(title),
            visible(abstract),
            f"{' '.join(shown_text(clean(title)).split())} - Paper Archive",
        ]


def test_no_element_or_attribute_appears_that_the_template_did_not_write(
    hostile_site: Path,
) -> None:
    *hostile, honest = rows(hostile_site)
    expected = skeleton(page(hostile_site, f"papers/{paper_id(honest)}"))
    for row in hostile:
        assert skeleton(page(hostile_site, f"papers/{paper_id(row)}")) == expected
        assert skeleton(row) == skeleton(honest)


def test_every_link_is_relative_or_to_the_web(hostile_site: Path) -> None:
    for path in sorted(hostile_site.rglob("*.html")):
        for tag in parse(path).select("[href], [src], [action]"):
            for name in ("href", "src", "action"):
                scheme = str(tag.get(name, "")).partition(":")[0]
                assert scheme.isascii()
                assert ":" not in str(tag.get(name, "")) or scheme in ("http", "https")


def test_nothing_runs_in_a_browser(hostile_site: Path, browser: Browser) -> None:
    with serve(hostile_site) as address, watched(browser) as (tab, events):
        tab.goto(f"{address}days/2025-03-11/")
        for row in rows(hostile_site):
            tab.goto(f"{address}papers/{paper_id(row)}/")
        assert events == []


# What the site itself needs of a policy that forbids everything else: the theme has scripts and
# styles in its pages.
POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
POLICY += "; img-src 'self' data:"
LIVE = "script, img, iframe, form, svg, style, link, base, meta, details, [style], [href*=':x' i]"
QUERIES = ("script alert", "closed comment", "taken over", "onerror", "evil", "honest")


def is_dead(results: Locator) -> bool:
    """Whether no result has an element or an attribute that hostile text could have made."""
    return bool(
        results.evaluate(
            """(list, live) =>
              !list.querySelector(live) &&
              [...list.querySelectorAll("*")].every((element) =>
                [...element.attributes].every(({ name }) => !name.startsWith("on")))""",
            LIVE,
        )
    )


@pytest.mark.parametrize("policy", ["", POLICY], ids=["without a policy", "with a policy"])
def test_search_results_show_hostile_text_as_text(
    policy: str, hostile_site: Path, browser: Browser
) -> None:
    with serve(hostile_site) as address, watched(browser) as (tab, events):
        if policy:
            tab.route("**/*", lambda route: send_with_policy(route, policy))
        for query in QUERIES:
            tab.goto(address)
            tab.keyboard.press("/")
            tab.locator(".md-search__input").fill(query)
            tab.locator(".md-search-result__link").first.wait_for()
            assert is_dead(tab.locator(".md-search-result__list"))
            tab.goto(f"{address}search/?q={query}")
            tab.locator(".found ol > li").first.wait_for()
            assert is_dead(tab.locator(".found ol"))
        assert events == []


def send_with_policy(route: Route, policy: str) -> None:
    answer = route.fetch()
    headers = answer.headers | {"content-security-policy": policy}
    route.fulfill(response=answer, headers=headers)


def test_archive_json_keeps_titles_as_listed(hostile_site: Path) -> None:
    data = json.loads((hostile_site / "archive.json").read_text("utf-8"))
    assert [paper["title"] for paper in data["papers"]] == [title.strip() for title, _ in ENTRIES]

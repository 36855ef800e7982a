"""What readers do beyond reading: filter, mark, copy, come back. In a real browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pybtex.database import parse_string

from generator import Archive
from tests.conftest import serve, watched
from tests.page_kinds import build_rare_site

DAY = "days/2025-03-12/"
PAPER = "papers/predicting-rare-events-by-shrinking-towards-proportional-odds/"
TITLE = "Predicting Rare Events by Shrinking Towards Proportional Odds"

LAYOUT_SHIFT = """
() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})
"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab that never did what a page here should not."""
    with watched(browser, 390) as (tab, events):
        yield tab
        assert events == []


def is_ready(tab: Page) -> None:
    """Wait until the page's script has run, which comes after the first frame."""
    tab.locator(".reading select").first.wait_for(state="attached")


def listings(tab: Page) -> list[str]:
    """Return the ids of the listings that can be seen."""
    is_ready(tab)
    rows = tab.locator(".listings > li:visible").all()
    return [row.get_attribute("id") or "" for row in rows]


def mark_of(tab: Page, title: str) -> str:
    return tab.get_by_label(f"Mark: {title}").first.input_value()


# ---- A day


def test_filters_are_kept_in_the_address(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    assert len(listings(tab)) == 105
    tab.get_by_label("Seen before").check()
    expect(tab).to_have_url(re.compile(r"\?seen=again$"))
    again = listings(tab)
    assert len(again) == tab.locator('.listings > [data-seen="again"]').count() == 23
    expect(tab.locator(".filters output")).to_have_text("23 of 105")
    tab.reload()
    assert listings(tab) == again
    tab.goto(address + DAY + "?code=yes&topic=compression")
    is_ready(tab)
    for row in tab.locator(".listings > li:visible").all():
        assert row.get_attribute("data-code") == "yes"
        assert "compression" in (row.get_attribute("data-topics") or "").split()
    assert 0 < len(listings(tab)) < 23
    tab.goto(address + DAY + "?topic=no-such-topic&seen=<b>")
    assert len(listings(tab)) == 105


def test_a_filter_that_nothing_fits_says_so(address: str, tab: Page) -> None:
    tab.goto(address + DAY + "?code=yes&topic=safety&seen=again")
    assert listings(tab) == []
    expect(tab.locator(".nothing")).to_be_visible()


def test_a_listing_that_a_link_leads_to_is_shown_whatever_the_filters(
    address: str, tab: Page
) -> None:
    tab.goto(address + DAY)
    is_ready(tab)
    [first, second] = tab.locator(".listings > li:not([data-seen])").all()[3:5]
    anchor, other = first.get_attribute("id"), second.get_attribute("id")
    tab.goto(f"{address}{DAY}?seen=again#{anchor}")
    expect(tab.locator(".filters output")).to_have_text("24 of 105")
    expect(first).to_be_visible()
    expect(first).to_be_in_viewport()
    tab.evaluate(f"location.hash = '{other}'")
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    tab.get_by_label("Has code").check()
    expect(second).to_be_hidden()


def test_one_control_opens_all_abstracts(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    is_ready(tab)
    tab.get_by_role("button", name="Open all abstracts").click()
    assert tab.locator(".listings details[open]").count() == 105
    tab.get_by_role("button", name="Close all abstracts").click()
    assert tab.locator(".listings details[open]").count() == 0


def test_keys_move_through_a_day(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    is_ready(tab)
    tab.keyboard.press("j")
    expect(tab.locator(".listings .title").nth(0)).to_be_focused()
    tab.keyboard.press("j")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(".listings .title").nth(2)).to_be_focused()
    tab.keyboard.press("k")
    tab.keyboard.press("a")
    expect(tab.locator(".listings > li").nth(1).locator("details > p")).to_be_visible()
    tab.keyboard.press("?")
    expect(tab.get_by_role("dialog", name="Keys")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog", name="Keys")).to_be_hidden()
    url = tab.locator(".listings .title").nth(1).evaluate("(link) => link.href")
    tab.locator(".listings .title").nth(1).focus()
    tab.keyboard.press("o")
    expect(tab).to_have_url(url)


def test_a_day_reads_without_javascript(address: str, browser: Browser) -> None:
    with browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}
    ) as c:
        tab = c.new_page()
        tab.goto(address + DAY)
        expect(tab.locator(".filters")).to_be_hidden()
        expect(tab.locator(".reading").first).to_be_hidden()
        tab.locator(".listings summary").first.click()
        expect(tab.locator(".listings details > p").first).to_be_visible()


# ---- Marks


def test_a_mark_follows_the_paper_to_every_page(address: str, tab: Page) -> None:
    tab.goto(address + PAPER)
    tab.get_by_label(f"Mark: {TITLE}").select_option("read")
    for url in (DAY, "recurring/", ""):
        tab.goto(address + url)
        assert mark_of(tab, TITLE) == "read"
    tab.goto(address + DAY)
    is_ready(tab)
    tab.get_by_label("Hide what I have read").check()
    assert len(listings(tab)) == 103
    tab.reload()
    assert len(listings(tab)) == 103
    assert "read" not in tab.url
    tab.get_by_label("Hide what I have read").uncheck()
    tab.locator(".listings select").first.select_option("hidden")
    assert len(listings(tab)) == 104


def test_the_reading_list_leaves_and_comes_back(address: str, tab: Page, tmp_path: Path) -> None:
    tab.goto(address + "days/2025-03-11/")
    first, second = tab.locator(".listings > li .title").all_inner_texts()[:2]
    tab.get_by_label(f"Mark: {first}").select_option("later")
    tab.get_by_label(f"Mark: {second}").select_option("read")
    tab.goto(address + "reading/")
    items = tab.locator(".reading-list li .title")
    expect(items).to_have_text([first, second])
    with tab.expect_download() as json_file:
        tab.get_by_role("button", name="Export JSON").click()
    with tab.expect_download() as bibtex_file:
        tab.get_by_role("button", name="Export BibTeX").click()
    json_file.value.save_as(tmp_path / "reading.json")
    bibtex_file.value.save_as(tmp_path / "reading.bib")
    entries = parse_string((tmp_path / "reading.bib").read_text("utf-8"), "bibtex").entries
    assert [entry.fields["title"].strip("{}") for entry in entries.values()] == [first, second]
    assert {entry.fields["note"] for entry in entries.values()} == {"First listed on 2025-03-11"}

    for title in (first, second):
        tab.get_by_label(f"Mark: {title}").select_option("")
    expect(tab.get_by_text("Nothing is marked yet.")).to_be_visible()
    tab.get_by_label("Import JSON").set_input_files(tmp_path / "reading.json")
    expect(items).to_have_count(2)
    tab.get_by_label(f"Mark: {first}").select_option("read")
    expect(tab.get_by_role("heading", name="Read (2)")).to_be_visible()
    tab.get_by_label(f"Mark: {first}").select_option("later")
    items.first.click()
    assert mark_of(tab, first) == "later"


@pytest.mark.parametrize("content", ["no JSON", "[]", "null", '{"__proto__": {"mark": "read"}}'])
def test_a_foreign_file_is_refused_in_words(
    content: str, address: str, tab: Page, tmp_path: Path
) -> None:
    (tmp_path / "file.json").write_text(content, "utf-8")
    tab.goto(address + "reading/")
    tab.get_by_label("Import JSON").set_input_files(tmp_path / "file.json")
    expect(tab.locator(".reading-list output")).to_contain_text("choose a file that this page")
    expect(tab.get_by_text("Nothing is marked yet.")).to_be_visible()


def test_a_hostile_file_is_shown_as_text(address: str, tab: Page, tmp_path: Path) -> None:
    title = "<img src=x onerror=alert(1)>"
    marks = {"a": {"mark": "read", "title": title}, "../b": {"mark": "read", "title": "B"}}
    (tmp_path / "file.json").write_text(json.dumps(marks), "utf-8")
    tab.goto(address + "reading/")
    tab.get_by_label("Import JSON").set_input_files(tmp_path / "file.json")
    expect(tab.locator(".reading-list .title")).to_have_text([title])


def test_marks_of_an_old_address_hold_for_the_new_one(tmp_path: Path, browser: Browser) -> None:
    """A correction that joins two papers leaves one's address pointing on to the other."""
    with serve(build_rare_site(tmp_path)) as address, watched(browser) as (tab, events):
        tab.goto(address + "reading/")
        marks = {"the-title": {"mark": "later", "title": "The Title"}}
        (tmp_path / "marks.json").write_text(json.dumps(marks), "utf-8")
        tab.get_by_label("Import JSON").set_input_files(tmp_path / "marks.json")
        expect(tab.locator(".reading-list li")).to_have_count(1)
        for url in ("", "days/2025-03-11/", "papers/a-title/"):
            tab.goto(address + url)
            assert mark_of(tab, "A Title" if url != "" else "The Title") == "later"
        tab.get_by_label("Mark: A Title").select_option("")
        tab.goto(address + "reading/")
        expect(tab.get_by_text("Nothing is marked yet.")).to_be_visible()
        assert events == []


def keep_marks(tab: Page, address: str, marks: dict[str, dict[str, str]]) -> None:
    key = f"{urlsplit(address).path}paper-archive.reading"
    tab.evaluate("(entry) => localStorage.setItem(...entry)", [key, json.dumps(marks)])


def resting_place(tab: Page) -> float:
    """Return how far the page is scrolled, once it is."""
    place, before = tab.evaluate("scrollY"), -1.0
    while place != before:
        tab.wait_for_timeout(200)
        place, before = tab.evaluate("scrollY"), place
    return float(place)


def test_the_list_of_marks_holds_still_while_a_reader_changes_them(address: str, tab: Page) -> None:
    """A box goes where its paper goes; the page follows only who goes by keys."""
    tab.goto(address + "reading/")
    papers = {f"paper-{n}": {"mark": "later", "title": f"Paper {n}."} for n in range(40)}
    keep_marks(tab, address, papers)
    tab.reload()
    box = tab.get_by_label("Mark: Paper 30.")
    box.click()
    before = resting_place(tab)
    assert before > 500
    box.select_option("read")
    expect(tab.get_by_role("heading", name="Read (1)", exact=True)).to_be_attached()
    assert resting_place(tab) == before
    tab.get_by_label("Mark: Paper 9.").focus()
    for expected in ("read", "hidden"):
        tab.keyboard.press("ArrowDown")
        expect(tab.locator("select:focus")).to_have_value(expected)
        expect(tab.locator("select:focus")).to_be_in_viewport()
    tab.get_by_label("Mark: Paper 20.").select_option("")
    expect(tab.get_by_role("link", name="Paper 20.")).to_have_count(0)
    assert tab.evaluate("document.activeElement.textContent") == "Paper 21."


def test_of_two_marks_of_one_paper_the_newer_counts(
    address: str, tab: Page, tmp_path: Path
) -> None:
    tab.goto(address + "reading/")
    one = {"mark": "later", "title": "One", "marked": "2025-03-02"}
    keep_marks(tab, address, {"one": one, "two": {**one, "title": "Two"}})
    tab.reload()
    theirs = {"one": {**one, "mark": "hidden", "marked": "2025-03-01"}}
    theirs["two"] = {"mark": "read", "title": "Two", "marked": "2025-03-03"}
    (tmp_path / "marks.json").write_text(json.dumps(theirs), "utf-8")
    tab.get_by_label("Import JSON").set_input_files(tmp_path / "marks.json")
    expect(tab.get_by_label("Mark: Two")).to_have_value("read")
    expect(tab.get_by_label("Mark: One")).to_have_value("later")


@pytest.mark.parametrize("rubbish", ["5", "[]", '"x"', '{"color": {}}', '{"index": 1}', "{"])
def test_what_else_stands_where_the_theme_keeps_its_colours_stops_nothing(
    rubbish: str, address: str, tab: Page
) -> None:
    tab.goto(address)
    key = f"{urlsplit(address).path}.__palette"
    tab.evaluate("(entry) => localStorage.setItem(...entry)", [key, rubbish])
    tab.reload()
    expect(tab.locator("[data-md-component=palette] label:visible")).to_have_count(1)


def test_a_mark_is_the_same_wherever_a_paper_stands_on_a_page(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    twice = tab.get_by_label(f"Mark: {TITLE}")
    expect(twice).to_have_count(2)
    twice.first.select_option("later")
    expect(twice.nth(1)).to_have_value("later")
    twice.nth(1).select_option("hidden")
    expect(twice.first).to_be_hidden()
    expect(tab.locator(".filters output")).to_have_text("103 of 105, 2 hidden by you")
    assert tab.evaluate("document.activeElement.matches('a.title')")
    tab.goto(address + "recurring/")
    expect(tab.get_by_role("link", name=TITLE)).to_have_count(0)


def test_a_mark_shows_in_every_tab(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        day, reading, paper = (context.new_page() for _ in range(3))
        day.goto(address + DAY)
        is_ready(day)
        reading.goto(address + "reading/")
        paper.goto(address + PAPER)
        paper.get_by_label(f"Mark: {TITLE}").select_option("read")
        expect(day.get_by_label(f"Mark: {TITLE}").first).to_have_value("read")
        expect(reading.locator(".reading-list .title")).to_have_text([TITLE])


def test_a_page_that_is_come_back_to_shows_what_was_marked_since(address: str, tab: Page) -> None:
    tab.goto(address + DAY)
    is_ready(tab)
    keep_marks(tab, address, {PAPER.split("/")[1]: {"mark": "read", "title": TITLE}})
    assert mark_of(tab, TITLE) == ""
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert mark_of(tab, TITLE) == "read"


def test_a_list_says_how_many_of_its_papers_are_hidden(address: str, tab: Page) -> None:
    tab.goto(address + "topics/reasoning/")
    is_ready(tab)
    assert tab.locator("ol.papers > li").count() == 2
    for number in (1, 2):
        tab.locator("ol.papers > li:visible select").first.select_option("hidden")
        expect(tab.get_by_role("link", name=f"{number} hidden by you")).to_be_visible()
    tab.get_by_role("link", name="2 hidden by you").click()
    expect(tab.get_by_role("heading", name="Hidden (2)")).to_be_visible()


def test_a_browser_that_keeps_nothing_still_reads(address: str, browser: Browser) -> None:
    blocked = "for (const name of ['localStorage', 'sessionStorage'])"
    blocked += " Object.defineProperty(window, name, { get() { throw new Error('blocked') } });"
    with browser.new_context() as context:
        tab = context.new_page()
        tab.add_init_script(blocked)
        for url in ("", DAY, PAPER, "reading/"):
            tab.goto(address + url)
            if url != "reading/":
                expect(tab.locator(".reading select").first).to_be_visible()
            expect(tab.get_by_role("radio", name="Switch to light mode")).to_be_attached()
            expect(tab.locator("[data-md-component=palette] label:visible")).to_have_count(1)


# ---- Coming back


def visit(context: BrowserContext, address: str) -> str:
    """Return what the home page says of the last visit, in a tab of its own."""
    tab = context.new_page()
    tab.goto(address)
    is_ready(tab)
    text = tab.locator(".since").inner_text()
    tab.close()
    return text


def test_a_returning_reader_sees_what_is_new(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        assert visit(context, address) == ""
        assert visit(context, address) == "Nothing new since your last visit."
        tab = context.new_page()
        tab.goto(address + "about/")
        tab.evaluate(
            """() => {
              const key = Object.keys(localStorage).find((k) => k.endsWith("paper-archive.dumps"));
              const known = JSON.parse(localStorage.getItem(key)).slice(0, 3);
              localStorage.setItem(key, JSON.stringify(known));
            }"""
        )
        tab.goto(address)
        expect(tab.locator(".since")).to_have_text(
            "New since your last visit: 5 August 2025, 21 March 2025"
        )
        tab.reload()
        tab.locator(".since").get_by_role("link", name="5 August 2025").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("5 August 2025")


def test_a_papers_title_link_and_citation_are_copied(address: str, browser: Browser) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        tab = context.new_page()
        tab.goto(address + PAPER)
        is_ready(tab)
        copied = {}
        for what in ("title", "link", "citation"):
            tab.get_by_role("button", name=what).click()
            expect(tab.locator(".copy output")).to_have_text("Copied.")
            copied[what] = tab.evaluate("navigator.clipboard.readText()")
    assert copied["title"] == TITLE
    assert copied["link"] == f"https://example.org/archive/{PAPER}"
    [(key, entry)] = parse_string(copied["citation"], "bibtex").entries.items()
    assert key == PAPER.removeprefix("papers/").removesuffix("/")
    assert entry.fields["title"] == f"{{{TITLE}}}"
    assert entry.fields["url"] == copied["link"]


def test_a_paper_can_be_looked_up_elsewhere_by_its_title_or_by_its_id(
    address: str, tab: Page
) -> None:
    tab.goto(address + PAPER)
    is_ready(tab)
    links = tab.locator(".lookups a")
    assert links.all_inner_texts() == [
        "arXiv",
        "Semantic Scholar",
        "Google Scholar",
        "Hugging Face",
    ]
    title = TITLE.replace(" ", "+")
    assert [link.get_attribute("href") for link in links.all()] == [
        f"https://arxiv.org/search/?searchtype=title&query={title}",
        f"https://www.semanticscholar.org/search?q={title}",
        f"https://scholar.google.com/scholar?q=%22{title}%22",
        f"https://huggingface.co/papers?q={title}",
    ]
    script = f"import('{address}assets/javascripts/lookups.js')"
    found = tab.evaluate(
        f"{script}.then(({{ lookups }}) => lookups('https://arxiv.org/abs/2503.00001', '50% more'))"
    )
    assert dict(found) == {
        "Semantic Scholar": "https://www.semanticscholar.org/arxiv/2503.00001",
        "Google Scholar": "https://scholar.google.com/scholar?q=%2250%25+more%22",
        "Hugging Face": "https://huggingface.co/papers/2503.00001",
    }


def test_a_correction_says_which_page_and_which_listings_it_is_about(
    address: str, tab: Page
) -> None:
    tab.goto(address + PAPER)
    is_ready(tab)
    form = tab.get_by_role("link", name="Suggest a correction").get_attribute("href") or ""
    asked = parse_qs(urlsplit(form).query)
    id_ = PAPER.removeprefix("papers/").removesuffix("/")
    assert asked["title"] == [f"Correction: {id_}"]
    page, listings, *_ = asked["body"][0].splitlines()
    assert page == f"Page: https://example.org/archive/{PAPER}"
    assert listings.startswith("Listings: 2025-03-11#")
    assert re.fullmatch(r"Listings: ([0-9a-z.-]+#\d+(, |$)){4}", listings)


@pytest.mark.parametrize(
    "url", ["", DAY, "days/2025-03-11/", "recurring/", "months/2025-03/", PAPER]
)
def test_a_mark_says_when_the_paper_was_first_seen_wherever_it_is_given(
    url: str, address: str, archive: Archive, tab: Page
) -> None:
    first_seen = {paper.id: str(paper.appearances[0].date) for paper in archive.papers}
    tab.goto(address + url)
    is_ready(tab)
    places = tab.locator(".reading select")
    numbers = range(places.count())
    for number in [*numbers[:3], *numbers[-3:]]:
        places.nth(number).select_option("later")
    tab.goto(address + "reading/")
    is_ready(tab)
    key = "Object.keys(localStorage).find((key) => key.endsWith('paper-archive.reading'))"
    marks = json.loads(tab.evaluate(f"localStorage.getItem({key})"))
    assert marks
    assert {id_: mark["firstSeen"] for id_, mark in marks.items()} == {
        id_: first_seen[id_] for id_ in marks
    }


# ---- Looks


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "url",
    ["", DAY, PAPER, "months/2025-03/", "recurring/", "reading/", "search/", "search/?q=learning"],
)
def test_nothing_jumps_while_a_page_loads(
    url: str, width: int, address: str, browser: Browser
) -> None:
    with watched(browser, width) as (tab, _):
        tab.goto(address + url, wait_until="networkidle")
        assert tab.evaluate(LAYOUT_SHIFT) < 0.02


def test_the_calendar_says_what_a_day_has(address: str, tab: Page) -> None:
    tab.goto(address)
    day = tab.get_by_role("link", name="12 March 2025: 105 listings · 82 first seen")
    day.focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(address + DAY)


def test_a_calendar_is_one_stop_whose_days_the_arrows_reach(address: str, tab: Page) -> None:
    tab.goto(address + "months/2025-03/")
    days = tab.locator(".calendar svg a")
    expect(days).to_have_count(3)
    expect(tab.locator(".calendar svg a[tabindex='0']")).to_have_count(1)
    days.last.focus()
    for key, day in [
        ("ArrowLeft", "12"),
        ("ArrowLeft", "11"),
        ("ArrowLeft", "11"),
        ("ArrowDown", "21"),
        ("ArrowUp", "12"),
        ("Home", "11"),
        ("ArrowRight", "12"),
        ("End", "21"),
        ("Home", "11"),
    ]:
        tab.keyboard.press(key)
        expect(tab.locator(".calendar svg a:focus")).to_have_text(day)
    tab.keyboard.press("Tab")
    expect(tab.locator("ol.days a").first).to_be_focused()
    tab.keyboard.press("Shift+Tab")
    expect(days.first).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(address + "days/2025-03-11/")


def test_the_keys_of_a_calendar_are_said_where_there_is_one(address: str, tab: Page) -> None:
    for url, number in {"": 2, DAY: 0}.items():
        tab.goto(address + url)
        is_ready(tab)
        tab.keyboard.press("?")
        expect(tab.get_by_role("dialog", name="Keys")).to_be_visible()
        expect(tab.locator("dialog.keys dd", has_text=re.compile("day"))).to_have_count(number)


def test_without_javascript_every_day_of_a_calendar_is_a_stop(
    address: str, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(address + "years/2025/")
        tab.locator(".calendar svg a").first.focus()
        tab.keyboard.press("Tab")
        expect(tab.locator(".calendar svg a").nth(1)).to_be_focused()


def test_an_abstract_opens_without_its_control_moving(address: str, browser: Browser) -> None:
    for width in (390, 1440):
        with watched(browser, width) as (tab, _):
            tab.goto(address + DAY)
            is_ready(tab)
            control = tab.locator(".listings summary").first
            before = control.bounding_box()
            control.click()
            assert control.bounding_box() == before


def test_weekdays_stand_above_the_days_of_a_month(address: str, tab: Page) -> None:
    """12 March 2025 was a Wednesday."""
    tab.goto(address + "months/2025-03/")
    letter = tab.locator(".calendar .letter text", has_text="W").bounding_box()
    day = tab.locator(".calendar svg a", has_text="12").bounding_box()
    assert letter
    assert day
    middle = letter["x"] + letter["width"] / 2
    assert day["x"] < middle < day["x"] + day["width"]
    assert letter["y"] < day["y"]

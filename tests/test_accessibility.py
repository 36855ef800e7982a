"""The site is for everyone: axe-core finds no fault, and a keyboard is enough."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.conftest import ROOT, serve, watched
from tests.page_kinds import PAGE_KINDS, RARE_KINDS, build_rare_site

WIDTHS = (390, 1440)
Scheme = Literal["light", "dark"]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOK = (ROOT / "tests" / "javascripts" / "axe.js").read_text("utf-8")
FOCUS = (ROOT / "tests" / "javascripts" / "focus.js").read_text("utf-8")

# Colours are measured where they end, not on their way.
AT_REST = """
*, ::before, ::after { transition: none !important; animation: none !important }
.without-outlines * { outline-color: transparent !important }
"""
SETTLED = 1_500
"""Milliseconds after which the search, which asks once more when typing ends, shows nothing new."""
WITHOUT_OUTLINES = "() => document.documentElement.classList.toggle('without-outlines')"


def faults_of(tab: Page) -> list[str]:
    return list(tab.evaluate(LOOK))


def point_at_everything(tab: Page) -> None:
    """Give every control its looks under the pointer and with the focus, all at once."""
    tools = tab.context.new_cdp_session(tab)
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    controls = tools.send(
        "DOM.querySelectorAll", {"nodeId": root, "selector": "a, button, summary, input, label"}
    )
    tools.send("CSS.enable")
    for node in controls["nodeIds"]:
        states = {"nodeId": node, "forcedPseudoClasses": ["hover", "focus", "focus-visible"]}
        tools.send("CSS.forcePseudoState", states)


def open_details(tab: Page) -> None:
    tab.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")


def open_drawer(tab: Page) -> None:
    tab.locator("label.md-header__button[for=__drawer]").click()


def open_search(tab: Page) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("learning")
    # All of them and the way to more: those shown while somebody types go once typing ends.
    expect(tab.locator(".md-search-result__link")).to_have_count(11)


def open_search_without_results(tab: Page) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("zzqxv")
    expect(tab.locator(".md-search [role=status]")).to_contain_text("No paper found")


def open_search_in_trouble(tab: Page) -> None:
    tab.route(re.compile("/search/worker.js"), lambda route: route.fulfill(status=500))
    tab.keyboard.press("/")
    tab.keyboard.type("learning")
    tab.get_by_role("button", name="Try again").wait_for()


@contextmanager
def axe_tab(browser: Browser, width: int, scheme: Scheme) -> Iterator[Page]:
    """Open a tab of which every page loads axe-core."""
    with watched(browser, width) as (tab, events):
        tab.emulate_media(color_scheme=scheme)
        tab.add_init_script(path=AXE)
        yield tab
        refused = re.compile(" (404|500) ")
        assert [event for event in events if not refused.search(event)] == []


def visit(tab: Page, url: str) -> None:
    tab.goto("about:blank")  # or else another fragment of the same page would load nothing
    tab.goto(url)
    tab.locator("html[data-started]").wait_for()
    expect(tab.locator(".reading:empty")).to_have_count(0)
    expect(tab.locator("[aria-busy=true]")).to_have_count(0)
    tab.add_style_tag(content=AT_REST)


def look_at(tab: Page, url: str) -> None:
    """Look at a page as it comes, then with all details open and every control pointed at."""
    visit(tab, url)
    assert faults_of(tab) == [], url
    set_scheme(tab, "dark")
    assert faults_of(tab) == [], f"{url}, dark"
    open_details(tab)
    point_at_everything(tab)
    assert faults_of(tab) == [], f"{url}, dark, pointed at"
    set_scheme(tab, "light")
    assert faults_of(tab) == [], f"{url}, pointed at"


def set_scheme(tab: Page, scheme: Scheme) -> None:
    tab.emulate_media(color_scheme=scheme)
    expected = {"light": "default", "dark": "slate"}[scheme]
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", expected)


@pytest.mark.parametrize("kind", PAGE_KINDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault_in_any_kind_of_page(
    width: int, kind: str, address: str, browser: Browser
) -> None:
    with axe_tab(browser, width, "light") as tab:
        look_at(tab, address + PAGE_KINDS[kind])


def test_axe_finds_no_fault_in_rare_kinds_of_page(tmp_path: Path, browser: Browser) -> None:
    with serve(build_rare_site(tmp_path)) as address, axe_tab(browser, 390, "light") as tab:
        for url in RARE_KINDS.values():
            look_at(tab, address + url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "bring_forth"),
    [
        (390, open_drawer),
        (390, open_search),
        (1440, open_search),
        (1440, open_search_without_results),
        (1440, open_search_in_trouble),
    ],
)
def test_axe_finds_no_fault_in_the_drawer_or_the_search(
    width: int, scheme: Scheme, bring_forth: Callable[[Page], None], address: str, browser: Browser
) -> None:
    with axe_tab(browser, width, scheme) as tab:
        visit(tab, address + PAGE_KINDS["design"])
        bring_forth(tab)
        tab.wait_for_timeout(SETTLED)
        assert faults_of(tab) == []
        point_at_everything(tab)
        assert faults_of(tab) == [], "pointed at"


def walk(tab: Page, key: str = "Tab") -> Iterator[dict[str, Any]]:
    """Press a key until the focus leaves the page or begins anew; yields each stop."""
    first = last = None
    for _ in range(1000):
        tab.keyboard.press(key)
        stop = tab.evaluate(FOCUS)
        if stop is None or stop["order"] == first:
            return
        first = first or stop["order"]
        if stop["order"] != last:  # a date has a stop for each of its parts
            yield stop
        last = stop["order"]
    raise AssertionError("the focus never leaves the page")


def is_outline_seen(tab: Page, stop: dict[str, Any]) -> bool:
    """Whether the pixels on and around a stop are others when outlines are transparent."""
    box = stop["box"]
    clip: FloatRect = {
        "x": max(box["x"] - 6, 0),
        "y": max(box["y"] - 6, 0),
        "width": box["width"] + 12,
        "height": box["height"] + 12,
    }
    pictures = [tab.screenshot(clip=clip)]
    tab.evaluate(WITHOUT_OUTLINES)
    pictures.append(tab.screenshot(clip=clip))
    tab.evaluate(WITHOUT_OUTLINES)
    return pictures[0] != pictures[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_tab_reaches_every_control_in_order_and_shows_where_it_is(
    width: int, address: str, browser: Browser
) -> None:
    looked_at = set()
    with watched(browser, width) as (tab, _):
        for url in dict.fromkeys(url.partition("#")[0] for url in PAGE_KINDS.values()):
            visit(tab, address + url)
            orders = []
            for stop in walk(tab):
                where = f"{url}: {stop['name']}"
                orders.append(stop["order"])
                assert stop["shown"], f"{where} is hidden"
                assert stop["mark"], f"{where} has no mark"
                if stop["mark"] == "outline" and stop["kind"] not in looked_at:
                    assert is_outline_seen(tab, stop), f"{where} has an outline nobody sees"
                looked_at.add(stop["kind"])
            assert orders == sorted(set(orders)), "the order of the page, none twice"
            assert len(orders) > tab.locator(":is(.md-content, .md-footer) a:visible").count()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_back_with_shift_and_tab_stays_in_sight(
    width: int, address: str, browser: Browser
) -> None:
    """The header and the button that leads to the top stay, and must not cover the focus."""
    with watched(browser, width) as (tab, _):
        visit(tab, address + PAGE_KINDS["day"])
        stops = list(walk(tab, "Shift+Tab"))
        assert [stop["name"] for stop in stops if not (stop["shown"] and stop["mark"])] == []
        assert len(stops) > 100


@pytest.mark.parametrize("width", WIDTHS)
def test_the_skip_link_leads_past_the_header(width: int, address: str, browser: Browser) -> None:
    with watched(browser, width) as (tab, _):
        visit(tab, address + PAGE_KINDS["paper"])
        tab.keyboard.press("Tab")
        expect(tab.locator(".md-skip")).to_be_focused()
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        expect(tab.locator(".md-content a").first).to_be_focused()


def test_the_drawer_comes_when_the_focus_enters_it(address: str, browser: Browser) -> None:
    with watched(browser, 390) as (tab, _):
        visit(tab, address)
        link = tab.locator(".md-nav--primary").get_by_role("link", name="About")
        expect(link).not_to_be_in_viewport()
        while not link.evaluate("link => link === document.activeElement"):
            tab.keyboard.press("Tab")
        expect(link).to_be_in_viewport()
        tab.keyboard.press("Enter")
        expect(tab).to_have_url(address + PAGE_KINDS["about"])


COLOURS = """
([selector, property, colour]) => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.cssText = `forced-color-adjust: none; color: ${colour}`;
  const drawn = document.querySelector(selector);
  return [getComputedStyle(drawn)[property], getComputedStyle(probe).color];
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_reach_what_is_drawn(scheme: Scheme, address: str, browser: Browser) -> None:
    """Filters and calendars follow the reader's own colours, whatever the palette is."""
    with watched(browser) as (tab, _):
        tab.emulate_media(color_scheme=scheme, forced_colors="active")
        for url, selector, name, colour in [
            ("day", ".choice :checked + span", "backgroundColor", "Highlight"),
            ("day", ".choice :checked + span", "color", "HighlightText"),
            ("month", ".calendar a text", "fill", "CanvasText"),
            ("month", ".calendar rect", "fill", "LinkText"),
        ]:
            visit(tab, address + PAGE_KINDS[url])
            drawn, wanted = tab.evaluate(COLOURS, [selector, name, colour])
            assert drawn == wanted

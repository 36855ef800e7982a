"""The search page: a question in the address, filters with counts, and all that was found."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page, Route, expect

from generator import Archive
from tests.conftest import INDEX, watched

PAGE = "search/"


def field(tab: Page) -> Locator:
    return tab.locator("form.search [name=q]")


def results(tab: Page) -> Locator:
    return tab.locator(".found ol > li")


def total(tab: Page) -> int:
    """Return the number of papers found, once the page says it."""
    expect(tab.locator(".found ol")).to_have_attribute("aria-busy", "false")
    status = tab.locator(".found [role=status]")
    expect(status).to_have_text(re.compile(r"^(\d+ papers?|No paper found)"))
    return int(re.sub(r"\D", "", status.inner_text().partition(".")[0]) or 0)


def open_page(tab: Page, url: str) -> None:
    """Open the page with its filters in sight."""
    tab.goto(url)
    summary = tab.locator(".facets > summary")
    if summary.is_visible():
        summary.click()


def asked(tab: Page) -> dict[str, str]:
    """Return what the address keeps."""
    return {name: value for name, [value] in parse_qs(urlsplit(tab.url).query).items()}


# ---- The address


def test_what_is_typed_and_chosen_is_in_the_address_and_survives_a_reload(
    address: str, tab: Page
) -> None:
    open_page(tab, address + PAGE)
    field(tab).fill("learning")
    expect(results(tab)).to_have_count(20)
    tab.get_by_label("more than once").check()
    tab.get_by_label("Order").select_option("newest")
    expect(tab).to_have_url(re.compile("sort=newest"))
    expect(tab.get_by_label("Topic").locator("option").nth(1)).to_be_attached()
    topic = tab.get_by_label("Topic").locator("option").nth(1).get_attribute("value")
    tab.get_by_label("Topic").select_option(topic)
    tab.get_by_label("From", exact=True).fill("2025-03-11")
    expect(tab).to_have_url(re.compile("from=2025-03-11"))
    everything = {
        "q": "learning",
        "seen": "recurring",
        "sort": "newest",
        "topic": topic,
        "from": "2025-03-11",
    }
    assert asked(tab) == everything
    number = total(tab)
    titles = results(tab).locator(".title").all_text_contents()
    tab.reload()
    assert total(tab) == number
    assert results(tab).locator(".title").all_text_contents() == titles
    assert field(tab).input_value() == "learning"
    expect(tab.locator("[name=seen]:checked")).to_have_value("recurring")
    expect(tab.locator("[name=sort]")).to_have_value("newest")
    expect(tab.locator("[name=topic]")).to_have_value(str(topic))
    expect(tab.locator("[name=from]")).to_have_value("2025-03-11")
    assert asked(tab) == everything


def test_back_takes_a_filter_out_again_and_forward_puts_it_in(address: str, tab: Page) -> None:
    open_page(tab, address + PAGE + "?q=learning")
    everything = total(tab)
    tab.get_by_label("Has code").check()
    expect(tab).to_have_url(address + PAGE + "?q=learning&code=yes")
    expect(tab.locator(".found [role=status]")).not_to_have_text(f"{everything} papers")
    with_code = total(tab)
    assert 0 < with_code < everything
    tab.go_back()
    expect(tab).to_have_url(address + PAGE + "?q=learning")
    expect(tab.locator(".found [role=status]")).to_have_text(f"{everything} papers")
    expect(tab.get_by_label("Has code")).not_to_be_checked()
    tab.go_forward()
    expect(tab.locator(".found [role=status]")).to_have_text(f"{with_code} papers")
    expect(tab.get_by_label("Has code")).to_be_checked()


def test_back_from_a_paper_leads_to_all_that_was_loaded(address: str, tab: Page) -> None:
    tab.goto(address + PAGE + "?q=learning")
    tab.get_by_role("button", name="Load more").press("Enter")
    expect(results(tab)).to_have_count(40)
    results(tab).nth(30).locator(".title").click()
    expect(tab).to_have_url(re.compile("/papers/"))
    tab.go_back()
    expect(results(tab)).to_have_count(40)


def test_a_reload_stays_at_the_results_that_were_read(address: str, tab: Page) -> None:
    tab.goto(address + PAGE + "?q=learning")
    tab.get_by_role("button", name="Load more").press("Enter")
    expect(results(tab)).to_have_count(40)
    results(tab).nth(30).scroll_into_view_if_needed()
    tab.wait_for_function("history.state.reached > 20")
    reached = int(tab.evaluate("history.state.reached"))
    for _ in range(2):
        tab.reload()
        expect(results(tab)).to_have_count(40)
        expect(results(tab).nth(reached)).to_be_in_viewport()


def test_an_address_that_no_control_can_make_is_read_as_far_as_it_goes(
    address: str, tab: Page
) -> None:
    wrong = "?q=learning&seen=<b>&sort=x&from=yesterday&code=1&page=7&topic="
    tab.goto(address + PAGE + wrong)
    number = total(tab)
    tab.goto(address + PAGE + "?q=learning")
    assert total(tab) == number
    tab.goto(address + PAGE + "?q=learning&topic=<img src=x onerror=alert(1)>")
    assert total(tab) == 0


# ---- Filters


def test_a_count_is_what_choosing_it_gives(address: str, desk: Page) -> None:
    open_page(desk, address + PAGE + "?q=learning")
    everything = total(desk)
    for choice in ("seen=new", "seen=recurring", "code=yes"):
        name, _, value = choice.partition("=")
        label = desk.locator("label", has=desk.locator(f"[name={name}][value={value}]"))
        promised = int(label.locator(".counts").inner_text())
        label.click()
        expect(desk.locator(".found [role=status]")).to_have_text(
            re.compile(f"^{promised or 'No'} paper")
        )
        desk.get_by_role("button", name="Take out all filters").click()
        expect(field(desk)).to_be_focused()
        expect(desk).to_have_url(address + PAGE + "?q=learning")
        expect(desk.locator(".found [role=status]")).to_have_text(f"{everything} papers")


def test_topics_and_years_say_how_many_papers_they_leave(address: str, desk: Page) -> None:
    for name in ("Topic", "Year"):
        open_page(desk, address + PAGE + "?q=learning")
        total(desk)
        options = desk.get_by_label(name).locator("option").all_text_contents()[1:]
        assert options
        for option in options[:3]:
            promised = int(re.sub(r".*\(([\d,]+)\)$", r"\1", option).replace(",", ""))
            desk.get_by_label(name).select_option(label=option)
            expect(desk.locator(".found [role=status]")).to_have_text(
                re.compile(f"^{promised or 'No'} paper")
            )


def test_filters_without_words_list_every_paper_that_passes(
    address: str, archive: Archive, desk: Page
) -> None:
    recurring = [paper for paper in archive.papers if len(paper.appearances) > 1]
    desk.goto(address + PAGE + "?seen=recurring")
    assert total(desk) == len(recurring)
    desk.goto(address + PAGE + "?from=2025-08-05&to=2025-08-31")
    august = [p for p in archive.papers if str(p.appearances[0].date) >= "2025-08-05"]
    assert total(desk) == len(august)
    desk.goto(address + PAGE + "?sort=recurring")
    assert total(desk) == len(archive.papers)
    most = max(len(paper.appearances) for paper in archive.papers)
    expect(results(desk).first).to_contain_text(f"seen {most} times")


def test_a_year_fills_in_its_dates(address: str, desk: Page) -> None:
    desk.goto(address + PAGE + "?q=learning")
    total(desk)
    desk.get_by_label("Year").select_option("2025")
    expect(desk).to_have_url(re.compile("from=2025-01-01&to=2025-12-31"))
    expect(desk.get_by_label("From", exact=True)).to_have_value("2025-01-01")
    desk.get_by_label("From", exact=True).fill("2025-03-12")
    expect(desk.get_by_label("Year")).to_have_value("")


def test_the_newest_first_and_the_most_often_listed_first(address: str, desk: Page) -> None:
    desk.goto(address + PAGE + "?q=learning&sort=newest")
    total(desk)
    dates = results(desk).evaluate_all("items => items.map((item) => item.dataset.firstSeen)")
    assert dates == sorted(dates, reverse=True)
    desk.goto(address + PAGE + "?q=learning&sort=recurring")
    total(desk)
    texts = results(desk).locator(".mark").all_text_contents()
    times = [int(seen[1]) if (seen := re.search(r"seen (\d+) times", t)) else 1 for t in texts]
    assert times == sorted(times, reverse=True)
    assert times[0] > 1


def test_filters_fold_on_a_phone_and_stand_beside_the_results_at_a_desk(
    address: str, browser: Browser
) -> None:
    for width, stands in ((390, False), (1280, True)):
        with watched(browser, width) as (tab, _):
            tab.goto(address + PAGE)
            assert tab.get_by_label("Has code").is_visible() == stands
            assert tab.locator(".facets > summary").is_visible() != stands


# ---- What is found


def test_load_more_shows_the_next_results_and_goes_on_at_the_first_of_them(
    address: str, tab: Page
) -> None:
    tab.goto(address + PAGE + "?q=learning")
    number = total(tab)
    shown = 20
    expect(results(tab)).to_have_count(shown)
    while shown < number:
        before = results(tab).locator(".title").all_text_contents()
        # By keyboard, as rows take their heights when they are scrolled to.
        tab.get_by_role("button", name="Load more").press("Enter")
        expect(results(tab)).to_have_count(min(shown + 20, number))
        expect(results(tab).nth(shown).locator(".title")).to_be_focused()
        assert results(tab).locator(".title").all_text_contents()[:shown] == before
        shown += 20
    expect(tab.get_by_role("button", name="Load more")).to_be_hidden()


def test_a_result_has_all_that_tells_papers_apart(
    address: str, archive: Archive, desk: Page
) -> None:
    title = "Predicting Rare Events by Shrinking Towards Proportional Odds"
    [paper] = [paper for paper in archive.papers if paper.title == title]
    desk.goto(address + PAGE + "?q=predicting+rare+events+shrinking")
    total(desk)
    first = results(desk).first
    expect(first.locator(".title")).to_have_text(title)
    expect(first.locator(".title")).to_have_attribute("href", address + paper.url)
    expect(first.locator(".mark")).to_contain_text("11 March 2025 · seen 4 times")
    expect(first.locator(".found-text mark").first).to_be_visible()
    topic = first.locator(".mark a").first
    name = topic.inner_text()
    topic.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(name)


def test_every_example_of_the_page_finds_something(address: str, desk: Page) -> None:
    desk.goto(address + PAGE)
    examples = desk.locator(".help dt a")
    expect(examples.first).to_be_visible()
    texts = examples.all_text_contents()
    assert len(texts) >= 5
    for number, text in enumerate(texts):
        desk.goto(address + PAGE)
        examples.nth(number).click()
        expect(field(desk)).to_have_value(text)
        assert total(desk) > 0, text


def test_nothing_found_says_what_to_try(address: str, tab: Page) -> None:
    tab.goto(address + PAGE + "?q=zzqxv&code=yes")
    assert total(tab) == 0
    expect(tab.locator(".found [role=status]")).to_contain_text("Fewer words")
    tab.get_by_role("button", name="Take out all filters").click()
    expect(tab).to_have_url(address + PAGE + "?q=zzqxv")


def test_filters_that_no_paper_passes_are_what_is_blamed(address: str, tab: Page) -> None:
    tab.goto(address + PAGE + "?from=2025-06-01&to=2025-05-01")
    assert total(tab) == 0
    expect(tab.locator(".found [role=status]")).to_contain_text("Fewer filters may find more")
    tab.goto(address + PAGE + "?q=graph&from=2030-01-01")
    assert total(tab) == 0
    expect(tab.locator(".found [role=status]")).to_contain_text(
        re.compile(r"Without filters: \d+ papers")
    )


def test_filters_that_an_address_sets_are_in_sight_on_a_phone(
    address: str, browser: Browser
) -> None:
    with watched(browser, 390) as (tab, events):
        tab.goto(address + PAGE + "?q=graph&code=yes")
        expect(tab.get_by_label("Has code")).to_be_visible()
        tab.goto(address + PAGE + "?q=graph")
        expect(tab.get_by_label("Has code")).to_be_hidden()
        assert events == []


def test_marks_and_keys_work_on_results(address: str, desk: Page) -> None:
    desk.goto(address + PAGE + "?q=learning")
    titles = results(desk).locator(".title")
    desk.locator(".found .reading select").first.wait_for()
    desk.locator("h1").click()
    desk.keyboard.press("j")
    expect(titles.first).to_be_focused()
    desk.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    title = titles.nth(1).inner_text()
    desk.get_by_label(f"Mark: {title}").select_option("hidden")
    expect(titles.nth(1)).to_be_visible()
    desk.goto(address + "reading/")
    expect(desk.locator(".reading-list .title")).to_have_text([title])
    expect(desk.get_by_role("heading", name="Hidden (1)")).to_be_visible()


def test_what_could_not_be_fetched_can_be_tried_again(address: str, browser: Browser) -> None:
    with watched(browser) as (tab, events):
        tab.route(INDEX, lambda route: route.abort())
        tab.goto(address + PAGE + "?q=learning")
        expect(tab.get_by_role("alert")).to_contain_text("could not be fetched")
        tab.unroute(INDEX)
        tab.get_by_role("button", name="Try again").click()
        expect(results(tab)).to_have_count(20)
        expect(tab.get_by_role("alert")).to_have_text("")
        assert [event for event in events if "ERR_FAILED" not in event] == []


def test_both_boxes_of_the_page_get_their_answers(address: str, desk: Page) -> None:
    """One worker serves both, and answers the newest question only."""
    desk.goto(address + PAGE + "?q=learning", wait_until="domcontentloaded")
    desk.keyboard.press("/")
    desk.keyboard.type("halfspaces")
    expect(desk.locator(".md-search .found-title").first).to_contain_text("Halfspaces")
    expect(results(desk)).to_have_count(20)


def test_words_typed_before_the_script_is_there_are_kept(address: str, desk: Page) -> None:
    held: list[Route] = []
    desk.route(re.compile("/search-page.js"), lambda route: held.append(route))  # noqa: PLW0108
    with desk.expect_request(re.compile("/search-page.js")):
        desk.goto(address + PAGE, wait_until="domcontentloaded")
    field(desk).fill("halfspaces")
    held[0].continue_()
    expect(field(desk)).to_have_value("halfspaces")
    assert total(desk) > 0
    expect(desk).to_have_url(address + PAGE + "?q=halfspaces")


def test_the_404_page_asks_the_search_page(address: str, tab: Page) -> None:
    tab.goto(address + "404.html")
    tab.get_by_label("Title or words of the abstract").fill("halfspaces")
    tab.locator("article").get_by_role("button", name="Search").click()
    expect(tab).to_have_url(re.compile(r"/search/\?q=halfspaces$"))
    assert total(tab) > 0

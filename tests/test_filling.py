"""A page is made once, and again when something that it follows from has changed."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import jinja2
import pytest

from generator import Corrections, Dump, Site, Topic, build_archive
from generator.cache import Cache
from generator.catalogue import build_catalogue
from generator.filling import Filling
from generator.pages import Page, build_pages
from generator.pages.render import (
    LaidOutPage,
    Plan,
    PlannedPage,
    compile_templates,
    templates_key,
)
from generator.shell import PlainPage, Shell
from tests.made_up import ABSTRACT, OTHER, make_dump

DUMPS = [
    make_dump("2025-01-01", ("A Title", ABSTRACT), ("B Title", OTHER)),
    make_dump("2025-01-02", ("C Title", "Its abstract."), ("A Title", ABSTRACT)),
]


def pages_of(days: int = 2, site: Site | None = None) -> list[Page]:
    archive = build_archive(DUMPS[:days])
    outputs = build_pages(build_catalogue(archive), site or Site())
    return [output for output in outputs if isinstance(output, Page) and "/" in output.uri]


def refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("the page is made")


def unmakeable(pages: list[Page]) -> list[Page]:
    """Return pages that cannot be made, those of papers not even laid out."""
    found: list[Page] = []
    for page in pages:
        if isinstance(page, PlannedPage):
            plan = page.plan._replace(lay_out=refuse)
            found.append(PlannedPage(page.uri, page.template, page.settings, plan, page.number))
        elif isinstance(page, LaidOutPage):
            found.append(replace(page, work_out=refuse))
    return found


def filled(filling: Filling) -> dict[str, bytes]:
    """Return the pages in a shell that shows nothing but their bodies."""
    shells = {page.kind: Shell(("", "body", "")) for page in filling.pages.values()}
    return {uri: file.read() for uri, file in filling.site_files(shells).items()}


@pytest.fixture
def in_cache(tmp_path: Path) -> Callable[[list[Page]], Filling]:
    """Returns the filling of a build that keeps what it works out."""

    def fill(pages: list[Page]) -> Filling:
        cache = Cache(tmp_path / "cache.sqlite")
        with closing(cache):
            filling = Filling(pages, cache)
            filled(filling)
        assert cache.notes == []
        return filling

    return fill


def test_a_page_that_nothing_has_happened_to_is_not_made_again(
    in_cache: Callable[[list[Page]], Filling],
) -> None:
    first = in_cache(pages_of())
    assert len(first.pages) == len(pages_of()) > 5
    again = in_cache(unmakeable(pages_of()))
    assert [page[0] for page in again.pages.values()] == [p[0] for p in first.pages.values()]
    assert again.pages.keys() == first.pages.keys()


def test_the_pages_that_a_new_dump_concerns_are_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    Filling(pages_of(1), cache)
    kept = {page.key for page in pages_of(1)}
    changed = {page.uri for page in pages_of() if page.key not in kept}
    assert {"papers/a-title.md", "papers/c-title.md", "days/2025-01-02.md"} <= changed
    assert "papers/b-title.md" not in changed
    assert filled(Filling(pages_of(), cache)) == filled(Filling(pages_of(), Cache()))
    cache.close()


FIRST = make_dump("2025-01-01", ("A Glove That Feels", OTHER), ("B Title", ABSTRACT))
AGAIN = ("A Glove That Feels", OTHER)
TOUCH = Topic(id="touch", name="Touch", description="Feeling things.", patterns=("glove",))
SENSES = TOUCH._replace(name="Senses")
RELATED = ("Why a Glove Feels Pain", "We sew.")
ALIKE = ("The Glove That Feels", OTHER)


def plan_of(
    *dumps: Dump, topic: Topic = TOUCH, site: Site | None = None, different: tuple[str, ...] = ()
) -> Plan:
    """Return the plan of the pages of `FIRST`."""
    corrections = Corrections(path=Path(), different=(different,) if different else ())
    archive = build_archive([FIRST, *dumps], corrections, [topic])
    pages = build_pages(build_catalogue(archive), site or Site())
    return next(
        page.plan
        for page in pages
        if isinstance(page, PlannedPage) and page.uri == "papers/b-title.md"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            plan_of(make_dump("2025-01-02", AGAIN, ("C Title", "New."))),
            plan_of(make_dump("2025-01-02", ("C Title", "New."), AGAIN)),
            id="a paper seen again at another place",
        ),
        pytest.param(
            plan_of(make_dump("2025-01-02", AGAIN)),
            plan_of(make_dump("2025-01-02", AGAIN, ("C Title", "New."))),
            id="a dump with more listings",
        ),
        pytest.param(
            plan_of(),
            plan_of(make_dump("2024-12-31", RELATED)),
            id="an earlier paper that is related",
        ),
        pytest.param(
            plan_of(),
            plan_of(make_dump("2025-01-02", RELATED)),
            id="a later paper that is related",
        ),
        pytest.param(
            plan_of(make_dump("2025-01-02", ALIKE)),
            plan_of(make_dump("2025-01-02", ALIKE), different=("2025-01-01#1", "2025-01-02#1")),
            id="a paper that may be the same",
        ),
        pytest.param(plan_of(), plan_of(topic=SENSES), id="a topic with another name"),
        pytest.param(plan_of(), plan_of(site=Site(issues_url="https://a.b/")), id="another site"),
    ],
)
def test_the_key_of_a_plan_tells_what_its_pages_follow_from(one: Plan, other: Plan) -> None:
    others = [number for number in range(2) if one.lay_out(number).key != other.lay_out(number).key]
    assert others
    assert one.key != other.key
    assert all(one.part(number) != other.part(number) for number in others)


def test_of_a_plan_only_the_pages_that_something_happened_to_are_laid_out(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    plans = plan_of(), plan_of(make_dump("2025-01-02", RELATED))
    pages = [
        [PlannedPage(f"papers/{number}.md", "", {}, plan, number) for number in range(2)]
        for plan in plans
    ]
    Filling(pages[0], cache)
    laid_out: list[int] = []

    def lay_out(number: int) -> LaidOutPage:
        laid_out.append(number)
        return plans[1].lay_out(number)

    watched = plans[1]._replace(lay_out=lay_out)
    Filling(
        [PlannedPage(p.uri, p.template, p.settings, watched, p.number) for p in pages[1]], cache
    )
    cache.close()
    assert set(laid_out) == {0}


def test_a_page_knows_what_site_it_is_in() -> None:
    here = {page.key for page in pages_of(site=Site(issues_url="https://example.org/issues/new"))}
    papers = [page for page in pages_of() if page.uri.startswith("papers/")]
    assert here.isdisjoint(page.key for page in papers)


def test_other_templates_make_other_pages(
    in_cache: Callable[[list[Page]], Filling], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_cache(pages_of())
    monkeypatch.setattr("generator.filling.templates_key", lambda: "others")
    with pytest.raises(AssertionError, match="the page is made"):
        in_cache(unmakeable(pages_of()))


def test_a_template_that_is_edited_while_a_build_runs_counts_from_the_next_build_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compile_templates(Cache())
    compiled = templates_key()
    read = jinja2.PackageLoader.get_source
    with monkeypatch.context() as edited:
        edited.setattr(
            "jinja2.PackageLoader.get_source",
            lambda *place: (f"{read(*place)[0]}\n", *read(*place)[1:]),
        )
        assert templates_key() == compiled
        compile_templates(Cache())
        assert templates_key() != compiled
    compile_templates(Cache())
    assert templates_key() == compiled


def test_a_text_that_is_lost_is_made_anew(tmp_path: Path) -> None:
    expected = filled(Filling(pages_of(), Cache()))
    cache = Cache(tmp_path / "cache.sqlite")
    filling = Filling(pages_of(), cache)
    cache.close()  # as if the disk had failed in the middle of a build
    assert filled(filling) == expected


def test_what_mkdocs_has_to_render_is_not_among_them() -> None:
    [page] = [page for page in pages_of() if page.uri == "papers/b-title.md"]
    assert isinstance(page, PlannedPage)
    marked = replace(page.laid_out(), uri="papers/b.title.md")
    assert Filling([marked], Cache()).pages == {}
    assert isinstance(Filling([page], Cache()).samples().popitem()[1], PlainPage)

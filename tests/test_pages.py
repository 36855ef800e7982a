"""Golden pages: small, reviewed, and read as Markdown. `pytest --snapshot-update` rewrites them."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from generator import (
    Archive,
    Dump,
    LazyFile,
    OutputConflictError,
    OutputFile,
    Paper,
    Site,
    Topic,
    build_archive,
    build_outputs,
)
from generator.catalogue import Card, build_catalogue
from generator.links import buttons, lookup, text_parts
from generator.pages import Page
from generator.pages.lists import PER_PAGE, in_pages
from generator.text import clean
from tests.made_up import ABSTRACT, OTHER, make_dump
from tests.test_archive import dump_sets
from tests.test_maths import TEXTS

REVISED = ABSTRACT.replace("four tasks agree", "five large tasks also agree")
LINKED = (
    f"{OTHER} Code: https://github.com/lab/glove.git{{here}}; page (https://glove.example.org/)."
)
INTRODUCTION = "---\ntitle: Papers\n---\n# Papers\n"
SITE = Site(
    introduction=INTRODUCTION,
    url="https://example.org/archive/",
    source_url="https://example.org/blob/HEAD/docs/dumps/",
    issues_url="https://example.org/issues/new",
)
TOPICS = (
    Topic(id="touch", name="Touch", description="Feeling things.", patterns=("glove", "tactile")),
    Topic(id="few", name="Few examples", description="Learning from little.", patterns=("few",)),
    Topic(id="none", name="Nothing yet", description="Has no paper.", patterns=("zebra",)),
)


class Markdown(SingleFileSnapshotExtension):
    """Keeps each golden page in a file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


def texts_of(outputs: Iterable[OutputFile | LazyFile | Page]) -> dict[str, str]:
    """Return the files of a tree but for the search, whose files are bytes."""
    return {o.uri: o.content for o in outputs if isinstance(o.content, str)}


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Markdown)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages of a made-up archive that shows every feature of a page."""
    archive = build_archive(
        [
            make_dump("2025-01-01", ("Learning from Few", ABSTRACT), ("C", ABSTRACT)),
            make_dump("2025-01-02.a", ("A Glove that Feels", LINKED, "2501.00001"), ("C++", OTHER)),
            make_dump(
                "2025-01-02.b",
                ("Learning from Few", REVISED),
                ("The Feeling Glove", LINKED, "2501.00001"),
                (r"Tricks \& *Traps* [x](y) {z}", "An `abstract' <b>so</b>."),
            ),
            make_dump(
                "2025-02-01",
                ("Learning from Few", ABSTRACT),
                ("Few Gloves that Feel", f"Tactile gloves of rate mathcal{{O}}(1/n^2). {OTHER}"),
                ("Small Models on a Schedule", "Rates fall twice. Nothing else is tuned."),
            ),
        ],
        topics=TOPICS,
    )
    return texts_of(build_outputs(archive, SITE))


@pytest.mark.parametrize(
    "uri",
    [
        "index.md",
        "days/2025-01-02.md",
        "months/2025-01.md",
        "years/2025.md",
        "topics.md",
        "topics/touch.md",
        "topics/none.md",
        "recurring.md",
        "papers/few-gloves-that-feel.md",
        "feed.xml",
        "papers/learning-from-few.md",
        "papers/a-glove-that-feels.md",
        "papers/the-feeling-glove.md",
        "papers/tricks-traps-x-y-z.md",
        "papers/c.md",
        "papers/c--76c236398a.md",
    ],
    ids=lambda uri: uri.removesuffix(".md").replace("/", "."),
)
def test_page(uri: str, pages: dict[str, str], golden: SnapshotAssertion) -> None:
    assert pages[uri] == golden


def test_a_day_shows_each_title_as_it_was_listed_there(pages: dict[str, str]) -> None:
    day = pages["days/2025-01-02.md"]
    assert '<a class="title" href="../../papers/a-glove-that-feels/">The Feeling Glove</a>' in day


def made_up_cards(number: int) -> tuple[Card, ...]:
    listings = [(f"Paper {n}", f"{n} {n + 1}") for n in range(number)]
    return tuple(
        build_catalogue(build_archive([make_dump("2025-01-01", *listings)])).cards.values()
    )


@given(st.integers(0, 5 * PER_PAGE))
def test_a_full_page_of_a_long_list_never_changes_and_none_is_long(number: int) -> None:
    papers = made_up_cards(number)
    newest, older = in_pages(papers)
    assert [*newest, *(paper for page in older for paper in page.papers)] == [*reversed(papers)]
    assert len(newest) < 2 * PER_PAGE
    assert all(len(page.papers) == PER_PAGE for page in older)
    _, later = in_pages([*papers, *made_up_cards(1)])
    assert [page for page in later if page in older] == older


def test_one_more_paper_leaves_the_older_pages_of_a_topic_as_they_are() -> None:
    listings = [(f"Few Ways {n}", f"{n} {n + 1}") for n in range(4 * PER_PAGE)]
    before, after = (
        texts_of(build_outputs(build_archive(dumps, topics=TOPICS), SITE))
        for dumps in (
            [make_dump("2025-01-01", *listings)],
            [make_dump("2025-01-01", *listings), make_dump("2025-01-02", ("Few More", "x"))],
        )
    )
    older = {uri for uri in before if uri.startswith("topics/few/")}
    assert older == {"topics/few/1.md", "topics/few/2.md", "topics/few/3.md"}
    assert {uri for uri in older if after[uri] != before[uri]} == set()


def test_the_page_of_a_topic_is_as_new_as_the_newest_date_on_it() -> None:
    dumps = [make_dump(date, ("Few Ways", "few")) for date in ("2025-01-01", "2025-02-01")]
    page = texts_of(build_outputs(build_archive(dumps, topics=TOPICS), SITE))["topics/few.md"]
    assert "last on <a" in page
    assert 'updated: "2025-02-01"' in page


def test_pages_of_many_papers_stay_below_100_kb() -> None:
    """Of their Markdown, whose markup is the page's but for the shell around it."""
    dumps = [
        make_dump(
            f"2025-{month:02}-{day:02}",
            *((f"{'Few Words in a Title ' * 5}{month} {day} {n}", f"few {n}") for n in range(90)),
            *((f"{'Seen Every Day Again ' * 5}{n}", f"few {n}") for n in range(160)),
        )
        for month in (1, 2)
        for day in (1, 2)
    ]
    texts = texts_of(build_outputs(build_archive(dumps, topics=TOPICS), SITE))
    sizes = {uri: len(text.encode()) for uri, text in texts.items()}
    listing = ("index.md", "months/", "years/", "topics", "recurring")
    assert [uri for uri in sizes if uri.startswith(listing) and sizes[uri] > 80_000] == []
    assert "topics/few/1.md" in sizes
    assert "recurring/1.md" in sizes


def test_home_has_the_calendar_of_twelve_months_at_most() -> None:
    dumps = [make_dump(date, (date, "x")) for date in ("2023-12-31", "2024-01-15", "2025-01-01")]
    home = texts_of(build_outputs(build_archive(dumps), SITE))["index.md"]
    assert home.count("<svg") == 12
    assert 'role="group" aria-label="February 2024">' in home
    assert "months/2024-01/" not in home


def test_archive_json(archive: Archive) -> None:
    [content] = [o.content for o in build_outputs(archive) if o.uri == "archive.json"]
    data = json.loads(content)
    assert {key: len(data[key]) for key in data} == {"papers": 233, "days": 4, "dumps": 5}
    assert data["days"][1] == {
        "date": "2025-03-12",
        "url": "days/2025-03-12/",
        "dumps": ["2025-03-12.a", "2025-03-12.b"],
    }
    assert data["dumps"][1] == {
        "name": "2025-03-12.a",
        "date": "2025-03-12",
        "format": "plain text",
        "listings": 54,
    }
    [paper] = [p for p in data["papers"] if p["title"].startswith("Predicting Rare Events")]
    assert paper == {
        "id": "predicting-rare-events-by-shrinking-towards-proportional-odds",
        "title": "Predicting Rare Events by Shrinking Towards Proportional Odds",
        "url": "papers/predicting-rare-events-by-shrinking-towards-proportional-odds/",
        "appearances": [
            {"date": "2025-03-11", "dump": "2025-03-11", "position": 10},
            {"date": "2025-03-12", "dump": "2025-03-12.a", "position": 17},
            {"date": "2025-03-12", "dump": "2025-03-12.b", "position": 43},
            {"date": "2025-08-05", "dump": "2025-08-05", "position": 53},
        ],
    }


def test_an_archive_without_dumps_has_a_home_page() -> None:
    outputs = build_outputs(build_archive([]), Site(introduction=INTRODUCTION))
    texts = texts_of(outputs)
    assert list(texts) == ["index.md", "topics.md", "recurring.md", "archive.json"]
    assert "no dump in the archive yet" in texts["index.md"]
    parts = [o.uri for o in outputs if o.uri not in texts]
    assert {uri.split("/")[1] for uri in parts} == {"manifest.json", "filters", "tables"}


@settings(max_examples=50)
@given(dump_sets())
def test_outputs_depend_on_the_dumps_alone(dumps: list[Dump]) -> None:
    outputs = build_outputs(build_archive(dumps), SITE)
    again = build_outputs(build_archive(reversed(dumps)), SITE)
    assert [(o.uri, o.content) for o in outputs] == [(o.uri, o.content) for o in again]
    assert len({output.uri.casefold() for output in outputs}) == len(outputs)


def test_two_outputs_of_one_uri_are_an_error(archive: Archive) -> None:
    twice = Archive(
        papers=archive.papers,
        days=(*archive.days, archive.days[0]),
        dumps=archive.dumps,
        aliases=(),
    )
    said = "days/2025-03-11.md: another generated file has the address days/2025-03-11/; "
    with pytest.raises(OutputConflictError, match=said):
        build_outputs(twice)


@given(st.text() | TEXTS)
@example("An agent that runs rm Makefile_old without asking")
@example("We call it rm DiffAttn_base, a rm ReLU_x! here")
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    """What a page shows otherwise is kept beside it, so nothing is lost."""
    assert "".join(part.captured or part.text for part in text_parts(text)) == text


def paper_of(*, abstract: str = "", arxiv_id: str | None = None) -> Paper:
    dump = make_dump("2025-01-01", ('"50\\%" & more', abstract, arxiv_id))
    return build_archive([dump]).papers[0]


def test_buttons_name_code_and_project_pages_once() -> None:
    abstract = (
        "https://github.com/a/b, again https://github.com/a/b.git, https://a.github.io/b/ and "
        "https://notgithub.com/a https://anonymous.4open.science/r/x{here}"
    )
    urls = [part.href for part in text_parts(clean(abstract)) if part.href]
    assert [link.text for link in buttons(urls)] == [
        "Code: github.com/a/b",
        "Project: a.github.io/b",
        "Project: notgithub.com/a",
        "Code: anonymous.4open.science/r/x",
    ]


def test_a_paper_is_looked_up_by_its_id_or_else_by_its_title() -> None:
    found = "https://arxiv.org/search/?searchtype=title&query=%2250%25%22+%26+more"
    assert lookup(paper_of()) == found
    assert lookup(paper_of(arxiv_id="2503.00001")) == "https://arxiv.org/abs/2503.00001"

"""Golden pages: small, reviewed, and read as Markdown. `pytest --snapshot-update` rewrites them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from generator import Archive, Dump, OutputConflictError, Paper, Site, build_archive, build_outputs
from generator.links import buttons, lookup_links, text_parts
from generator.pages import NAMESAKES
from generator.text import clean
from tests.made_up import ABSTRACT, OTHER, make_dump
from tests.test_archive import dump_sets

REVISED = ABSTRACT.replace("four tasks agree", "five large tasks also agree")
LINKED = (
    f"{OTHER} Code: https://github.com/lab/glove.git{{here}}; page (https://glove.example.org/)."
)
INTRODUCTION = "---\ntitle: Papers\n---\n# Papers\n"
SITE = Site(introduction=INTRODUCTION, source_url="https://example.org/blob/HEAD/docs/dumps/")


class Markdown(SingleFileSnapshotExtension):
    """Keeps each golden page in a file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


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
            make_dump("2025-02-01", ("Learning from Few", ABSTRACT)),
        ]
    )
    return {output.uri: output.content for output in build_outputs(archive, SITE)}


@pytest.mark.parametrize(
    "uri",
    [
        "index.md",
        "days/2025-01-02.md",
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


def test_a_page_names_few_of_many_papers_titled_alike() -> None:
    """Else the pages of a thousand namesakes would hold a million links."""
    dumps = [
        make_dump("2025-01-01", *(("C" + "!" * n, f"{n} {n}") for n in range(1, NAMESAKES + 5)))
    ]
    outputs = {o.uri: o.content for o in build_outputs(build_archive(dumps))}
    counts = {
        content.count(", first seen 1 January")
        for uri, content in outputs.items()
        if uri.startswith("papers/c--")
    }
    assert counts == {NAMESAKES}
    assert outputs["papers/c.md"].count("<li>") == NAMESAKES + 4


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
    assert [output.uri for output in outputs] == ["index.md", "archive.json"]
    assert "no dump in the archive yet" in outputs[0].content


@given(dump_sets())
def test_outputs_depend_on_the_dumps_alone(dumps: list[Dump]) -> None:
    outputs = build_outputs(build_archive(dumps), SITE)
    assert outputs == build_outputs(build_archive(reversed(dumps)), SITE)
    assert len({output.uri.casefold() for output in outputs}) == len(outputs)


def test_two_outputs_of_one_uri_are_an_error(archive: Archive) -> None:
    twice = Archive(
        papers=archive.papers,
        days=(*archive.days, archive.days[0]),
        dumps=archive.dumps,
        aliases=(),
    )
    with pytest.raises(OutputConflictError, match="address days/2025-03-11/ already"):
        build_outputs(twice)


@given(st.text())
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    assert "".join(part.text for part in text_parts(text)) == text


def paper_of(*, abstract: str = "", arxiv_id: str | None = None) -> Paper:
    dump = make_dump("2025-01-01", ('"50\\%" & more', abstract, arxiv_id))
    return build_archive([dump]).papers[0]


def test_buttons_name_code_and_project_pages_once() -> None:
    abstract = (
        "https://github.com/a/b, again https://github.com/a/b.git, https://a.github.io/b/ and "
        "https://notgithub.com/a https://anonymous.4open.science/r/x{here}"
    )
    assert [link.text for link in buttons(text_parts(clean(abstract)))] == [
        "Code: github.com/a/b",
        "Project: a.github.io/b",
        "Project: notgithub.com/a",
        "Code: anonymous.4open.science/r/x",
    ]


def test_lookups_go_by_title_without_an_id_and_by_id_with_one() -> None:
    title = "%2250%25%22+%26+more"
    assert [link.href for link in lookup_links(paper_of())] == [
        f"https://arxiv.org/search/?searchtype=title&query={title}",
        f"https://www.semanticscholar.org/search?q={title}",
        f"https://scholar.google.com/scholar?q=%22{title}%22",
        f"https://huggingface.co/papers?q={title}",
    ]
    assert [link.href for link in lookup_links(paper_of(arxiv_id="2503.00001"))] == [
        "https://arxiv.org/abs/2503.00001",
        "https://www.semanticscholar.org/arxiv/2503.00001",
        f"https://scholar.google.com/scholar?q=%22{title}%22",
        "https://huggingface.co/papers/2503.00001",
    ]

"""The search: its index finds what a full index of lunr finds, and what a reader means."""

import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.contrib import search as mkdocs_search

from generator import Archive
from generator.catalogue import Catalogue, build_catalogue
from generator.search import MANIFEST, build_search
from generator.search.documents import indexed_words
from generator.search.inverted import STOP_WORDS
from generator.search.shards import cut, sort_key
from generator.search.words import words
from generator.text import clean
from tests.conftest import ROOT

LUNR = Path(mkdocs_search.__file__).parent / "templates" / "search" / "lunr.js"
SMALL = 500
"""Bytes of a shard at which even the real dumps have words that are broad."""


@pytest.fixture(scope="module")
def catalogue(archive: Archive) -> Catalogue:
    return build_catalogue(archive)


@pytest.fixture(scope="module", params=[SMALL, 32_000])
def index(
    request: pytest.FixtureRequest,
    catalogue: Catalogue,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a folder with the search of the real dumps, in small shards and in usual ones."""
    return write(tmp_path_factory.mktemp("search"), catalogue, request.param)


def write(folder: Path, catalogue: Catalogue, largest: int) -> Path:
    for output in build_search(catalogue, largest):
        path = folder / output.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.data)
    return folder


def under_node(folder: Path, **questions: Any) -> Any:
    run = subprocess.run(
        ["node", ROOT / "tests" / "javascripts" / "search.js", folder, LUNR],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not run.stderr
    return json.loads(run.stdout)


def ask(folder: Path, *requests: dict[str, Any] | str) -> list[dict[str, Any]]:
    asked = [{"query": r} if isinstance(r, str) else r for r in requests]
    answers: list[dict[str, Any]] = under_node(folder, asked=asked)["asked"]
    return answers


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["url"].split("/")[1] for result in answer["results"]]


def documents(archive: Archive) -> list[list[str]]:
    return [[" ".join(field) for field in indexed_words(p)[:2]] for p in archive.papers]


def random_queries(texts: Sequence[Sequence[str]], number: int) -> Iterator[str]:
    """Yield queries in lunr's language: words, common and rare, and everything done to them."""
    chance = random.Random(20250311)
    all_words = [word for fields in texts for text in fields for word in text.split()]
    each_once = sorted(set(all_words))

    def part() -> str:
        word = chance.choice(all_words if chance.random() < 0.6 else each_once)
        shapes = [word, word, word, f"+{word}", f"-{word}", f"title:{word}", f"text:{word}"]
        shapes += [f"{word[: chance.randint(1, len(word))]}*", f"+{word[:3]}*", f"{word}~1"]
        shapes += [
            f"{word[:1]}{word[2:]}~1",
            f"{word}~2",
            f"*{word[-3:]}",
            f"{word[:1]}*{word[-2:]}",
        ]
        return chance.choice(shapes)

    for _ in range(number):
        yield " ".join(part() for _ in range(chance.randint(1, 4)))


def test_every_query_finds_the_papers_and_scores_of_a_full_index_of_lunr(
    index: Path, archive: Archive
) -> None:
    """Scores are equal to the last bit; of papers with equal scores the newest comes first."""
    texts = documents(archive)
    queries = list(random_queries(texts, 1000))
    compared = under_node(index, documents=texts, queries=queries)["queries"]
    found = [query for query, both in zip(queries, compared, strict=True) if both["lunrs"]]
    assert len(found) > 800
    different = [
        q for q, both in zip(queries, compared, strict=True) if both["ours"] != both["lunrs"]
    ]
    assert different == []


def test_a_word_that_is_only_begun_finds_the_same_from_kept_answers_as_from_all_postings(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = write(tmp_path, catalogue, SMALL)
    broad = ["m", "mo", "mod", "mode", "t", "tr"]
    quick = ask(folder, *({"query": query, "count": 50} for query in broad))
    whole = ask(folder, *({"query": query, "count": 50, "facets": True} for query in broad))
    assert all(any("broad/" in name for name in answer["fetched"]) for answer in quick)
    assert not any("terms/" in name for answer in quick for name in answer["fetched"])
    assert [(ids(a), a["total"]) for a in quick] == [(ids(a), a["total"]) for a in whole]


def test_every_paper_is_first_for_its_title(index: Path, archive: Archive) -> None:
    answers = ask(index, *(paper.title for paper in archive.papers))
    missed = [p.title for p, a in zip(archive.papers, answers, strict=True) if ids(a)[0] != p.id]
    assert missed == []


def with_typo(title: str, chance: random.Random) -> str:
    """Return a title with one letter left out, doubled or swapped, in one of its longer words."""
    places = [i for i in range(1, len(title) - 2) if title[i - 1 : i + 3].isalpha()]
    at = chance.choice(places)
    swapped = title[:at] + title[at + 1] + title[at] + title[at + 2 :]
    return chance.choice([title[:at] + title[at + 1 :], title[: at + 1] + title[at:], swapped])


def test_a_title_with_a_typo_finds_its_paper_among_the_first_three(
    index: Path, archive: Archive
) -> None:
    chance = random.Random(7)
    titles = [with_typo(paper.title, chance) for paper in archive.papers]
    answers = ask(index, *titles)
    found = [p.id in ids(a)[:3] for p, a in zip(archive.papers, answers, strict=True)]
    assert sum(found) / len(found) >= 0.95


def test_three_rare_words_of_an_abstract_find_its_paper_first(
    index: Path, archive: Archive
) -> None:
    texts = [words(clean(paper.abstract)) for paper in archive.papers]
    papers_with: dict[str, int] = {}
    for text in texts:
        for word in set(text):
            papers_with[word] = papers_with.get(word, 0) + 1
    rare = [
        sorted(set(t) - STOP_WORDS, key=lambda w: (papers_with[w], -len(w), w))[:3] for t in texts
    ]
    answers = ask(index, *(" ".join(three) for three in rare))
    found = [ids(a)[0] == p.id for p, a in zip(archive.papers, answers, strict=True)]
    assert sum(found) / len(found) >= 0.99

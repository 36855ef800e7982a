import itertools
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from generator import Archive, Dump, build_archive
from generator.similar import MOST, possibly_same
from tests.made_up import ABSTRACT, OTHER, make_dump

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "similar.yml").read_text("utf-8"))

LISTINGS = [
    (title, CASES["abstracts"][name])
    for kind in ("flagged", "apart")
    for case in CASES[kind]
    for title, name in zip(case["titles"], case["abstracts"], strict=True)
]


class Pair(NamedTuple):
    """Two made-up listings of the case file, and why they stand there."""

    why: str
    listings: list[tuple[str, str]]


def pairs(kind: str) -> list[Pair]:
    return [
        Pair(
            case["why"],
            [
                (title, CASES["abstracts"][name])
                for title, name in zip(case["titles"], case["abstracts"], strict=True)
            ],
        )
        for case in CASES[kind]
    ]


def found(*listings: tuple[str, str] | tuple[str, str, str | None]) -> dict[str, tuple[str, ...]]:
    """Return what is possibly the same among listings of a day each."""
    dumps = [make_dump(f"2025-01-{day:02}", one) for day, one in enumerate(listings, start=1)]
    archive = build_archive(dumps)
    assert len(archive.papers) == len(listings)
    return possibly_same(archive)


def named_pairs(archive: Archive) -> set[tuple[str, str]]:
    return {(one, other) for one, others in possibly_same(archive).items() for other in others}


@pytest.mark.parametrize("pair", pairs("flagged"), ids=lambda pair: pair.why)
def test_a_person_is_shown_what_may_be_the_same(pair: Pair) -> None:
    same = found(*pair.listings)
    one, other = same
    assert same == {one: (other,), other: (one,)}


@pytest.mark.parametrize("pair", pairs("apart"), ids=lambda pair: pair.why)
def test_nobody_is_bothered_with_papers_that_are_two(pair: Pair) -> None:
    assert found(*pair.listings) == {}


@pytest.mark.parametrize("pair", pairs("flagged")[::5], ids=lambda pair: pair.why)
def test_a_pair_is_found_among_the_real_papers(archive: Archive, pair: Pair) -> None:
    days = [
        make_dump(f"2026-01-{day:02}", listing)
        for day, listing in enumerate(pair.listings, start=1)
    ]
    assert len(possibly_same(build_archive([*archive.dumps, *days]))) == len(pair.listings)


def test_no_two_of_the_real_papers_may_be_the_same(archive: Archive) -> None:
    assert possibly_same(archive) == {}


@pytest.mark.parametrize(
    ("one", "other", "is_shown"),
    [
        ("2503.00001", "2503.00002", False),
        ("2503.00001", None, True),
        (None, "2503.00002", True),
        (None, None, True),
    ],
)
def test_two_arxiv_ids_are_two_papers(one: str | None, other: str | None, is_shown: bool) -> None:  # noqa: FBT001
    same = found(
        ("A Glove That Feels Laundry", ABSTRACT, one), ("A Glove That Feels Laundry", OTHER, other)
    )
    assert bool(same) == is_shown


def test_every_wording_of_a_paper_counts() -> None:
    dumps = [
        make_dump("2025-01-01", ("Old Name of It", ABSTRACT, "2503.00001")),
        make_dump("2025-01-02", ("A Glove That Feels Laundry", OTHER, "2503.00001")),
        make_dump("2025-01-03", ("A Glove That Feels the Laundry", "")),
    ]
    assert possibly_same(build_archive(dumps)) == {
        "old-name-of-it": ("a-glove-that-feels-the-laundry",),
        "a-glove-that-feels-the-laundry": ("old-name-of-it",),
    }


def test_only_so_many_are_named_for_one() -> None:
    abstracts = [f"{word} " * 9 for word in "abcdefghijklmn"]
    same = found(*(("A Glove That Feels Laundry", abstract) for abstract in abstracts))
    assert {len(others) for others in same.values()} == {MOST}


def shuffled_dumps(random: Random, listings: Sequence[tuple[str, str]]) -> list[Dump]:
    days = [listings[start::4] for start in range(4)]
    dumps = [make_dump(f"2025-01-0{day}", *some) for day, some in enumerate(days, start=1)]
    return random.sample(dumps, len(dumps))


@given(st.randoms(), st.lists(st.sampled_from(LISTINGS), min_size=12, max_size=24, unique=True))
def test_naming_is_mutual_where_there_is_room_and_does_not_depend_on_the_order_of_the_dumps(
    random: Random, listings: list[tuple[str, str]]
) -> None:
    archives = [build_archive(shuffled_dumps(random, listings)) for _ in range(2)]
    same = possibly_same(archives[0])
    for one, others in same.items():
        assert all(one in same[other] or len(same[other]) == MOST for other in others)
    assert same == possibly_same(archives[1])


@given(st.lists(st.sampled_from(LISTINGS), min_size=3, max_size=12, unique=True))
def test_a_pair_once_named_stays_when_days_are_added(listings: list[tuple[str, str]]) -> None:
    dumps = [make_dump(f"2025-01-{day:02}", one) for day, one in enumerate(listings, start=1)]
    archives = [build_archive(dumps[:days]) for days in range(1, len(dumps) + 1)]
    for before, after in itertools.pairwise(archives):
        known = {paper.id for paper in before.papers}
        assume(known <= {paper.id for paper in after.papers})
        of_old = {pair for pair in named_pairs(after) if known.issuperset(pair)}
        assert named_pairs(before) == of_old


def test_a_pair_stays_when_its_words_become_common() -> None:
    one = ("Sensing Gloves Measure Folded Laundry", ABSTRACT)
    other = ("Sensing Gloves Measured Folded Laundry", "")
    common = "Sensing Gloves Measure the Measured"
    more = [(f"{common} Folded Laundry of x{number}", f"Of x{number}.") for number in range(40)]
    dumps = [make_dump("2025-01-01", one), make_dump("2025-01-02", other)]
    before = named_pairs(build_archive(dumps))
    assert before
    assert named_pairs(build_archive([*dumps, make_dump("2025-01-03", *more)])) == before


@given(st.randoms(), st.lists(st.sampled_from(LISTINGS), min_size=2, max_size=12, unique=True))
def test_which_papers_are_named_does_not_depend_on_which_came_first(
    random: Random, listings: list[tuple[str, str]]
) -> None:
    def titles_named(listings: Sequence[tuple[str, str]]) -> set[frozenset[tuple[str, str]]]:
        dumps = [make_dump(f"2025-01-{day:02}", one) for day, one in enumerate(listings, start=1)]
        archive = build_archive(dumps)
        content = {paper.id: (paper.title, paper.abstract) for paper in archive.papers}
        if any(paper.variants for paper in archive.papers):
            return set()  # which wording is the first one is another matter
        return {frozenset((content[a], content[b])) for a, b in named_pairs(archive)}

    assert titles_named(listings) == titles_named(random.sample(listings, len(listings)))


@pytest.mark.parametrize(
    "text", ["a " * 10_000, "a-" * 10_000, ":" * 20_000, "ise" * 6_000, " – " * 6_000, "\n" * 99]
)
def test_worst_case_text_does_no_harm(text: str) -> None:
    dumps = [make_dump("2025-01-01", (text, OTHER), (f"{text}b", ABSTRACT), ("Two", text))]
    assert possibly_same(build_archive(dumps)) == {}


def revised(random: Random, abstract: str) -> str:
    """Return an abstract without one word in sixteen."""
    return " ".join(word for word in abstract.split() if random.random() > 1 / 16)


@pytest.mark.parametrize(
    ("pattern", "least"),
    [("{title}: A Closer Study", 1), ("The {title}", 1), ("Mud Worms at Low Tide", 0.9)],
)
def test_real_papers_with_revised_titles_and_abstracts_are_found_again(
    archive: Archive, pattern: str, least: float
) -> None:
    """What is missed under another title has a number or letter in one of the two."""
    random = Random(5)
    again = make_dump(
        "2026-01-01",
        *(
            (pattern.format(title=paper.title), revised(random, paper.abstract))
            for paper in archive.papers
        ),
    )
    both = build_archive([*archive.dumps, again])
    known, found_again = both.papers[: len(archive.papers)], both.papers[len(archive.papers) :]
    expected = {(one.id, other.id) for one, other in zip(known, found_again, strict=True)}
    flagged = named_pairs(both)
    assert flagged <= expected | {(other, one) for one, other in expected}
    assert len(flagged) // 2 >= least * len(archive.papers)

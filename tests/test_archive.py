import itertools
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import Archive, Corrections, Dump, MetadataError, build_archive
from generator.grouping import AGREEMENT, abstract_words, agreement
from generator.text import digest, slug
from tests.made_up import ABSTRACT, OTHER, make_dump

REVISED = ABSTRACT.replace("four tasks agree", "five large tasks also agree") + " See the site."


def groups(archive: Archive) -> set[frozenset[str]]:
    """Return the papers as sets of `<dump>#<position>`."""
    return {
        frozenset(f"{a.dump}#{a.position}" for a in paper.appearances) for paper in archive.papers
    }


def answering(archive: Archive) -> dict[str, tuple[str, ...]]:
    """Return every address under papers/ that answers, with the papers it leads to."""
    addresses: dict[str, tuple[str, ...]] = {paper.id: (paper.id,) for paper in archive.papers}
    for alias in archive.aliases:
        assert alias.address not in addresses
        addresses[alias.address] = alias.paper_ids
    return addresses


def corrected(
    dumps: Iterable[Dump],
    *,
    same: tuple[tuple[str, ...], ...] = (),
    different: tuple[tuple[str, ...], ...] = (),
) -> Archive:
    path = Path("corrections.yml")
    return build_archive(dumps, Corrections(path=path, same=same, different=different))


# ---- The real dumps


def test_the_real_archive_balances(archive: Archive) -> None:
    assert [len(dump.listings) for dump in archive.dumps] == [58, 54, 51, 58, 63]
    assert sum(len(paper.appearances) for paper in archive.papers) == 284
    assert len(archive.papers) == 233
    times = [len(paper.appearances) for paper in archive.papers if len(paper.appearances) > 1]
    assert sorted(times) == [2] * 32 + [3] * 8 + [4]
    assert [(str(day.date), day.dumps) for day in archive.days] == [
        ("2025-03-11", ("2025-03-11",)),
        ("2025-03-12", ("2025-03-12.a", "2025-03-12.b")),
        ("2025-03-21", ("2025-03-21",)),
        ("2025-08-05", ("2025-08-05",)),
    ]
    assert not any(paper.variants for paper in archive.papers)
    assert archive.aliases == ()


def test_unlike_papers_are_far_from_agreeing(archive: Archive) -> None:
    """The evidence for the threshold; see `AGREEMENT`."""
    words = [abstract_words(paper.abstract) for paper in archive.papers]
    shares = [agreement(one, other) for one, other in itertools.combinations(words, 2)]
    assert len(shares) == 27_028
    assert max(shares) < 0.26 < AGREEMENT


# ---- Same paper


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("A Title", ABSTRACT), ("A Title", ABSTRACT)),
        (("A Title", ABSTRACT), ("a  title!", ABSTRACT)),
        (("A Title", ABSTRACT), ("A Title", REVISED)),
        (("A Title", ABSTRACT), ("A Title", "")),
        (("?", ABSTRACT), ("?", ABSTRACT)),
        (("A Title", ABSTRACT, "2503.00001"), ("A Title", ABSTRACT, None)),
        (("Old Name", ABSTRACT, "2503.00001"), ("New Name", OTHER, "2503.00001")),
    ],
)
def test_the_same_paper(one: tuple[str, str], other: tuple[str, str]) -> None:
    archive = build_archive([make_dump("2025-01-01", one), make_dump("2025-01-02", other)])
    assert groups(archive) == {frozenset({"2025-01-01#1", "2025-01-02#1"})}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("A Title", ABSTRACT), ("A Title", OTHER)),
        (("A Title, Part I", ABSTRACT), ("A Title, Part II", ABSTRACT)),
        (("C", ABSTRACT), ("C++", ABSTRACT)),
        (("C++", ABSTRACT), ("C#", ABSTRACT)),
        (("?!", ABSTRACT), ("!?", ABSTRACT)),
        (("?", ABSTRACT), ("?", OTHER)),
        (("A Title", ABSTRACT, "2503.00001"), ("A Title", ABSTRACT, "2503.00002")),
    ],
)
def test_two_papers(one: tuple[str, str], other: tuple[str, str]) -> None:
    archive = build_archive([make_dump("2025-01-01", one), make_dump("2025-01-02", other)])
    assert groups(archive) == {frozenset({"2025-01-01#1"}), frozenset({"2025-01-02#1"})}
    assert len({paper.id for paper in archive.papers}) == 2


def test_links_carry_over_listings_between() -> None:
    """The first and the last agree in nothing but a listing between them."""
    archive = build_archive(
        [
            make_dump("2025-01-01", ("Old Name", ABSTRACT)),
            make_dump("2025-01-02", ("Old Name", ABSTRACT, "2503.00001")),
            make_dump("2025-01-03", ("New Name", OTHER, "2503.00001")),
        ]
    )
    [paper] = archive.papers
    assert (paper.id, paper.title, paper.arxiv_id) == ("old-name", "Old Name", "2503.00001")
    assert [(v.title, v.dump) for v in paper.variants] == [("New Name", "2025-01-03")]
    assert answering(archive)["new-name"] == ("old-name",)


def test_two_arxiv_ids_split_what_a_title_links() -> None:
    """The listing without an id goes with the abstract it is closer to."""
    archive = build_archive(
        [
            make_dump("2025-01-01", ("A Title", REVISED, "2503.00001")),
            make_dump("2025-01-02", ("A Title", ABSTRACT)),
            make_dump("2025-01-03", ("A Title", ABSTRACT, "2503.00002")),
        ]
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1"}),
        frozenset({"2025-01-02#1", "2025-01-03#1"}),
    }


def test_of_equal_links_the_earlier_listing_wins() -> None:
    archive = build_archive(
        [
            make_dump("2025-01-01", ("A Title", ABSTRACT, "2503.00001")),
            make_dump("2025-01-02", ("A Title", ABSTRACT, "2503.00002")),
            make_dump("2025-01-03", ("A Title", ABSTRACT)),
        ]
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1", "2025-01-03#1"}),
        frozenset({"2025-01-02#1"}),
    }


def test_of_rewordings_the_closest_wins() -> None:
    """The listing without an id is like both, and more like the later one."""
    words = ABSTRACT.split()
    archive = build_archive(
        [
            make_dump("2025-01-01", ("A Title", " ".join(words[:20]), "2503.00001")),
            make_dump("2025-01-02", ("A Title", " ".join(words[:-1]), "2503.00002")),
            make_dump("2025-01-03", ("A Title", ABSTRACT)),
        ]
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1"}),
        frozenset({"2025-01-02#1", "2025-01-03#1"}),
    }


@pytest.mark.parametrize(("shared", "papers"), [(5, 1), (4, 2)])
def test_abstracts_agree_from_half_of_their_words_on(shared: int, papers: int) -> None:
    one = [f"one{n}" for n in range(10)]
    other = one[:shared] + [f"other{n}" for n in range(10 - shared)]
    archive = build_archive(
        [
            make_dump("2025-01-01", ("A Title", " ".join(one))),
            make_dump("2025-01-02", ("A Title", " ".join(other))),
        ]
    )
    assert len(archive.papers) == papers


def test_every_wording_is_kept_once() -> None:
    third = REVISED.replace("small", "tiny")
    archive = build_archive(
        [
            make_dump(f"2025-01-0{n}", ("A Title", abstract))
            for n, abstract in enumerate([ABSTRACT, REVISED, ABSTRACT, third, REVISED], start=1)
        ]
    )
    [paper] = archive.papers
    assert [(v.abstract, v.dump) for v in paper.variants] == [
        (REVISED, "2025-01-02"),
        (third, "2025-01-04"),
    ]


def test_a_paper_listed_under_two_names_in_one_dump_is_first_seen_once() -> None:
    archive = build_archive([make_dump("2025-01-01", ("A Title", ABSTRACT), ("A title", ABSTRACT))])
    [paper] = archive.papers
    assert [appearance.position for appearance in paper.appearances] == [1, 2]


# ---- Corrections


def test_corrections_join_and_split() -> None:
    dumps = [
        make_dump("2025-01-01", ("A Title", ABSTRACT), ("Old Name", OTHER)),
        make_dump("2025-01-02", ("A Title", ABSTRACT), ("New Name", ABSTRACT)),
    ]
    archive = corrected(
        dumps,
        same=(("2025-01-01#2", "2025-01-02#2"),),
        different=(("2025-01-01#1", "2025-01-02#1"),),
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1"}),
        frozenset({"2025-01-02#1"}),
        frozenset({"2025-01-01#2", "2025-01-02#2"}),
    }
    # The title has an address, as it had before the correction.
    assert answering(archive)["new-name"] == ("old-name",)
    # Equal in title and abstract, and papers apart all the same.
    shared = answering(archive)["a-title"]
    assert len(shared) == 2
    assert all(paper_id.startswith("a-title--") for paper_id in shared)


def test_different_holds_between_groups_not_only_listings() -> None:
    """B joined to A is apart from C because A is."""
    archive = corrected(
        [
            make_dump("2025-01-01", ("A", ABSTRACT, "2503.00001")),
            make_dump("2025-01-02", ("A", ABSTRACT, "2503.00001")),
            make_dump("2025-01-03", ("A", ABSTRACT)),
        ],
        different=(("2025-01-01#1", "2025-01-03#1"),),
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1", "2025-01-02#1"}),
        frozenset({"2025-01-03#1"}),
    }


def test_what_was_not_told_apart_stays_together() -> None:
    """The first and the third agree, whatever is said of the second."""
    dumps = [make_dump(f"2025-01-0{n}", ("A Title", ABSTRACT, "2503.00001")) for n in (1, 2, 3)]
    apart = (("2025-01-01#1", "2025-01-02#1"), ("2025-01-02#1", "2025-01-03#1"))
    assert groups(corrected(dumps, different=apart)) == {
        frozenset({"2025-01-01#1", "2025-01-03#1"}),
        frozenset({"2025-01-02#1"}),
    }


def test_different_goes_with_every_listing_that_joins() -> None:
    """B is apart from C; that A, which comes first, joined B does not let C in."""
    archive = corrected(
        [
            make_dump("2025-01-01", ("A Title", ABSTRACT)),
            make_dump("2025-01-02", ("A Title", ABSTRACT)),
            make_dump("2025-01-03", ("A Title", ABSTRACT)),
        ],
        different=(("2025-01-02#1", "2025-01-03#1"),),
    )
    assert groups(archive) == {
        frozenset({"2025-01-01#1", "2025-01-02#1"}),
        frozenset({"2025-01-03#1"}),
    }


@pytest.mark.parametrize(
    ("same", "different", "key", "message"),
    [
        ((("2025-01-01#1", "2025-01-01#9"),), (), "same[0]", "no listing 2025-01-01#9"),
        ((), (("2025-01-01#1", "2024-01-01#1"),), "different[0]", "no listing 2024-01-01#1"),
        (
            (("2025-01-01#1", "2025-01-01#2"), ("2025-01-01#2", "2025-01-02#1")),
            (("2025-01-01#1", "2025-01-02#1"),),
            "same[1]",
            "stand under different:",
        ),
        ((("2025-01-02#2", "2025-01-02#3"),), (), "same[0]", "have two arXiv ids"),
    ],
)
def test_a_correction_that_cannot_be_is_an_error(
    same: tuple[tuple[str, ...], ...],
    different: tuple[tuple[str, ...], ...],
    key: str,
    message: str,
) -> None:
    dumps = [
        make_dump("2025-01-01", ("A", ABSTRACT), ("B", ABSTRACT)),
        make_dump("2025-01-02", ("C", OTHER), ("D", OTHER, "1"), ("E", OTHER, "2")),
    ]
    with pytest.raises(MetadataError, match="corrections.yml") as caught:
        corrected(dumps, same=same, different=different)
    assert caught.value.key == key
    assert message in str(caught.value)


# ---- Addresses


def test_papers_sharing_a_slug_live_apart_and_the_slug_names_them_all() -> None:
    archive = build_archive(
        [
            make_dump("2025-01-01", ("C", ABSTRACT), ("C++", ABSTRACT)),
            make_dump("2025-01-02", ("C#", ABSTRACT, "2503.00001")),
        ]
    )
    ids = [paper.id for paper in archive.papers]
    assert ids == [
        f"c--{digest('C', ABSTRACT)}",
        f"c--{digest('C++', ABSTRACT)}",
        f"c--{digest('arxiv', '2503.00001')}",
    ]
    assert answering(archive)["c"] == tuple(ids)


def test_a_title_cannot_take_the_address_of_another() -> None:
    """A title may be written to look like the digest address of another paper."""
    first = make_dump("2025-01-01", ("C", ABSTRACT), ("C++", OTHER))
    wanted = build_archive([first]).papers[0].id
    assert slug(wanted) != wanted
    forged = make_dump("2025-01-02", (wanted, OTHER))
    assert answering(build_archive([first, forged]))[wanted] == (wanted,)


def test_a_backfilled_dump_moves_a_paper_and_leaves_a_pointer() -> None:
    later = make_dump("2025-01-02", ("New Name", ABSTRACT, "2503.00001"))
    older = make_dump("2024-12-31", ("Old Name", ABSTRACT, "2503.00001"))
    assert answering(build_archive([later])) == {"new-name": ("new-name",)}
    assert answering(build_archive([later, older])) == {
        "old-name": ("old-name",),
        "new-name": ("old-name",),
    }


TITLES = ["C", "C++", "c", "C!", "A Name", "a name", "Index", "?", "!", "w" * 120, "w" * 119 + "v"]
ABSTRACTS = [ABSTRACT, REVISED, OTHER, ""]
LISTINGS = st.tuples(
    st.sampled_from(TITLES),
    st.sampled_from(ABSTRACTS),
    st.sampled_from([None, None, "2503.00001", "2503.00002"]),
)


@st.composite
def dump_sets(draw: st.DrawFn) -> list[Dump]:
    names = draw(
        st.lists(
            st.sampled_from([f"2025-01-0{n}{label}" for n in (1, 2, 3) for label in ("", ".a")]),
            min_size=1,
            unique=True,
        )
    )
    return [
        make_dump(name, *draw(st.lists(LISTINGS, max_size=4, unique_by=lambda x: x[0])))
        for name in names
    ]


@given(dump_sets(), st.randoms(use_true_random=False))
def test_the_order_of_the_dumps_does_not_matter(dumps: list[Dump], random: Random) -> None:
    shuffled = list(dumps)
    random.shuffle(shuffled)
    assert build_archive(shuffled) == build_archive(dumps)


@given(dump_sets())
def test_every_listing_appears_once(dumps: list[Dump]) -> None:
    archive = build_archive(dumps)
    appeared = [(a.dump, a.position) for paper in archive.papers for a in paper.appearances]
    listed = [(dump.name, x.position) for dump in dumps for x in dump.listings]
    assert sorted(appeared) == sorted(listed)
    firsts = [paper.appearances[0] for paper in archive.papers]
    assert firsts == sorted(firsts, key=lambda a: (a.dump, a.position))
    assert all(
        list(paper.appearances) == sorted(paper.appearances, key=lambda a: (a.dump, a.position))
        for paper in archive.papers
    )


@settings(max_examples=300)
@given(dump_sets())
def test_every_address_that_ever_answered_still_answers(dumps: list[Dump]) -> None:
    """Whatever subset of the dumps there was before, its addresses lead to its listings."""
    now = build_archive(dumps)
    addresses = answering(now)
    listings_of = {
        paper.id: {(a.dump, a.position) for a in paper.appearances} for paper in now.papers
    }
    for size in range(1, len(dumps)):
        for earlier in itertools.combinations(dumps, size):
            then = build_archive(earlier)
            assert addresses.keys() >= answering(then).keys()
            for paper in then.papers:
                first = (paper.appearances[0].dump, paper.appearances[0].position)
                reached = set().union(*(listings_of[other] for other in addresses[paper.id]))
                assert first in reached

import itertools
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator import Archive, Dump, Paper, build_archive
from generator.related import LATER, Relation, build_related
from generator.term_index import REASONS, RELATED, best_scores
from generator.terms import MOST_WEIGHT, paper_terms
from generator.text import clean
from tests.made_up import make_dump

SYLLABLES = ("bar", "cel", "dim", "for", "gul", "han", "jet", "kom", "lup", "ner")
WORDS = ["".join(pair) for pair in itertools.product(SYLLABLES, repeat=2)]

Related = dict[str, tuple[Relation, ...]]


def made_up_dumps(seed: int, days: int) -> list[Dump]:
    """Return days of eight papers, each about three words of a small language."""
    random = Random(seed)
    dumps = []
    for day in range(1, days + 1):
        listings = []
        for number in range(8):
            title = " ".join(random.sample(WORDS, 3))
            abstract = " ".join(random.choices(WORDS, k=20))
            listings.append((f"{title} {day}x{number}", abstract))
        dumps.append(make_dump(f"2025-01-{day:02}", *listings))
    return dumps


def related(dumps: Iterable[Dump]) -> Related:
    return {id_: found.related for id_, found in build_related(build_archive(dumps)).items()}


def first_seen(paper: Paper) -> str:
    return str(paper.appearances[0].date)


SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.integers(2, 4))
def test_a_later_day_never_changes_what_an_old_paper_is_related_to(seed: int, days: int) -> None:
    dumps = made_up_dumps(seed, days + 1)
    before, after = related(dumps[:-1]), related(dumps)
    assume(any(after.values()))
    assert before == {id_: found for id_, found in after.items() if id_ in before}


def test_no_day_of_the_real_dumps_changed_what_older_papers_are_related_to(
    archive: Archive,
) -> None:
    whole = related(archive.dumps)
    for day in archive.days:
        before = related(dump for dump in archive.dumps if dump.date <= day.date)
        assert before == {id_: whole[id_] for id_ in before}


@given(SEEDS, st.randoms())
def test_the_order_of_the_dumps_does_not_matter(seed: int, random: Random) -> None:
    dumps = made_up_dumps(seed, 4)
    shuffled = random.sample(dumps, len(dumps))
    assert build_related(build_archive(shuffled)) == build_related(build_archive(dumps))


@given(SEEDS)
def test_later_is_the_inverse_of_related_over_later_days(seed: int) -> None:
    assert_later_is_inverse(build_archive(made_up_dumps(seed, 4)))


def test_later_is_the_inverse_of_related_in_the_real_archive(archive: Archive) -> None:
    assert_later_is_inverse(archive)


def assert_later_is_inverse(archive: Archive) -> None:
    relations = build_related(archive)
    naming: dict[str, set[Relation]] = {paper.id: set() for paper in archive.papers}
    day_of = {paper.id: first_seen(paper) for paper in archive.papers}
    for id_, found in relations.items():
        for relation in found.related:
            assert day_of[relation.paper_id] <= day_of[id_]
            if day_of[relation.paper_id] < day_of[id_]:
                naming[relation.paper_id].add(Relation(paper_id=id_, terms=relation.terms))
    for id_, found in relations.items():
        assert set(found.later) <= naming[id_]
        assert len(found.later) == min(LATER, len(naming[id_]))


def test_every_relation_of_the_real_archive_has_reasons_in_both_papers(archive: Archive) -> None:
    papers = {paper.id: paper for paper in archive.papers}
    relations = build_related(archive)
    assert relations.keys() == papers.keys()
    for id_, found in relations.items():
        paper = papers[id_]
        for relation in found.related:
            other = papers[relation.paper_id]
            assert 1 <= len(relation.terms) <= REASONS
            for term in relation.terms:
                assert term in f"{clean(paper.title)}\n{clean(paper.abstract)}"
                key = list(paper_terms(term, "").weights)[-1]
                assert key in paper_terms(other.title, other.abstract).weights


@given(
    st.lists(
        st.tuples(
            st.integers(1, 40),
            st.dictionaries(st.integers(0, 60), st.integers(1, MOST_WEIGHT), min_size=9),
        ),
        max_size=8,
    ),
    st.floats(0, 60),
)
def test_the_best_are_those_of_all_whose_gains_are_added_up(
    terms: list[tuple[int, dict[int, int]]], least: float
) -> None:
    numbers = {number for _, weights in terms for number in weights} - {7}
    scores = {
        number: sum(worth * weights.get(number, 0) for worth, weights in terms)
        for number in numbers
    }
    ranked = sorted((-score, number) for number, score in scores.items() if score >= least)
    found = best_scores(
        [
            (
                [worth * weight for weight in range(MOST_WEIGHT + 1)],
                sorted(16 * number + weight for number, weight in weights.items()),
            )
            for worth, weights in terms
        ],
        7,
        least,
    )
    assert found == [(-loss, number) for loss, number in ranked[: len(found)]]
    assert len(found) == min(2 * RELATED, len(ranked))


def test_no_paper_is_related_to_itself_or_twice_to_another(archive: Archive) -> None:
    for id_, found in build_related(archive).items():
        named = [relation.paper_id for relation in found.related]
        assert id_ not in named
        assert len(set(named)) == len(named) <= RELATED


@pytest.mark.parametrize(
    ("title", "other", "term"),
    [
        (
            "What learning algorithm is in-context learning? Investigations with linear models",
            "Transformers learn in-context by gradient descent",
            "in-context learning",
        ),
        ("Deep Regression Unlearning", "Model Sparsity Can Simplify Machine Unlearning", ""),
        (
            "NUPES : Non-Uniform Post-Training Quantization via Power Exponent Search",
            "FlexRound: Learnable Rounding based on Element-wise Division for "
            "Post-Training Quantization",
            "post-training quantization",
        ),
    ],
)
def test_papers_on_one_subject_are_related(
    archive: Archive, title: str, other: str, term: str
) -> None:
    ids = {paper.title: paper.id for paper in archive.papers}
    relations = build_related(archive)[ids[title]].related
    [terms] = [found.terms for found in relations if found.paper_id == ids[other]]
    assert term in [found.casefold() for found in terms] or not term


def test_a_paper_on_a_subject_of_its_own_has_no_related_papers() -> None:
    dumps = made_up_dumps(1, 3)
    lonely = ("Tidal mud flats", "Worms dig tidal mud. Birds eat worms of the mud flats.")
    found = related([*dumps, make_dump("2025-01-09", lonely)])
    assert found["tidal-mud-flats"] == ()


def test_words_in_passing_relate_nothing() -> None:
    """Nothing is about `additionally useful`, however rare the words are."""
    dumps = made_up_dumps(1, 3)
    dumps.append(
        make_dump(
            "2025-01-09",
            ("Tidal mud", "Worms dig tidal mud. Serendipity helps, quixotically."),
            ("Alpine snow", "Fresh alpine snow covers rock. Serendipity helps, quixotically."),
        )
    )
    found = related(dumps)
    assert (found["tidal-mud"], found["alpine-snow"]) == ((), ())


def test_a_reason_is_not_repeated_by_a_part_of_it() -> None:
    dumps = made_up_dumps(1, 3)
    subject = "We train KV cache eviction. KV cache eviction saves memory."
    dumps.append(make_dump("2025-01-08", ("KV Cache Eviction", subject)))
    dumps.append(make_dump("2025-01-09", ("Learned KV Cache Eviction", f"{subject} It learns.")))
    [relation] = related(dumps)["learned-kv-cache-eviction"]
    assert relation.paper_id == "kv-cache-eviction"
    words = [word for term in relation.terms for word in term.casefold().split()]
    assert len(set(words)) == len(words)
    assert "KV cache" in relation.terms or "cache eviction" in relation.terms


@pytest.mark.parametrize(
    "text",
    ["a-" * 10_000, "kv " * 7_000, "’" * 20_000, "word" * 5_000, "https://" * 2_500, "{" * 99],
)
def test_worst_case_text_relates_nothing_and_does_no_harm(text: str) -> None:
    dumps = [make_dump("2025-01-01", ("One", text), ("Two", ABOUT), ("Three", ABOUT))]
    found = related(dumps)
    assert found["one"] == ()


ABOUT = "Sparse attention prunes tokens. Sparse attention is fast."


def test_a_term_of_thousands_of_papers_relates_none() -> None:
    listings = [(f"Pruning w{number}", f"Pruning by x{number}.") for number in range(2_100)]
    pair = [("Pruning of Mud", "Pruning with tidal worms."), ("Pruning of Snow", "Pruning again.")]
    dumps = [make_dump("2025-01-01", *listings), make_dump("2025-01-02", *pair)]
    assert not any(related(dumps).values())

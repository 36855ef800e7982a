import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import Archive, Dump, Topic, Vocabulary, build_archive, read_dumps, read_topics
from generator.topics import MOST_TOPICS
from tests.conftest import DUMPS
from tests.made_up import make_dump

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "topics.yml").read_text("utf-8"))
FIRST_DUMPS = ("2025-03-11", "2025-03-12.a", "2025-03-12.b", "2025-03-21", "2025-08-05")
NOT_YET = {"agents", "robotics", "video"}
"""Topics of the field that no paper of the first five dumps is about."""

REAL = read_topics(DUMPS)


def topic(id_: str, *patterns: str) -> Topic:
    return Topic(id=id_, name=id_, description="Made up.", patterns=patterns)


def ids(vocabulary: Vocabulary, title: str, abstract: str = "") -> list[str]:
    return [found.id for found in vocabulary.topics_of(title, abstract)]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(REAL)


@pytest.fixture(scope="module")
def topics_of_papers(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The topics of the papers of the first five dumps."""
    dumps = [dump for dump in read_dumps(DUMPS)[0] if dump.name in FIRST_DUMPS]
    papers = build_archive(dumps).papers
    assert len(papers) == 233
    return {paper.id: ids(vocabulary, paper.title, paper.abstract) for paper in papers}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_pattern_matches(case: dict[str, Any]) -> None:
    vocabulary = Vocabulary([topic("it", case["pattern"])])
    assert [title for title in case["finds"] if not ids(vocabulary, title)] == []
    assert [title for title in case["misses"] if ids(vocabulary, title)] == []


def test_one_pattern_in_the_title_is_enough() -> None:
    assert ids(Vocabulary([topic("a", "graph")]), "Graphs", "We study them.") == ["a"]


@pytest.mark.parametrize(
    ("abstract", "found"),
    [
        ("A graph.", []),
        ("A graph, a graph, a graph, a graph, a graph.", []),
        ("A graph, its node, its edge.", []),
        ("A graph, a graph, a node, a node.", ["a"]),
        ("A graph, a graph, a node, an edge.", ["a"]),
        ("A graph, a node, an edge, a path.", ["a"]),
    ],
)
def test_the_abstract_alone_has_to_point_there_in_several_ways(
    abstract: str, found: list[str]
) -> None:
    assert ids(Vocabulary([topic("a", "graph", "node", "edge", "path")]), "T", abstract) == found


def test_topics_are_ordered_by_how_much_points_to_them_then_as_in_the_vocabulary() -> None:
    vocabulary = Vocabulary([topic("a", "ant"), topic("b", "bee"), topic("c", "cat", "cow")])
    assert ids(vocabulary, "Bee, ant, cow, cat") == ["c", "a", "b"]
    assert ids(vocabulary, "Ant, bee", "The bee.") == ["b", "a"]


def test_a_paper_has_at_most_five_topics_the_best() -> None:
    names = ["ant", "bee", "cat", "dog", "eel", "fox"]
    vocabulary = Vocabulary([topic(name, name) for name in names])
    assert ids(vocabulary, " ".join(names)) == names[:MOST_TOPICS]
    assert ids(vocabulary, " ".join(names), "A fox.") == ["fox", *names[: MOST_TOPICS - 1]]


def test_a_pattern_may_stand_under_two_topics() -> None:
    vocabulary = Vocabulary([topic("a", "hidden Markov"), topic("b", "hidden-Markov")])
    assert ids(vocabulary, "Hidden Markov") == ["a", "b"]


WORDS = st.sampled_from(["a", "b", "c"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(tuple)


@given(st.sets(PHRASES, min_size=1, max_size=5), st.lists(WORDS, max_size=8))
def test_a_pattern_inside_a_longer_match_is_not_counted(
    patterns: set[tuple[str, ...]], words: list[str]
) -> None:
    """Checked against the definition: every match, less those inside another."""
    matches = {
        (start, start + len(pattern), pattern)
        for pattern in patterns
        for start in range(len(words))
        if tuple(words[start : start + len(pattern)]) == pattern
    }
    counted = {
        pattern
        for start, end, pattern in matches
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b, _ in matches)
    }
    vocabulary = Vocabulary([topic(" ".join(pattern), " ".join(pattern)) for pattern in patterns])
    assert set(ids(vocabulary, " ".join(words))) == {" ".join(pattern) for pattern in counted}


@given(title=st.text(max_size=40), abstract=st.text(max_size=80))
def test_any_text_has_topics_or_none(title: str, abstract: str) -> None:
    vocabulary = Vocabulary([topic("any", *"abcdefgh"), topic("other", "x*", "1*", "ß*")])
    assert len(ids(vocabulary, title, abstract)) <= 2


TEXTS = st.lists(
    st.sampled_from(["graph", "node", "robot", "arm", "we", "and", "small", "."]),
    min_size=1,
    max_size=6,
).map(" ".join)
LISTINGS = st.lists(st.tuples(TEXTS, TEXTS), max_size=4, unique_by=lambda listing: listing[0])


@given(st.lists(LISTINGS, min_size=2, max_size=4))
def test_a_later_dump_never_changes_the_topics_of_an_old_paper(
    days: list[list[tuple[str, str]]],
) -> None:
    vocabulary = Vocabulary([topic("a", "graph", "node"), topic("b", "robot", "small arm")])
    dumps: list[Dump] = [
        make_dump(str(dt.date(2025, 1, day)), *listings) for day, listings in enumerate(days, 1)
    ]

    def topics_by_first_appearance(archive: Archive) -> dict[tuple[str, int], list[str]]:
        return {
            (paper.appearances[0].dump, paper.appearances[0].position): ids(
                vocabulary, paper.title, paper.abstract
            )
            for paper in archive.papers
        }

    before = topics_by_first_appearance(build_archive(dumps[:-1]))
    after = topics_by_first_appearance(build_archive(dumps))
    newest = dumps[-1].name
    assert {place: found for place, found in after.items() if place[0] != newest}.items() <= (
        before.items()
    )


def test_the_vocabulary_has_25_to_40_topics_each_described_in_one_sentence() -> None:
    assert 25 <= len(REAL) <= 40
    assert len({found.name for found in REAL}) == len(REAL)
    for found in REAL:
        assert found.description.endswith(".")
        assert found.description.count(".") == 1


@pytest.mark.parametrize("found", REAL, ids=lambda found: found.id)
def test_no_pattern_of_a_topic_matches_the_words_of_another(found: Topic) -> None:
    """The same words would count twice."""
    length = {pattern: len(pattern.replace("-", " ").split()) for pattern in found.patterns}
    for pattern in found.patterns:
        alone = Vocabulary([topic(found.id, pattern)])
        same_length = [p for p in found.patterns if length[p] == length[pattern] and p != pattern]
        assert [p for p in same_length if ids(alone, p.rstrip("*"))] == [], pattern


def test_every_pattern_is_found_where_it_stands(vocabulary: Vocabulary) -> None:
    missed = [p for found in REAL for p in found.patterns if found.id not in ids(vocabulary, p)]
    assert missed == []


def test_at_least_nine_papers_of_ten_have_a_topic_and_none_more_than_five(
    topics_of_papers: dict[str, list[str]],
) -> None:
    numbers = [len(found) for found in topics_of_papers.values()]
    assert sum(map(bool, numbers)) >= 0.9 * len(numbers)
    assert max(numbers) <= 5
    assert 1.5 <= sum(numbers) / len(numbers) <= 2.5


def test_no_topic_is_on_more_than_four_papers_of_ten_and_few_wait_for_their_first(
    topics_of_papers: dict[str, list[str]],
) -> None:
    counts = Counter(id_ for found in topics_of_papers.values() for id_ in found)
    assert max(counts.values()) <= 0.4 * len(topics_of_papers)
    assert {found.id for found in REAL} - counts.keys() <= NOT_YET


@pytest.mark.parametrize(
    ("paper", "topics"),
    [
        ("lottery-jackpots-exist-in-pre-trained-models", ["compression"]),
        ("deep-regression-unlearning", ["privacy", "statistics"]),
        ("deep-interest-network-for-click-through-rate-prediction", ["recommendation"]),
        ("the-two-pass-softmax-algorithm", ["architectures"]),
    ],
)
def test_papers_of_the_first_dumps_have_topics_a_reader_expects(
    paper: str, topics: list[str], topics_of_papers: dict[str, list[str]]
) -> None:
    assert topics_of_papers[paper] == topics


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("LLM Agents that Browse the Web", {"agents"}),
        ("Text-to-Video Generation with Diffusion Transformers", {"video", "generative-models"}),
        ("Vision-Language-Action Models for Dexterous Manipulation", {"robotics"}),
        ("Speculative Decoding for Faster Inference Serving", {"efficiency"}),
        ("GRPO Improves Chain-of-Thought Reasoning", {"reasoning", "reinforcement-learning"}),
        ("Attention Heads that Write Poems in Bengali", {"interpretability", "languages"}),
        ("Gaussian Splatting of Street Scenes from LiDAR", {"three-d"}),
        ("A Note on Lunch", set()),
    ],
)
def test_titles_of_the_wider_field_have_topics_too(
    title: str, expected: set[str], vocabulary: Vocabulary
) -> None:
    assert set(ids(vocabulary, title)) == expected

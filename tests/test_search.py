"""The search: its index finds what a full index of lunr finds, and what a reader means."""

import html
import math
import random
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import Archive, Dump, LazyFile, OutputFile, build_archive
from generator.cache import Cache
from generator.catalogue import Catalogue, build_catalogue
from generator.links import shown
from generator.search import build_search, kept
from generator.search.adding import with_papers
from generator.search.broad import (
    BEST,
    Answer,
    answers,
)
from generator.search.documents import indexed_words
from generator.search.index import Index, empty_index, pack_index, unpack_index
from generator.search.inverted import BOOSTS, STOP_WORDS, Inverted, Words, idf, weight
from generator.search.passages import passage
from generator.search.reference import build_reference
from generator.search.shards import cut, sort_key
from generator.search.surveys import Survey, pack_surveys, unpack_surveys, with_further_papers
from generator.search.words import words
from generator.text import clean
from tests.conftest import ROOT
from tests.hostile import PAYLOADS
from tests.lunr_oracle import compared, documents, under_node
from tests.made_up import make_dump

SMALL = 500
"""Bytes of a shard at which even the real dumps have words that are broad."""


@pytest.fixture(scope="module")
def catalogue(archive: Archive) -> Catalogue:
    return build_catalogue(archive)


@pytest.fixture(scope="module", params=[SMALL, 16_000])
def index(
    request: pytest.FixtureRequest,
    catalogue: Catalogue,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a folder with the search of the real dumps, in small shards and in usual ones."""
    return write(tmp_path_factory.mktemp("search"), catalogue, request.param)


def bytes_of(output: OutputFile | LazyFile) -> bytes:
    assert isinstance(output.content, bytes)
    return output.content


def write(folder: Path, catalogue: Catalogue, largest: int) -> Path:
    for output in build_search(catalogue, largest):
        path = folder / output.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes_of(output))
    return folder


def ask(folder: Path, *requests: dict[str, Any] | str) -> list[dict[str, Any]]:
    asked = [{"query": r} if isinstance(r, str) else r for r in requests]
    answers: list[dict[str, Any]] = under_node(folder, asked=asked)["asked"]
    return answers


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["url"].split("/")[1] for result in answer["results"]]


def test_both_languages_take_a_text_apart_into_the_same_words(archive: Archive) -> None:
    """The words by which the generator files a paper are those by which a browser asks."""
    chance = random.Random(3)
    ranges = [(0x20, 0x2FF), (0x370, 0x5FF), (0x900, 0x9FF), (0x1D400, 0x1D7FF), (0x2000, 0x33FF)]
    made_up = [
        "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(300)) for _ in range(200)
    ]
    texts = [text for p in archive.papers for text in (p.title, p.abstract)]
    texts += [*made_up, "ΌΔΟΣ İstanbul ﬁne Straße Łódź ½ x² e\u0301 a_b C++", *PAYLOADS]
    found = under_node(ROOT, texts=texts)["texts"]
    assert [words(text) for text in texts] == found


def test_every_query_finds_the_papers_and_scores_of_a_full_index_of_lunr(
    index: Path, archive: Archive
) -> None:
    """Scores are equal but for what lunr rounds; of equal papers the newest comes first."""
    found, different = compared(index, documents(archive), 1000)
    assert found > 800
    assert different == []


def test_a_word_that_is_only_begun_finds_the_same_from_kept_answers_as_from_all_postings(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = write(tmp_path, catalogue, 60)
    broad = ["m", "mo", "mod", "mode", "t", "tr", "learning", "learnin"]
    quick = ask(folder, *({"query": query, "count": 10} for query in broad))
    whole = ask(folder, *({"query": query, "count": 10, "facets": True} for query in broad))
    assert all(any("broad/" in name for name in answer["fetched"]) for answer in quick)
    assert not any("terms/" in name for answer in quick for name in answer["fetched"])
    assert not any("papers/" in name for answer in quick for name in answer["fetched"])
    assert [(ids(a), a["total"]) for a in quick] == [(ids(a), a["total"]) for a in whole]
    for query, answer, complete in zip(broad, quick, whole, strict=True):
        for result, same in zip(answer["results"], complete["results"], strict=True):
            assert (result["title"], result["date"]) == (same["title"], same["date"])
            found = re.findall("<mark>(.*?)</mark>", result["title"] + result["text"])
            assert found
            assert all(words(word)[0].startswith(query) for word in found)


def test_a_word_takes_few_files_however_much_of_it_is_typed(index: Path, archive: Archive) -> None:
    """The manifest and, where an answer is kept, where and what it is; else terms and results."""
    texts = (text for fields in documents(archive) for text in fields)
    known = sorted({word for text in texts for word in text.split()} - STOP_WORDS)
    chance = random.Random(5)
    chosen = [word[: chance.randint(1, len(word))] for word in chance.sample(known, 500)]
    for query, answer in zip(chosen, ask(index, *chosen), strict=True):
        kinds = Counter(name.split("/")[0] for name in answer["fetched"])
        results = kinds.pop("papers", 0)
        if "broad" in kinds:
            assert kinds.pop("broad") <= 2, query
            assert kinds == {"manifest.json": 1, "tables": 1}, query
            assert not results, query
        else:
            assert kinds == {"manifest.json": 1, "terms": 1}, query
            assert results <= len(answer["results"]) <= 10, query


def test_files_of_equal_content_are_one() -> None:
    """Of words that read the same backwards, the tables of words and endings are alike."""
    archive = build_archive([make_dump("2025-03-11", ("Level", "Noon"))])
    uris = [output.uri for output in build_search(build_catalogue(archive))]
    assert len(uris) == len(set(uris))


def test_while_somebody_types_little_is_fetched(catalogue: Catalogue, tmp_path: Path) -> None:
    """Few results; of several words the last waits while it is short or lies in many shards."""
    folder = write(tmp_path, catalogue, SMALL)
    queries = ["graph", "graph n", "graph ne", "graph mode", "graph neural", "the graph"]
    typed = ask(folder, *({"query": query, "isTyping": True} for query in queries))
    whole = ask(folder, *queries)
    alone = ids(whole[0])
    assert [ids(a) for a in typed[:4]] == [alone[:5]] * 4
    assert ids(typed[4]) == ids(whole[4])[:5] != alone[:5]
    assert ids(typed[5]) == alone[:5]
    assert [a["total"] for a in typed[:4]] == [whole[0]["total"]] * 4
    for few, all_ in zip(typed[:4], whole[:4], strict=True):
        assert len(few["fetched"]) < len(all_["fetched"])


RUNS = st.sampled_from(
    ["model ", "a &amp; b ", "&lt;b&gt; ", "<i>x</i>", '<span class="maths">n<sub>2</sub> </span>']
    + [str(shown(clean(payload))) + " " for payload in PAYLOADS]
    + ["x" * 999, "\n", "é ", "𝔽 "]
)


@given(st.lists(RUNS, max_size=40).map("".join), st.sampled_from(["mod", "b", "é", "missing"]))
def test_a_passage_is_a_short_piece_of_a_text_with_all_its_elements_whole(
    text: str, prefix: str
) -> None:
    piece = passage(text, prefix)
    cut = piece.removeprefix("… ").removesuffix(" …")
    assert cut in text
    assert re.sub(r"<(\w+)[^<>]*>|</(\w+)>", "", cut).count("<") == 0
    assert sorted(re.findall(r"<(\w+)", cut)) == sorted(re.findall(r"</(\w+)", cut))
    assert not re.search("&[^;]*$", cut)
    shown_words = words(html.unescape(re.sub("<[^>]*>", "", cut)))
    in_text = words(html.unescape(re.sub("<[^>]*>", "", text)))
    if any(w.startswith(prefix) and w not in STOP_WORDS for w in in_text) and "x" * 999 not in text:
        assert any(word.startswith(prefix) for word in shown_words)


def test_every_paper_is_first_for_its_title(index: Path, archive: Archive) -> None:
    answers = ask(index, *(paper.title for paper in archive.papers))
    missed = [p.title for p, a in zip(archive.papers, answers, strict=True) if ids(a)[0] != p.id]
    assert missed == []


def test_an_answer_says_what_a_reader_has_to_know(index: Path) -> None:
    misspelt, some, none = ask(index, "difusion model", "diffusion moose pruning", "moose")
    assert (misspelt["match"], misspelt["spelled"]) == ("all", [["difusion", "diffusion"]])
    assert "<mark>Diffusion</mark>" in misspelt["results"][0]["title"]
    assert (some["match"], some["total"] > 20) == ("some", True)
    nothing = {"total": 0, "unfiltered": 0, "match": "all", "spelled": [], "results": []}
    assert none == {**nothing, "fetched": ANY}


MADE_UP = [
    ("Knowledge graphs", "Of graphs."),
    ("Distillation of knowledge", "Of towers in 2021."),
    ("Distillation towers", "Of liquids."),
    ("Let's count", "A paper of the summer."),
    ("Zoo model", "Of animals."),
    ("The model", "Of all."),
    ("Model of a zoo", "Of some."),
    ("\U00010330\U00010331\U00010332\U00010333", "In letters of long ago."),
    ("Long words", "a" * 450),
    ("Many words", " ".join(f"w{number}" for number in range(300))),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('distillation -"knowledge distillation"', ["Distillation towers"]),
        ('distillation -"the knowledge"', ["Distillation towers"]),
        (
            'distillation -"knowledge of moose"',
            ["Distillation of knowledge", "Distillation towers"],
        ),
        ("let's", ["Let's count"]),
        ("know\u00adledge gra\u200bphs", ["Knowledge graphs"]),
        ("towers 2025", []),
        ("\U00010334\U00010331\U00010332\U00010333", [MADE_UP[7][0]]),
        ("a*a*a*a*a*a*a*a*a*z", []),
        ("a*a*a*aa", ["Long words"]),
        ("*rds", ["Long words", "Many words"]),
        (" ".join(f"w{number}" for number in range(256)), ["Many words"]),
    ],
)
@pytest.mark.parametrize("largest", [10, 16_000])
def test_what_a_reader_may_type(query: str, found: list[str], largest: int, tmp_path: Path) -> None:
    """Whatever it is, all of it is understood, and soon."""
    made = build_catalogue(build_archive([make_dump("2025-03-11", *MADE_UP)]))
    [answer] = ask(write(tmp_path, made, largest), query)
    titles = {paper.id: paper.title for paper in made.archive.papers}
    all_words = answer["match"] == "all"
    assert sorted(titles[id_] for id_ in ids(answer) if all_words) == sorted(found)


@pytest.mark.parametrize("largest", [10, 16_000])
def test_a_title_that_was_typed_as_a_whole_comes_first_and_no_other(
    largest: int, tmp_path: Path
) -> None:
    """A word that says nothing is not in the index, so the title decides."""
    made = build_catalogue(build_archive([make_dump("2025-03-11", *MADE_UP)]))
    folder = write(tmp_path, made, largest)
    queries = ["model", "the model", "a model", "model of a zoo", "model zoo"]
    quick = ask(folder, *({"query": query, "count": 10} for query in queries))
    whole = ask(folder, *({"query": query, "count": 10, "facets": True} for query in queries))
    assert list(map(ids, quick)) == list(map(ids, whole))
    best = [ids(answer)[0] for answer in quick]
    assert best[0] == best[1] == best[2]
    assert best[3:] == ["model-of-a-zoo", "zoo-model"]


def test_a_paper_is_found_by_what_a_page_shows_of_its_later_titles(tmp_path: Path) -> None:
    dumps = [
        make_dump("2025-03-11", ("Gaussian noise", "Of noise.", "2503.00001")),
        make_dump("2025-03-12", ("Adding mathcal{N}(0, sigma^2) noise", "Of it.", "2503.00001")),
    ]
    folder = write(tmp_path, build_catalogue(build_archive(dumps)), 16_000)
    assert [ids(answer) for answer in ask(folder, "σ", "sigma")] == [["gaussian-noise"]] * 2


def test_filters_that_leave_nothing_are_told_from_words_that_nobody_has(index: Path) -> None:
    nothing = {"query": "graph", "filters": {"from": "2030-01-01"}}
    [answer] = ask(index, nothing)
    assert answer["total"] == 0
    assert answer["unfiltered"] > 0


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ('"neural network"', lambda text: {"neural", "network"} <= text),
        ("neural -network", lambda text: "neural" in text and "network" not in text),
        ("+network", lambda text: "network" in text),
        ("pru*ng", lambda text: "pruning" in text or "prunning" in text),
        ("*former", lambda text: any(word.endswith("former") for word in text)),
        ("the", lambda text: any(word.startswith("the") for word in text - STOP_WORDS)),
        ("-network", lambda text: "network" not in text),
    ],
)
def test_a_reader_may_ask_for_more(
    query: str, kept: Callable[[set[str]], bool], index: Path, archive: Archive
) -> None:
    expected = {
        paper.id
        for paper in archive.papers
        if kept({word for field in indexed_words(paper)[:2] for word in field})
    }
    [answer] = ask(index, {"query": query, "count": 233})
    assert set(ids(answer)) == expected
    assert answer["total"] == len(expected)


def test_mathematics_is_found_as_shown_and_as_captured(index: Path) -> None:
    shown, captured = ask(index, "flaws resampling", "scriptsizeflaws resampling")
    assert ids(shown) == ids(captured) == [ids(shown)[0]]
    assert '<span class="maths">FLaws</span>' in shown["results"][0]["title"]


def test_answers_can_be_narrowed_and_sorted(index: Path, catalogue: Catalogue) -> None:
    papers = catalogue.papers
    day = {"from": "2025-03-12", "to": "2025-03-12"}
    requests: list[dict[str, Any]] = [
        {"query": "", "count": 233, "sort": "newest", "facets": True},
        {"query": "model", "count": 233, "facets": True},
        {"query": "model", "count": 233, "filters": day},
        {"query": "model", "count": 233, "filters": {"seen": "recurring"}, "sort": "recurring"},
        {"query": "model", "count": 233, "filters": {"topic": "compression"}, "facets": True},
        {"query": "model", "count": 233, "filters": {"code": True}},
    ]
    all_, found, of_day, again, compressed, code = ask(index, *requests)
    assert ids(all_) == [paper.id for paper in reversed(catalogue.archive.papers)]
    assert all_["facets"]["recurring"] == len(catalogue.recurring)
    topics = {topic: count for topic, _, count in all_["facets"]["topics"]}
    assert topics == {t.id: count for t, count in catalogue.counted_topics() if count}
    first = {id_: str(papers[id_].appearances[0].date) for id_ in ids(found)}
    assert ids(of_day) == [id_ for id_ in ids(found) if first[id_] == "2025-03-12"]
    assert {result["date"] for result in of_day["results"]} == {"2025-03-12"}
    times = [len(papers[id_].appearances) for id_ in ids(again)]
    assert times == sorted(times, reverse=True)
    assert set(ids(again)) == {id_ for id_ in ids(found) if len(papers[id_].appearances) > 1}
    counted = {topic: count for topic, _, count in found["facets"]["topics"]}
    assert counted == {t: c for t, _, c in compressed["facets"]["topics"]}
    assert counted["compression"] == compressed["total"] == len(ids(compressed))
    assert len(ids(code)) == found["facets"]["code"]


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


SIZED_TERMS = st.dictionaries(
    st.text(st.sampled_from("ab\U00010330\ufb00"), min_size=1, max_size=6),
    st.integers(1, 9),
    min_size=1,
)


@given(SIZED_TERMS, st.integers(1, 30))
def test_shards_hold_every_term_once_where_its_beginning_leads(
    sizes: dict[str, int], largest: int
) -> None:
    terms = sorted(sizes, key=sort_key)
    shards, broad = cut(terms, [sizes[term] for term in terms], largest)
    assert [term for _, start, end in shards for term in terms[start:end]] == terms
    for prefix, start, end in shards:
        assert end - start == 1 or sum(sizes[term] for term in terms[start:end]) <= largest
        assert all(sort_key(term) < sort_key(prefix) for term in terms[:start])
        assert all(sort_key(prefix) <= sort_key(term) for term in terms[start:])
    for prefix, start, end in broad:
        assert [term for term in terms if term.startswith(prefix)] == terms[start:end]


def test_words_of_any_length_are_cut() -> None:
    terms = ["a" * length for length in range(1, 3000)]
    shards, _ = cut(terms, [100] * len(terms), largest=1000)
    assert [term for _, start, end in shards for term in terms[start:end]] == terms


@given(SIZED_TERMS, st.integers(1, 30), st.data())
def test_a_beginning_of_a_word_lies_in_one_shard_or_is_broad(
    sizes: dict[str, int], largest: int, data: st.DataObject
) -> None:
    terms = sorted(sizes, key=sort_key)
    prefix = data.draw(st.sampled_from(terms))[: data.draw(st.integers(1, 6))]
    shards, broad = cut(terms, [sizes[term] for term in terms], largest)
    if sum(sizes[term] for term in terms if term.startswith(prefix)) > largest:
        assert any(shard.prefix.startswith(prefix) for shard in shards)
        assert any(found.prefix.startswith(prefix) for found in broad)
    else:
        holding = [s for s in shards if any(t.startswith(prefix) for t in terms[s.start : s.end])]
        assert len(holding) == 1


def test_a_further_day_leaves_what_answers_show_of_the_papers_before(
    archive: Archive, catalogue: Catalogue
) -> None:
    """A file of papers is never rewritten, only its folder filled; then it has a new name."""
    day = archive.days[-1].date
    fewer = replace(build_archive(d for d in archive.dumps if d.date < day), topics=archive.topics)
    old, new = (
        {o.content for o in build_search(made) if o.uri.startswith("search/papers/")}
        for made in (build_catalogue(fewer), catalogue)
    )
    assert len(old - new) <= 1  # the last, which has room for one paper more


def made_up_words(chance: random.Random, *, is_later: bool) -> Words:
    """Return a paper of few words that begin alike; words that are rare at first are not later."""
    vocabulary = [f"a{number}" for number in range(60)][:: -1 if is_later else 1]
    likely = [1 / (1 + number) for number in range(60)]
    title = chance.choices(vocabulary, likely, k=chance.randint(1, 4))
    text = chance.choices(["b", *vocabulary], [1, *likely], k=chance.randint(0, 6))
    return Words.of(title if chance.random() < 0.7 else ["b"], text, len(title))


def add_made_up(more: Inverted, number: int, words_: Words, chance: random.Random) -> Words:
    """Give a paper of an index up to two more terms; return all of its words."""
    known = words_.titles.keys() | words_.texts.keys()
    further = set(chance.choices([f"a{number}" for number in range(70)], k=2)) - known
    grown = words_._replace(texts=words_.texts | dict.fromkeys(further, 1))
    more.add_later(number, grown, further)
    return grown


def weighed(papers: list[Words], beginning: str) -> Answer:
    """Return the answer to a beginning of words, with every paper weighed."""
    terms = dict.fromkeys(t for words in papers for field in words[1:] for t in field)
    matching = [term for term in terms if term.startswith(beginning)]
    counted = {t: sum((t in w.titles) + (t in w.texts) for w in papers) for t in matching}
    found = []
    for number, paper in enumerate(papers):
        score = 0.0
        for field, boost in zip(paper[1:], BOOSTS, strict=True):
            weights = (
                weight(field[term], idf(len(papers), counted[term]), boost)
                for term in matching
                if term in field
            )
            score += sum(weights) / math.sqrt(len(matching))
        if any(term in field for term in matching for field in paper[1:]):
            found.append((score, number))
    best = [number for _, number in sorted(found, reverse=True)[:BEST]]
    named = [n for n, w in enumerate(papers) if beginning in w.titles and w.title_length == 1]
    return Answer(len(found), best, named[::-1])


@pytest.mark.parametrize("seed", range(3))
def test_the_best_papers_for_a_broad_beginning_are_those_of_weighing_every_paper(
    seed: int,
) -> None:
    """However few of the papers are weighed again when others are added."""
    chance = random.Random(seed)
    papers: list[Words] = []
    index = empty_index()
    surveys: dict[str, Survey] = {}
    for added in (400, 2, 5, 40, 300):
        further = [made_up_words(chance, is_later=bool(papers)) for _ in range(added)]
        more = Inverted(len(papers))
        for words_ in further:
            more.add(words_)
        papers += further
        for number in chance.sample(range(len(papers)), k=min(added, 20)):
            papers[number] = add_made_up(more, number, papers[number], chance)
        before = index
        index = with_papers(before, more)
        surveys = with_further_papers(surveys, before, index, more)
        _, broad = cut(index.terms.words, index.sizes, SMALL)
        found, surveys = answers(index, broad, surveys, kept=BEST)
        assert unpack_surveys(list(map(bytes, pack_surveys(surveys)))) == surveys
        assert {"a", "a1"} <= {beginning.prefix for beginning in broad}
        for beginning, answer in zip(broad, found, strict=True):
            assert answer == weighed(papers, beginning.prefix)


PAPERS = st.lists(
    st.builds(
        Words.of,
        st.lists(st.text("ab\ufb00\U00010330", min_size=1, max_size=3), max_size=3),
        st.lists(st.text("ab", min_size=1, max_size=3), max_size=4),
        st.integers(0, 300),
    ),
    max_size=9,
)


@given(PAPERS, st.integers(0, 9), st.lists(st.tuples(st.integers(0, 8), st.text("ab", min_size=1))))
def test_papers_may_be_added_to_an_index_in_any_steps(
    papers: list[Words], first: int, later: list[tuple[int, str]]
) -> None:
    """Whatever terms some of them are given later."""

    def index_of(*parts: list[Words]) -> Index:
        index = empty_index()
        has = {number: {*words_.titles, *words_.texts} for number, words_ in enumerate(papers)}
        for part in parts:
            more = Inverted(index.papers)
            for words_ in part:
                more.add(words_)
            for number, term in later:
                if number < more.papers and term not in has[number]:
                    has[number].add(term)
                    words_ = papers[number]
                    texts = words_.texts | dict.fromkeys(has[number] - words_.texts.keys(), 1)
                    more.add_later(number, words_._replace(texts=texts), [term])
            index = with_papers(index, more)
        return index

    whole = index_of(papers)
    stepwise = index_of(papers[:first], papers[first:])
    assert served(stepwise) == served(whole)
    assert unpack_index(list(map(bytes, pack_index(whole)))) == whole


def served(index: Index) -> Index:
    """Return an index but for the order in which its terms came, of which nothing is served."""
    counted = array("I", map(index.counted.__getitem__, index.orders))
    return index._replace(orders=array("I"), counted=counted)


def made_up_day(date: str, chance: random.Random) -> Dump:
    """Return a day of short papers in words of a few letters, some of which all days share.

    Some of them are on other days too, there in other words.
    """
    letters = [*"abcde", "ba", "ca", "é", "\U00010330"]
    made: list[tuple[str, str | None]] = [
        (f"{' '.join(chance.choices(letters, k=2))}{''.join(chance.choices(letters, k=4))}", None)
        for _ in range(180)
    ]
    made += [(f"b {''.join(chance.choices(letters, k=3))}", f"2503.{n:05}") for n in range(20)]
    return make_dump(
        date, *((title, " ".join(chance.choices(letters, k=9)), id_) for title, id_ in made)
    )


def searched(dumps: Iterable[Dump], cache: Cache) -> dict[str, bytes]:
    catalogue = build_catalogue(build_archive(dumps))
    return {o.uri: bytes_of(o) for o in build_search(catalogue, SMALL, cache)}


@pytest.mark.parametrize("seed", range(3))
def test_a_search_built_with_what_earlier_builds_kept_is_the_one_built_from_nothing(
    seed: int, tmp_path: Path
) -> None:
    """Days come, go and are corrected; a build is killed, or finds what is kept damaged."""
    chance = random.Random(seed)
    days = {f"2025-03-{day:02}": made_up_day(f"2025-03-{day:02}", chance) for day in (3, 4, 7)}
    path = tmp_path / "cache"
    for _ in range(6):
        change = chance.choice(["add", "add", "remove", "correct", "nothing", "damage"])
        date = f"2025-03-{chance.randint(1, 9):02}"
        if change == "remove":
            days.pop(date, None)
        elif change == "damage":
            content = bytearray(path.read_bytes() if path.exists() else b"")
            content[len(content) // 2 :] = bytes(len(content) // 3)
            path.write_bytes(content)
        elif change != "nothing":
            days[date] = made_up_day(date, chance)
        cache = Cache(path)
        assert searched(days.values(), cache) == searched(days.values(), Cache())
        cache.close(finished=chance.random() < 0.8)


def test_only_the_papers_of_the_last_day_are_added_to_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the day is new, corrected, corrected again, gone, or of earlier papers alone."""
    added: list[int] = []

    def noted(index: Index, more: Inverted) -> Index:
        added.append(more.papers - index.papers)
        return with_papers(index, more)

    monkeypatch.setattr(kept, "with_papers", noted)
    chance = random.Random(0)

    def day(number: int) -> Dump:
        titles = ("".join(chance.choices("abcdefgh", k=12)) for _ in range(50))
        return make_dump(f"2025-03-0{number}", *((title, "A few words.") for title in titles))

    days = list(map(day, range(1, 6)))
    again = make_dump("2025-03-06", (days[0].listings[0].title, "A few different words."))
    most = days[:4]
    steps = (days[:3], most, days, [*most, day(5)], [*most, day(5)], most, [*most, again])
    found = []
    for dumps in steps:
        cache = Cache(tmp_path / "cache")
        searched(dumps, cache)
        cache.close()
        found.append(added[:])
        added.clear()
    assert found == [[100, 50], [50], [50], [50], [50], [], [0]]


def test_the_reference_of_the_command_line_agrees_but_for_the_rounding(
    archive: Archive, index: Path
) -> None:
    """lunr for Python rounds a weight's fourth digit to even, lunr.js rounds it up."""
    queries = ["diffusion", "+model pruning", "title:network", "neural -network", "quant*"]
    texts = documents(archive)
    compared = under_node(index, documents=texts, queries=queries)["queries"]
    reference = build_reference(archive.papers)
    for query, both in zip(queries, compared, strict=True):
        scores = {archive.papers[paper].id: score for paper, score in both["ours"]}
        assert {r["ref"]: r["score"] for r in reference.search(query)} == pytest.approx(
            scores, abs=0.002
        )

"""The answers to beginnings of words that very many papers have.

A beginning such as `mod` stands for so many postings that fetching them while a reader
types would take megabytes. So its best papers are found here, by the same rule that the
browser has for all other searches (`search/ranking.js`).

With every paper all weights change a little, but by no more than is known beforehand. So a
*survey* of a beginning keeps more papers than an answer shows, with their postings, and the
*bar* that no other paper is above. While enough of those kept stay above the bar, which is raised
by what other papers may have gained, the answer is among them; else there is a new survey.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from typing import Any, NamedTuple

from generator.search.index import Index, Reader
from generator.search.inverted import BOOSTS, K1, Words, idf, weight
from generator.search.numbers import numbers
from generator.search.shards import Range

LARGEST_ANSWERS = 8_000
"""Bytes, before compression, above which a shard of answers is cut."""
BEST = 10
"""How many papers are kept for a broad beginning: as many as the header shows."""

KEPT = 200
"""How many papers a survey keeps. More last longer."""

_WEIGHED = 2  # papers that a survey weighs, for each that it keeps
_MOST = K1 + 1  # what a term weighs at most, for an idf and a boost of 1
_SLACK = 0.002  # more than what a weight may change by when it is rounded, and a sum


class Answer(NamedTuple):
    """What a search for one word finds.

    Attributes:
        total: How many papers have it.
        best: The first of them: the highest score first, of equals the newest.
        named: Those whose whole title it is, the newest first.
    """

    total: int
    best: list[int]
    named: list[int]


class Survey(NamedTuple):
    """What is known of the papers that have a word with some beginning.

    Attributes:
        papers: How many papers there were when it was made.
        total: How many papers have such a word.
        bar: What the postings of a paper that is not in the list weighed at most.
        most: How many of the terms a title has at most, and an abstract.
        postings: For each paper in the list its postings, ascending: 2**32 times the number of the
            term in the order of first appearance, and what `Inverted` has it under.
    """

    papers: int
    total: int
    bar: float
    most: tuple[int, int]
    postings: dict[int, list[int]]


class Weights(dict[int, float]):
    """What postings weigh, told as in a survey, worked out when first asked for."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._papers = index.papers
        self._counted = dict(zip(index.orders, index.counted, strict=True))

    def idf(self, order: int) -> float:
        """Return how telling a term is, by its number in the order of first appearance."""
        return idf(self._papers, self._counted[order])

    def __missing__(self, posting: int) -> float:
        key = posting & 0xFFFFFFFF
        self[posting] = weight(key >> 1, self.idf(posting >> 32), BOOSTS[key & 1])
        return self[posting]


def answers(
    index: Index, broad: Sequence[Range], surveys: Mapping[str, Survey], kept: int = KEPT
) -> tuple[list[Answer], dict[str, Survey]]:
    """Return what searches for broad beginnings find, and the surveys that say so.

    Args:
        index: Where to search.
        broad: The beginnings.
        surveys: Those of an index of fewer papers, with the further papers added.
        kept: How many papers a survey keeps.
    """
    reader = index.reader()
    weights = Weights(index)
    found, made = [], {}
    for beginning in broad:
        magnitude = math.sqrt(beginning.end - beginning.start)
        survey = surveys.get(beginning.prefix)
        best = _best(survey, weights, index.papers, magnitude) if survey else None
        weighed = _WEIGHED * kept
        while survey is None or best is None:  # others may be better
            survey = _survey(index, reader, weights, beginning, weighed)
            best = _best(survey, weights, index.papers, magnitude)
            weighed = index.papers
        if len(survey.postings) >= _WEIGHED * kept:
            survey = _shortened(survey, weights, index.papers, kept)
        made[beginning.prefix] = survey
        found.append(Answer(survey.total, best, _named(index, reader, beginning)))
    return found, made


def with_further_papers(
    surveys: Mapping[str, Survey], index: Index, papers: Iterable[tuple[int, Words]]
) -> dict[str, Survey]:
    """Return surveys with the postings of further papers.

    Args:
        surveys: As they were kept.
        index: Of all papers.
        papers: The further ones, by number.
    """
    if not surveys:
        return {}
    longest = max(map(len, surveys))
    order = dict(zip(index.terms.words, index.orders, strict=True))
    further: dict[str, dict[int, list[int]]] = {prefix: {} for prefix in surveys}
    for paper, words in papers:
        for field, terms in enumerate(words[1:]):
            for term, frequency in terms.items():
                posting = order[term] << 32 | frequency << 1 | field
                for length in range(1, min(longest, len(term)) + 1):
                    if (beginning := term[:length]) in further:
                        further[beginning].setdefault(paper, []).append(posting)
    made = {}
    for prefix, survey in surveys.items():
        new = {paper: sorted(postings) for paper, postings in further[prefix].items()}
        texts = [sum(posting & 1 for posting in postings) for postings in new.values()]
        titles = [len(p) - n for p, n in zip(new.values(), texts, strict=True)]
        most = (max([survey.most[0], *titles]), max([survey.most[1], *texts]))
        total = survey.total + len(new)
        made[prefix] = Survey(survey.papers, total, survey.bar, most, survey.postings | new)
    return made


def broad_answer(prefix: str, answer: Answer, shown: Sequence[bytes]) -> bytes:
    """Return the answer to a broad beginning.

    The beginning (number of bytes, UTF-8), how many papers have it, how many are the best and
    their numbers, how many are named so and their numbers; then what is shown of the best
    (number of bytes, and these).

    Args:
        prefix: The beginning.
        answer: What begins so.
        shown: What is shown of each of the best.
    """
    shown_ = b"[%b]" % b",".join(shown)
    name = prefix.encode()
    lists = [len(answer.best), *answer.best, len(answer.named), *answer.named]
    return numbers([len(name)]) + name + numbers([answer.total, *lists, len(shown_)]) + shown_


def _sums(postings: Iterable[int], weights: Weights) -> tuple[float, float]:
    """Return what a paper's postings weigh in the title and the abstract, added up as lunr does."""
    titles = texts = 0.0
    for posting in postings:
        if posting & 1:
            texts += weights[posting]
        else:
            titles += weights[posting]
    return titles, texts


def _best(survey: Survey, weights: Weights, papers: int, magnitude: float) -> list[int] | None:
    """Return the best papers, or None when others may be better."""
    found = []
    for paper, postings in survey.postings.items():
        titles, texts = _sums(postings, weights)
        found.append((titles / magnitude + texts / magnitude, paper))
    best = nlargest(BEST, found)
    if survey.bar >= 0:
        least = best[-1][0] * magnitude if len(best) == BEST else 0.0
        if least <= _raised(survey, papers) * (1 + 1e-9):
            return None
    return [paper for _, paper in best]


def _raised(survey: Survey, papers: int) -> float:
    """Return what the postings of a paper that is not in the list weigh at most by now.

    Of n papers, a term that c have (see `idf`) has an idf that grows by at most 1 / n with
    a paper more, and, when c is above n, with each of at most two more in c.
    """
    gained = 2 * (papers - survey.papers) / survey.papers
    titles, texts = survey.most
    terms = titles * BOOSTS[0] + texts * BOOSTS[1]
    return survey.bar + gained * _MOST * terms + _SLACK * (titles + texts)


def _shortened(survey: Survey, weights: Weights, papers: int, kept: int) -> Survey:
    """Return a survey with the best papers alone."""
    sums = {paper: sum(_sums(postings, weights)) for paper, postings in survey.postings.items()}
    ranked = sorted(sums, key=lambda paper: (sums[paper], paper), reverse=True)
    bar = max(sums[ranked[kept]] + _SLACK, _raised(survey, papers) if survey.bar >= 0 else -1)
    postings = {paper: survey.postings[paper] for paper in ranked[:kept]}
    return Survey(papers, survey.total, bar, survey.most, postings)


def _survey(
    index: Index, reader: Reader, weights: Weights, beginning: Range, weighed: int
) -> Survey:
    """Return a new survey, for which no more papers are weighed than told.

    Titles weigh so much that abstracts mostly decide among few papers. So an abstract is first
    taken for what it could weigh by the number of its terms, and only the papers that are then
    the best are weighed.
    """
    terms = range(beginning.start, beginning.end)
    titles: defaultdict[int, float] = defaultdict(float)
    in_titles: Counter[int] = Counter()
    in_texts: Counter[int] = Counter()
    highest = 0.0
    for term in terms:
        order = index.orders[term]
        for group in reader.groups(term):
            if group.key & 1:
                highest = max(highest, weights.idf(order))
                in_texts.update(group.papers())
            else:
                weighs = weights[order << 32 | group.key]
                for paper in group.papers():
                    titles[paper] += weighs
                    in_titles[paper] += 1
    all_ = titles.keys() | in_texts.keys()
    each = highest * _MOST + _SLACK
    bounds = [(titles.get(paper, 0.0) + in_texts[paper] * each, paper) for paper in all_]
    most = max(in_titles.values(), default=0), max(in_texts.values(), default=0)
    ranked = nlargest(weighed + 1, bounds)
    bar = ranked.pop()[0] + _SLACK if len(ranked) > weighed else -1.0
    postings = _postings(index, reader, terms, {paper for _, paper in ranked})
    return Survey(index.papers, len(all_), bar, most, postings)


def _postings(
    index: Index, reader: Reader, terms: Iterable[int], papers: set[int]
) -> dict[int, list[int]]:
    """Return the postings of some papers."""
    found: dict[int, list[int]] = {paper: [] for paper in sorted(papers)}
    for term in terms:
        order = index.orders[term]
        for group in reader.groups(term):
            for paper in papers.intersection(group.papers()):
                found[paper].append(order << 32 | group.key)
    for postings in found.values():
        postings.sort()
    return found


def _named(index: Index, reader: Reader, beginning: Range) -> list[int]:
    """Return the papers whose whole title a beginning is, the newest first."""
    if index.terms.words[beginning.start] != beginning.prefix:
        return []
    groups = (g for g in reader.groups(beginning.start) if not g.key & 1 and 1 in g.lengths)
    lengths = chain.from_iterable(zip(g.papers(), g.lengths, strict=True) for g in groups)
    return sorted((paper for paper, length in lengths if length == 1), reverse=True)


def pack_surveys(surveys: Mapping[str, Survey]) -> dict[str, list[object]]:
    """Return surveys for JSON."""
    return {
        prefix: [*survey[:4], list(survey.postings), list(survey.postings.values())]
        for prefix, survey in surveys.items()
    }


def unpack_surveys(packed: Mapping[str, list[Any]]) -> dict[str, Survey]:
    """Return the surveys that were packed."""
    return {
        prefix: Survey(papers, total, bar, tuple(most), dict(zip(numbers_, postings, strict=True)))
        for prefix, (papers, total, bar, most, numbers_, postings) in packed.items()
    }

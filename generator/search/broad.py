"""The answers to beginnings of words that very many papers have.

A beginning such as `mod` stands for so many postings that fetching them while a reader
types would take megabytes. So its best papers are found here, by the same rule that the
browser has for all other searches (`search/ranking.js`).

A *survey* of a beginning keeps more papers than an answer shows, see `surveys.py`. While enough
of these are above its bar, the answer is among them; else there is a new survey. All weights are
in thousandths.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush, nlargest
from itertools import accumulate, chain
from typing import NamedTuple

from generator.search.index import Index, Reader
from generator.search.inverted import BOOSTS, K1, idf, weight
from generator.search.numbers import numbers
from generator.search.shards import Range
from generator.search.surveys import SLACK, Survey

LARGEST_ANSWERS = 8_000
"""Bytes, before compression, above which a shard of answers is cut."""
BEST = 10
"""How many papers are kept for a broad beginning: as many as the header shows."""

KEPT = 200
"""How many papers a survey keeps. More last longer."""

_WEIGHED = 2  # papers that a survey weighs, for each that it keeps
_MOST = K1 + 1  # what a term weighs at most, for an idf and a boost of 1


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


class Weights(dict[int, int]):
    """What postings weigh, told as in a survey, worked out when first asked for."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._papers = index.papers
        self._counted = index.counted

    def idf(self, order: int) -> float:
        """Return how telling a term is, by its number in the order in which they came."""
        return idf(self._papers, self._counted[order])

    def __missing__(self, posting: int) -> int:
        key = posting & 0xFFFFFFFF
        self[posting] = weight(key >> 1, self.idf(posting >> 32), BOOSTS[key & 1])
        return self[posting]


class Held(dict[int, list[tuple[int, list[int]]]]):
    """The postings of terms, told as in a survey, each with its papers; read when asked for."""

    def __init__(self, index: Index, reader: Reader) -> None:
        super().__init__()
        self._index = index
        self._reader = reader

    def __missing__(self, term: int) -> list[tuple[int, list[int]]]:
        order = self._index.orders[term] << 32
        groups = self._reader.groups(term)
        self[term] = [(order | group.key, list(group.papers())) for group in groups]
        return self[term]


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
    held = Held(index, reader)
    last = 0
    found, made = [], {}
    for beginning in broad:
        if beginning.end > last:  # else it is in the one before
            held.clear()
            last = beginning.end
        magnitude = math.sqrt(beginning.end - beginning.start)
        survey = surveys.get(beginning.prefix)
        best = _best(survey, weights, magnitude) if survey else None
        weighed = _WEIGHED * kept
        while survey is None or best is None:  # others may be better
            survey = _survey(held, weights, beginning, weighed)
            best = _best(survey, weights, magnitude)
            weighed = index.papers
        if len(survey.papers) >= _WEIGHED * kept:
            survey = _shortened(survey, kept)
        made[beginning.prefix] = survey
        found.append(Answer(survey.total, best, _named(index, reader, beginning)))
    return found, made


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


def _sums(postings: Iterable[int], weights: Weights) -> tuple[int, int]:
    """Return what a paper's postings weigh in the title and in the abstract."""
    titles = texts = 0
    for posting in postings:
        if posting & 1:
            texts += weights[posting]
        else:
            titles += weights[posting]
    return titles, texts


def _best(survey: Survey, weights: Weights, magnitude: float) -> list[int] | None:
    """Return the best papers, or None when others may be better.

    The bounds of papers that are weighed are put right.
    """
    found: list[tuple[float, int]] = []  # a heap
    bounds = survey.bounds.tolist()
    ends = list(accumulate(survey.counts))
    for place in sorted(range(len(bounds)), key=bounds.__getitem__, reverse=True):
        if len(found) == BEST and found[0][0] * magnitude > bounds[place] * (1 + 1e-9):
            break
        end = ends[place]
        titles, texts = _sums(survey.postings[end - survey.counts[place] : end], weights)
        survey.bounds[place] = titles + texts + SLACK
        score = titles / magnitude + texts / magnitude
        heappush(found, (score, survey.papers[place]))
        if len(found) > BEST:
            heappop(found)
    if survey.bar >= 0:
        least = found[0][0] * magnitude if len(found) == BEST else 0.0
        if least <= survey.bar * (1 + 1e-9):
            return None
    return [paper for _, paper in sorted(found, reverse=True)]


def _shortened(survey: Survey, kept: int) -> Survey:
    """Return a survey with the best papers alone."""
    bounds, papers = survey.bounds, survey.papers
    places = range(len(papers))
    ranked = sorted(places, key=lambda place: (bounds[place], papers[place]), reverse=True)
    bar = max(bounds[ranked[kept]], survey.bar)
    best = sorted(ranked[:kept])
    ends = list(accumulate(survey.counts, initial=0))
    postings = (survey.postings[ends[place] : ends[place + 1]] for place in best)
    return Survey(
        survey.total,
        bar,
        survey.most,
        array("I", (papers[place] for place in best)),
        array("d", (bounds[place] for place in best)),
        array("I", (survey.counts[place] for place in best)),
        array("Q", chain.from_iterable(postings)),
    )


def _survey(held: Held, weights: Weights, beginning: Range, weighed: int) -> Survey:
    """Return a new survey, for which no more papers are weighed than told.

    Titles weigh so much that abstracts mostly decide among few papers. So an abstract is first
    taken for what it could weigh by the number of its terms, and only the papers that are then
    the best are weighed. Those that no abstract can bring among them are not looked at at all.
    """
    terms = range(beginning.start, beginning.end)
    titles: defaultdict[int, int] = defaultdict(int)
    in_titles: Counter[int] = Counter()
    in_texts: Counter[int] = Counter()
    highest = 0.0
    for term in terms:
        for posting, papers in held[term]:
            if posting & 1:
                highest = max(highest, weights.idf(posting >> 32))
                in_texts.update(papers)
            else:
                weighs = weights[posting]
                in_titles.update(papers)
                for paper in papers:
                    titles[paper] += weighs
    total = len(in_texts) + len(titles.keys() - in_texts.keys())
    longest = max(in_texts.values(), default=0)
    most = max(in_titles.values(), default=0) + longest
    each = highest * _MOST * 1000 + SLACK
    likely: Iterable[int] = titles.keys() | in_texts.keys()
    enough = nlargest(weighed + 1, titles.values())
    if len(enough) > weighed and (least := enough[-1] - longest * each) > 0:
        likely = [paper for paper, weighs in titles.items() if weighs >= least]
    bounds = ((titles.get(paper, 0.0) + in_texts[paper] * each, paper) for paper in likely)
    ranked = nlargest(weighed + 1, bounds)
    bar = ranked.pop()[0] + SLACK if len(ranked) > weighed else -1.0
    postings = _postings(held, terms, {paper for _, paper in ranked})
    return Survey(
        total,
        bar,
        most,
        papers=array("I", postings),
        bounds=array("d", (sum(_sums(some, weights)) + SLACK for some in postings.values())),
        counts=array("I", map(len, postings.values())),
        postings=array("Q", chain.from_iterable(postings.values())),
    )


def _postings(held: Held, terms: Iterable[int], papers: set[int]) -> dict[int, list[int]]:
    """Return the postings of some papers."""
    found: dict[int, list[int]] = {paper: [] for paper in sorted(papers)}
    for term in terms:
        for posting, having in held[term]:
            for paper in papers.intersection(having):
                found[paper].append(posting)
    return found


def _named(index: Index, reader: Reader, beginning: Range) -> list[int]:
    """Return the papers whose whole title a beginning is, the newest first."""
    if index.terms.words[beginning.start] != beginning.prefix:
        return []
    groups = (g for g in reader.groups(beginning.start) if not g.key & 1 and 1 in g.lengths)
    lengths = chain.from_iterable(zip(g.papers(), g.lengths, strict=True) for g in groups)
    return sorted((paper for paper, length in lengths if length == 1), reverse=True)

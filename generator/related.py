"""Archive -> related papers, each with the terms that the two have in common.

Papers are compared by their words, from titles and abstracts alone, as a search engine
does it (an inverted index, weights as in BM25). The archive grows, so the list of a paper
is made from the papers first seen no later than the day it was first seen, with the
counts as of that day: no later day can change it. Later papers that name a paper stand
under its `later`.

A paper is *about* a term (see `terms.py`) of weight 2 or more. Only what a paper is about
looks for others; words said in passing, such as "additionally", are rare enough to win
otherwise. For the same reason a term counts for less the more papers only mention it.
"""

import datetime as dt
import heapq
import itertools
import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.model import Archive, Paper
from generator.terms import IN_TITLE, MOST_WEIGHT, paper_terms

RELATED = 5
"""The most related papers that are named for one."""
LATER = 3
"""The most later papers that are named for one."""
REASONS = 4
"""The most terms that a relation names."""
LEAST_SHARE = 0.12
"""What a related paper has at least of the score of a paper about all the same terms.

Read by eye on the first five dumps: most pairs below have one word of many meanings in
common (*coding*, *counting*), most above a subject.
"""

_ABOUT = 2
_HALF_WEIGHT = 2  # a term of this weight counts for half of what it could
_QUERY_TERMS = 32
_OWN_TERMS = 20
_COMMON = 2_000  # a term in more papers than this finds none, and is no longer stored
_COMMON_SHARE = 4  # nor does a term in more than one paper of so many, from the fourth on
_QUERY_POSTINGS = 2_000  # a query reads no more, rarest terms first: its cost is bounded
_BEGINNING = 6  # letters by which words are taken for forms of one
_REASON_SHARE = 0.08  # a term that gives less of the score is no reason to name


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A related paper, and why it is one.

    Attributes:
        paper_id: The related paper.
        terms: What the two share, as the newer of them writes it, most telling first.
    """

    paper_id: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The papers related to one paper, closest first.

    Attributes:
        related: Papers first seen no later than the paper's first day. Never changes.
        later: Papers first seen on a later day that have the paper among their related.
    """

    related: tuple[Relation, ...]
    later: tuple[Relation, ...]


class _Found(NamedTuple):
    """A related paper, by its number in the archive."""

    score: int
    number: int
    reasons: tuple[str, ...]


def build_related(archive: Archive) -> dict[str, Relations]:
    """Return the related papers of every paper in the archive, by the paper's id.

    Only the wording a paper was first seen with counts, as others may come later. What a
    later dump can change all the same is which listings are one paper, and its address.
    """
    index = _Index()
    related: list[list[_Found]] = []
    for _, papers in itertools.groupby(archive.papers, key=_first_seen):
        for about in [index.add(paper) for paper in papers]:
            related.append(index.find(len(related), about))
    later: list[list[_Found]] = [[] for _ in archive.papers]
    for number, paper in enumerate(archive.papers):
        for found in related[number]:
            if _first_seen(archive.papers[found.number]) < _first_seen(paper):
                later[found.number].append(found._replace(number=number))
    for found_later in later:
        found_later.sort(key=lambda found: (-found.score, archive.papers[found.number].id))

    def relations(found: Sequence[_Found]) -> tuple[Relation, ...]:
        return tuple(
            Relation(paper_id=archive.papers[number].id, terms=reasons)
            for _, number, reasons in found
        )

    return {
        paper.id: Relations(related=relations(found), later=relations(found_later[:LATER]))
        for paper, found, found_later in zip(archive.papers, related, later, strict=True)
    }


def _first_seen(paper: Paper) -> dt.date:
    return paper.appearances[0].date


class _Subject(NamedTuple):
    """A term that a paper is about: what it weighs there, and how the paper writes it."""

    weight: int
    written: str


class _Index:
    """The papers so far, by term."""

    def __init__(self) -> None:
        self._papers = 0
        self._mentions: Counter[str] = Counter()  # papers that have the term
        self._subjects: Counter[str] = Counter()  # papers that are about it
        self._numbers: dict[str, array[int]] = defaultdict(lambda: array("L"))
        self._weights: dict[str, array[int]] = defaultdict(lambda: array("B"))

    def add(self, paper: Paper) -> dict[str, _Subject]:
        """Add a paper; return what it is about.

        A phrase counts only where the paper is about it. There would be too many others,
        and they tell no more than their words.
        """
        terms = paper_terms(paper.title, paper.abstract)
        about = {}
        for key, weight in terms.weights.items():
            if weight >= _ABOUT:
                about[key] = _Subject(weight, terms.written[key])
                self._subjects[key] += 1
            elif " " in key:
                continue
            self._mentions[key] += 1
            if self._mentions[key] <= _COMMON:
                self._numbers[key].append(self._papers)
                self._weights[key].append(weight)
            else:
                self._numbers.pop(key, None)
                self._weights.pop(key, None)
        self._papers += 1
        return about

    def find(self, number: int, about: Mapping[str, _Subject]) -> list[_Found]:
        """Return the papers closest to one of the papers, given what that is about."""
        worths = {key: self._worth(key, subject.weight) for key, subject in about.items()}
        keys = sorted(worths, key=lambda key: (-worths[key], key))[:_QUERY_TERMS]
        gains = {key: _gains(worths[key]) for key in self._affordable(keys)}
        scores: dict[int, int] = defaultdict(int)
        for key, gain in gains.items():
            for other, weight in zip(self._numbers[key], self._weights[key], strict=True):
                scores[other] += gain[weight]
        scores.pop(number, None)
        least = LEAST_SHARE * sum(_gains(worths[key])[IN_TITLE] for key in keys[:_OWN_TERMS])
        best = heapq.nsmallest(
            2 * RELATED, ((-score, other) for other, score in scores.items() if score >= least)
        )
        found = []
        for minus_score, other in best:
            shared = self._shared(other, gains)
            if len(shared) > 1:
                reasons = _reasons(-minus_score, shared)
                written = tuple(about[key].written for key in reasons)
                found.append(_Found(-minus_score, other, written))
        return found[:RELATED]

    def _affordable(self, keys: Iterable[str]) -> list[str]:
        """Return the terms that some others have, rarest first, as far as they may be read."""
        common = min(_COMMON, max(3, self._papers // _COMMON_SHARE))
        left = _QUERY_POSTINGS
        affordable = []
        for mentions, key in sorted((self._mentions[key], key) for key in keys):
            left -= mentions
            if left < 0 or mentions > common:
                break
            if mentions > 1:
                affordable.append(key)
        return affordable

    def _shared(self, number: int, gains: Mapping[str, list[int]]) -> dict[str, int]:
        """Return what each of the terms gained for a paper."""
        shared = {}
        for key, gain in gains.items():
            numbers = self._numbers[key]
            place = bisect_left(numbers, number)
            if place < len(numbers) and numbers[place] == number:
                shared[key] = gain[self._weights[key][place]]
        return shared

    def _worth(self, key: str, weight: int) -> int:
        """Return how much it tells that a paper gives a term such a weight.

        That is the term's inverse document frequency times the share of its papers that
        are about it, times how far the weight goes. Of a phrase only the papers about it
        are counted, so its words say how rare and how telling it can be at most. A whole
        number, so that sums of it are the same on every machine and in every order.
        """
        words = key.split(" ")
        rarity = min(self._rarity(key), sum(map(self._rarity, words)))
        telling = max((self._subjects[w] + 0.5) / (self._mentions[w] + 1.5) for w in words)
        return round(10_000 * rarity * telling * weight / (weight + _HALF_WEIGHT))

    def _rarity(self, key: str) -> float:
        mentions = self._mentions[key]
        return math.log(1 + (self._papers - mentions + 0.5) / (mentions + 0.5))


def _gains(worth: int) -> list[int]:
    """Return what a term that is worth so much gains for a paper, by its weight there."""
    return [worth * weight // (weight + _HALF_WEIGHT) for weight in range(MOST_WEIGHT + 1)]


def _reasons(score: int, shared: Mapping[str, int]) -> list[str]:
    """Return the terms that a relation names: phrases before their words, most telling first.

    Words that begin alike, such as *predict* and *prediction*, are named once.
    """
    named: set[str] = set()
    reasons = []
    for key in sorted(shared, key=lambda key: (" " not in key, -shared[key], key)):
        beginnings = {word[:_BEGINNING] for word in key.split(" ")}
        if shared[key] >= _REASON_SHARE * score and named.isdisjoint(beginnings):
            named |= beginnings
            reasons.append(key)
    return sorted(reasons, key=lambda key: (-shared[key], key))[:REASONS]

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
import itertools
import math
import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.cache import Cache
from generator.history import Index, Read, day_by_day
from generator.model import Archive, Paper
from generator.terms import IN_TITLE, MOST_WEIGHT, Terms, paper_terms

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


class Relation(NamedTuple):
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
    reasons: Sequence[str]


_Texts = tuple[str, str]
"""A paper's title and abstract."""


def build_related(archive: Archive, cache: Cache | None = None) -> dict[str, Relations]:
    """Return the related papers of every paper in the archive, by the paper's id.

    Only the wording a paper was first seen with counts, as others may come later. What a
    later dump can change all the same is which listings are one paper, and its address.
    """
    days = [
        tuple((paper.title, paper.abstract) for paper in papers)
        for _, papers in itertools.groupby(archive.papers, key=_first_seen)
    ]
    by_day = day_by_day("related", _Papers, days, cache or Cache())
    related = list(itertools.chain.from_iterable(by_day))
    ids = [paper.id for paper in archive.papers]
    dates = list(map(_first_seen, archive.papers))
    later: list[list[tuple[int, str, Sequence[str]]]] = [[] for _ in ids]
    for number, found in enumerate(related):
        for score, other, reasons in found:
            if dates[other] < dates[number]:
                later[other].append((-score, ids[number], reasons))
    return {
        id_: Relations(
            related=tuple(
                Relation(paper_id=ids[other], terms=tuple(reasons)) for _, other, reasons in found
            ),
            later=tuple(
                Relation(paper_id=other_id, terms=tuple(reasons))
                for _, other_id, reasons in sorted(found_later)[:LATER]
            ),
        )
        for id_, found, found_later in zip(ids, related, later, strict=True)
    }


def _first_seen(paper: Paper) -> dt.date:
    return paper.appearances[0].date


class _Subject(NamedTuple):
    """A term that a paper is about: what it weighs there, and how the paper writes it."""

    weight: int
    written: str


class _Postings:
    """The papers that have a term.

    Attributes:
        mentions: How many they are.
        subjects: How many of them are about it.
        numbers: Which they are, in order; empty when they are more than `_COMMON`.
        weights: What the term weighs in each of these.
    """

    __slots__ = ("mentions", "numbers", "subjects", "weights")

    def __init__(self, packed: bytes = b"\0" * 8) -> None:
        self.mentions: int
        self.subjects: int
        self.mentions, self.subjects = struct.unpack_from("<II", packed)
        stored = len(packed[8:]) // 5
        self.numbers = array("I", struct.unpack_from(f"<{stored}I", packed, 8))
        self.weights = array("B", packed[len(packed) - stored :])

    def packed(self) -> bytes:
        form = f"<II{len(self.numbers)}I"
        return struct.pack(form, self.mentions, self.subjects, *self.numbers) + bytes(self.weights)

    def add(self, number: int, weight: int) -> None:
        self.mentions += 1
        self.subjects += weight >= _ABOUT
        if self.mentions <= _COMMON:
            self.numbers.append(number)
            self.weights.append(weight)
        elif self.numbers:
            self.numbers, self.weights = array("I"), array("B")


_NO_POSTINGS = _Postings()
_SIZE = " "  # the key of the number of papers, which is no term


class _Papers(Index[Sequence[_Texts]]):
    """The papers so far, by term."""

    def __init__(self, read: Read | None) -> None:
        self._read = read
        self._postings: dict[str, _Postings] = {}
        self._papers = int.from_bytes(read([_SIZE])[_SIZE], "little") if read else 0
        self._day: list[dict[str, _Subject]] = []  # what its papers are about

    def add(self, day: Sequence[_Texts]) -> None:
        """Take in papers.

        A phrase counts only where the paper is about it. There would be too many others,
        and they tell no more than their words.
        """
        terms_of_papers = [paper_terms(title, abstract) for title, abstract in day]
        if self._read:
            self._fetch(self._read, terms_of_papers)
        self._day = []
        postings_of = self._postings
        for number, terms in enumerate(terms_of_papers, start=self._papers):
            about = {}
            for key, weight in terms.weights.items():
                if weight >= _ABOUT:
                    about[key] = _Subject(weight, terms.written[key])
                elif " " in key:
                    continue
                postings = postings_of.get(key)
                if postings is None:
                    postings = postings_of[key] = _Postings()
                postings.add(number, weight)
            self._day.append(about)
        self._papers += len(day)

    def find(self) -> list[list[_Found]]:
        """Return the papers closest to each of the day."""
        first = self._papers - len(self._day)
        return [self._closest(number, about) for number, about in enumerate(self._day, first)]

    def records(self) -> dict[str, bytes]:
        """Return the postings of each term that was asked for, and the number of papers."""
        records = {key: postings.packed() for key, postings in self._postings.items()}
        return {_SIZE: self._papers.to_bytes(4, "little"), **records}

    def _fetch(self, read: Read, terms_of_papers: Iterable[Terms]) -> None:
        """Read the postings of terms, and of the words in them, that are not there yet."""
        keys = {
            word
            for terms in terms_of_papers
            for key, weight in terms.weights.items()
            if weight >= _ABOUT or " " not in key
            for word in (key, *key.split(" "))
        }
        for key, packed in read(sorted(keys - self._postings.keys())).items():
            self._postings[key] = _Postings(packed)

    def _closest(self, number: int, about: Mapping[str, _Subject]) -> list[_Found]:
        """Return the papers closest to one of the papers, given what that is about."""
        worths = {key: self._worth(key, subject.weight) for key, subject in about.items()}
        keys = sorted(worths, key=lambda key: (-worths[key], key))[:_QUERY_TERMS]
        least = LEAST_SHARE * sum(_gain(worths[key], IN_TITLE) for key in keys[:_OWN_TERMS])
        gains = {key: _gains(worths[key]) for key in self._affordable(keys)}
        found = []
        for score, other in self._best(gains, number, least):
            shared = self._shared(other, gains)
            if len(shared) > 1:
                reasons = _reasons(score, shared)
                written = tuple(about[key].written for key in reasons)
                found.append(_Found(score, other, written))
                if len(found) == RELATED:
                    break
        return found

    def _best(
        self, gains: Mapping[str, list[int]], number: int, least: float
    ) -> list[tuple[int, int]]:
        """Return the scores and numbers of the best other papers that score at least so much.

        Once the terms left cannot give that much, no paper without a score needs one.
        """
        scores: dict[int, int] = defaultdict(int)
        left = sum(gain[MOST_WEIGHT] for gain in gains.values())
        for key, gain in gains.items():
            postings = self._postings[key]
            pairs = zip(postings.numbers, postings.weights, strict=True)
            if left >= least:
                for other, weight in pairs:
                    scores[other] += gain[weight]
            else:
                for other, weight in pairs:
                    if other in scores:
                        scores[other] += gain[weight]
            left -= gain[MOST_WEIGHT]
        scores.pop(number, None)
        enough = [(-score, other) for other, score in scores.items() if score >= least]
        return [(-score, other) for score, other in sorted(enough)[: 2 * RELATED]]

    def _affordable(self, keys: Iterable[str]) -> list[str]:
        """Return the terms that some others have, rarest first, as far as they may be read."""
        common = min(_COMMON, max(3, self._papers // _COMMON_SHARE))
        left = _QUERY_POSTINGS
        affordable = []
        for mentions, key in sorted((self._postings[key].mentions, key) for key in keys):
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
            postings = self._postings[key]
            place = bisect_left(postings.numbers, number)
            if place < len(postings.numbers) and postings.numbers[place] == number:
                shared[key] = gain[postings.weights[place]]
        return shared

    def _worth(self, key: str, weight: int) -> int:
        """Return how much it tells that a paper gives a term such a weight.

        That is the term's inverse document frequency times the share of its papers that
        are about it, times how far the weight goes. Of a phrase only the papers about it
        are counted, so its words say how rare and how telling it can be at most. A whole
        number, so that sums of it are the same on every machine and in every order.
        """
        postings = self._postings[key]
        rarity, telling = self._rarity(postings), _telling(postings)
        if " " in key:
            words = [self._postings.get(word, _NO_POSTINGS) for word in key.split(" ")]
            rarity = min(rarity, sum(map(self._rarity, words)))
            telling = max(map(_telling, words))
        return round(10_000 * rarity * telling * weight / (weight + _HALF_WEIGHT))

    def _rarity(self, postings: _Postings) -> float:
        mentions = postings.mentions
        return math.log(1 + (self._papers - mentions + 0.5) / (mentions + 0.5))


def _telling(postings: _Postings) -> float:
    return (postings.subjects + 0.5) / (postings.mentions + 1.5)


def _gain(worth: int, weight: int) -> int:
    """Return what a term that is worth so much gains for a paper in which it weighs so much."""
    return worth * weight // (weight + _HALF_WEIGHT)


def _gains(worth: int) -> list[int]:
    """Return the gains by weight."""
    return [_gain(worth, weight) for weight in range(MOST_WEIGHT + 1)]


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

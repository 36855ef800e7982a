"""Papers by their terms: which of those so far are closest to one, and by which terms.

Papers are compared by their words, from titles and abstracts alone, as a search engine
does it (an inverted index, weights as in BM25). A paper is *about* a term (see `terms.py`)
of weight 2 or more. Only what a paper is about looks for others; words said in passing,
such as "additionally", are rare enough to win otherwise. For the same reason a term counts
for less the more papers only mention it.

`TermIndex.add` counts the terms of a day's papers. `TermIndex.find` then asks, for each of
them: what is each term worth that the paper is about, which others gain most by these
terms, and which terms are reason enough to name. A single term in common relates nothing.
"""

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.history import Index, Read
from generator.model import Paper
from generator.terms import ABOUT, IN_TITLE, MOST_WEIGHT, Terms, paper_terms

RELATED = 5
"""The most related papers that are named for one."""
REASONS = 4
"""The most terms that a relation names."""
LEAST_SHARE = 0.12
"""What a related paper has at least of the score of a paper about all the same terms.

Read by eye on the first five dumps: most pairs below have one word of many meanings in
common (*coding*, *counting*), most above a subject.
"""

_HALF_WEIGHT = 2  # a term of this weight counts for half of what it could
_QUERY_TERMS = 32  # terms worth most that look for others
_OWN_TERMS = 20  # terms worth most that a paper about all the same is taken to share
_COMMON = 2_000  # a term in more papers than this finds none, and is no longer stored
_COMMON_SHARE = 4  # nor does a term in more than one paper of so many, from the fourth on
_QUERY_POSTINGS = 2_000  # a query reads no more, rarest terms first: its cost is bounded
_LOOKED_AT = 2 * RELATED  # best papers, of which those with one term in common fall out
_WEIGHT_BITS = 4  # as many as `MOST_WEIGHT` takes
_WEIGHT = (1 << _WEIGHT_BITS) - 1
# What a paper gains by a term is this share of what that is worth, by its weight there.
_SHARES = tuple((weight, weight + _HALF_WEIGHT) for weight in range(MOST_WEIGHT + 1))
_BEGINNING = 6  # letters by which words are taken for forms of one
_REASON_SHARE = 0.08  # a term that gives less of the score is no reason to name


class Found(NamedTuple):
    """A related paper.

    Attributes:
        score: What the shared terms gain for it.
        number: Its number among all papers taken in, from 0.
        reasons: The terms that are named, as the paper that looked writes them; a line each.
    """

    score: int
    number: int
    reasons: str


class _Subject(NamedTuple):
    """A term that a paper is about: what it weighs there, and how the paper writes it."""

    weight: int
    written: str


class _Postings:
    """The papers that have a term.

    Attributes:
        mentions: How many they are.
        subjects: How many of them are about it.
        codes: Which they are, in order, each followed by `_WEIGHT_BITS` that say what the
            term weighs there; empty when they are more than `_COMMON`.
    """

    __slots__ = ("codes", "mentions", "subjects")

    def __init__(self, packed: bytes = bytes(8)) -> None:
        numbers = array("I", packed)
        self.mentions, self.subjects = numbers[:2]
        self.codes = numbers[2:]

    def packed(self) -> bytes:
        return (array("I", (self.mentions, self.subjects)) + self.codes).tobytes()


_NO_POSTINGS = _Postings()
_SIZE = " "  # the key of the number of papers, which is no term


class TermIndex(Index[Sequence[Paper]]):
    """The papers so far, by term."""

    def __init__(self, read: Read | None) -> None:
        self._read = read
        self._postings: dict[str, _Postings] = {}
        self._papers = int.from_bytes(read([_SIZE])[_SIZE], "little") if read else 0
        self._day: list[dict[str, _Subject]] = []  # what its papers are about

    def add(self, day: Sequence[Paper]) -> None:
        """Take in the papers of the next day."""
        terms_of_papers = [paper_terms(paper.title, paper.abstract) for paper in day]
        if self._read:
            self._fetch(self._read, terms_of_papers)
        self._day = []
        for number, terms in enumerate(terms_of_papers, start=self._papers):
            self._take_in(number, terms)
        self._papers += len(day)

    def find(self) -> list[list[Found]]:
        """Return the papers closest to each of the day."""
        first = self._papers - len(self._day)
        return [self._closest(number, about) for number, about in enumerate(self._day, first)]

    def records(self) -> dict[str, bytes]:
        """Return the postings of each term that was asked for, and the number of papers."""
        records = {key: postings.packed() for key, postings in self._postings.items()}
        return {_SIZE: self._papers.to_bytes(4, "little"), **records}

    def _take_in(self, number: int, terms: Terms) -> None:
        """Take in the terms of a paper."""
        postings_of = self._postings
        code = number << _WEIGHT_BITS
        about = {}
        for key, weight in terms.weights.items():
            postings = postings_of.get(key)
            if postings is None:
                postings = postings_of[key] = _Postings()
            mentions = postings.mentions = postings.mentions + 1
            if mentions <= _COMMON:
                postings.codes.append(code + weight)
            elif postings.codes:
                postings.codes = array("I")
            if weight >= ABOUT:
                postings.subjects += 1
                about[key] = _Subject(weight, terms.written[key])
        self._day.append(about)

    def _fetch(self, read: Read, terms_of_papers: Iterable[Terms]) -> None:
        """Read the postings of terms, and of the words in them, that are not there yet."""
        keys = {
            word
            for terms in terms_of_papers
            for key in terms.weights
            for word in (key, *key.split(" "))
        }
        for key, packed in read(sorted(keys - self._postings.keys())).items():
            self._postings[key] = _Postings(packed)

    def _closest(self, number: int, about: Mapping[str, _Subject]) -> list[Found]:
        """Return the papers closest to one, given what that is about, closest first."""
        worths = {key: self._worth(key, subject.weight) for key, subject in about.items()}
        keys = sorted(worths, key=lambda key: (-worths[key], key))[:_QUERY_TERMS]
        weight, divisor = _SHARES[IN_TITLE]
        least = LEAST_SHARE * sum([worths[key] * weight // divisor for key in keys[:_OWN_TERMS]])
        gains = {
            key: [worths[key] * weight // divisor for weight, divisor in _SHARES]
            for key in self._affordable(keys)
        }
        found = []
        terms = [(gain, self._postings[key].codes) for key, gain in gains.items()]
        for score, other in best_scores(terms, number, least):
            shared = self._shared(other, gains)
            if len(shared) > 1:
                reasons = _reasons(score, shared)
                written = [about[key].written for key in reasons]
                found.append(Found(score, other, "\n".join(written)))
                if len(found) == RELATED:
                    break
        return found

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

    def _shared(self, number: int, gains: Mapping[str, Sequence[int]]) -> dict[str, int]:
        """Return what each of the terms gained for a paper."""
        shared = {}
        for key, gain in gains.items():
            codes = self._postings[key].codes
            place = bisect_left(codes, number << _WEIGHT_BITS)
            if place < len(codes) and codes[place] >> _WEIGHT_BITS == number:
                shared[key] = gain[codes[place] & _WEIGHT]
        return shared

    def _worth(self, key: str, weight: int) -> int:
        """Return how much it tells that a paper gives a term such a weight.

        That is the term's inverse document frequency times the share of its papers that
        are about it, times how far the weight goes. Of a phrase only the papers about it
        are counted, so its words say how rare and how telling it can be at most. A whole
        number, so that sums of it are the same on every machine and in every order.
        """
        postings = self._postings[key]
        rarity, telling = self._rarity(postings.mentions), _telling(postings)
        if " " in key:
            words = [self._postings.get(word, _NO_POSTINGS) for word in key.split(" ")]
            rarity = min(rarity, sum([self._rarity(word.mentions) for word in words]))
            telling = max(map(_telling, words))
        return round(10_000 * rarity * telling * weight / (weight + _HALF_WEIGHT))

    def _rarity(self, mentions: int) -> float:
        """Return the inverse document frequency of a term, as in BM25."""
        return math.log(1 + (self._papers - mentions + 0.5) / (mentions + 0.5))


def best_scores(
    terms: Iterable[tuple[Sequence[int], Sequence[int]]], number: int, least: float
) -> list[tuple[int, int]]:
    """Return the scores and numbers of the best papers that score at least so much, best first.

    The first terms give scores to all papers that have them, until those left cannot lift a
    paper without a score among the best. What these give is then looked up, for the few
    papers that it can still matter to.

    Args:
        terms: What each gains for a paper by its weight there, and its codes (see
            `_Postings`); those of few papers first.
        number: A paper that does not count.
        least: What a paper has to score.
    """
    scores: dict[int, int] = defaultdict(int)
    rest = list(terms)
    left = sum([gain[MOST_WEIGHT] for gain, _ in rest])
    while rest and left >= least and left >= (least := max(least, _tenth(scores))):
        gain, codes = rest.pop(0)
        for code in codes:
            scores[code >> _WEIGHT_BITS] += gain[code & _WEIGHT]
        scores.pop(number, None)
        left -= gain[MOST_WEIGHT]
    for gain, codes in sorted(rest, key=lambda term: -term[0][MOST_WEIGHT]):
        least = max(least, _tenth(scores))
        scores = {other: score for other, score in scores.items() if score + left >= least}
        for other in scores:
            place = bisect_left(codes, other << _WEIGHT_BITS)
            if place < len(codes) and codes[place] >> _WEIGHT_BITS == other:
                scores[other] += gain[codes[place] & _WEIGHT]
        left -= gain[MOST_WEIGHT]
    enough = [(score, other) for other, score in scores.items() if score >= least]
    return sorted(enough, key=lambda found: (-found[0], found[1]))[:_LOOKED_AT]


def _tenth(scores: Mapping[int, int]) -> int:
    """Return the least of the scores that are looked at, if there are so many."""
    return sorted(scores.values())[-_LOOKED_AT] if len(scores) >= _LOOKED_AT else 0


def _telling(postings: _Postings) -> float:
    """Return the share of a term's papers that are about it, smoothed as few say little."""
    return (postings.subjects + 0.5) / (postings.mentions + 1.5)


def _reasons(score: int, shared: Mapping[str, int]) -> list[str]:
    """Return the terms that a relation names: phrases before their words, most telling first.

    Words that begin alike, such as *predict* and *prediction*, are named once.
    """
    least = _REASON_SHARE * score
    enough = [(" " not in key, -gain, key) for key, gain in shared.items() if gain >= least]
    named: set[str] = set()
    reasons = []
    for _, loss, key in sorted(enough):
        beginnings = [word[:_BEGINNING] for word in key.split(" ")]
        if named.isdisjoint(beginnings):
            named.update(beginnings)
            reasons.append((loss, key))
    return [key for _, key in sorted(reasons)[:REASONS]]

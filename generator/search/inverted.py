"""Papers -> an inverted index with the weights of lunr.

A *term* is a word that is indexed; a *posting* says which paper has it in a field, and how
often (the *term frequency*). Papers are numbered from 0 in the order in which they were
first seen, so a day, month or year is a range of numbers.

The weights are those of lunr 2.3 with `b = 0`, as the theme's own search sets it: the
weight of a term in a field of a paper then follows from the number of papers that have
the term and from the term frequency alone. So postings hold no weights, and an index of a
few terms weighs a paper exactly as the whole would.
"""

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from lunr.stop_word_filter import WORDS

from generator.search.numbers import one_number, read_numbers

STOP_WORDS = frozenset(WORDS)
"""English words that say nothing about a paper: lunr's list."""
BOOSTS = (1000, 1)
"""What a word counts in the title and in the abstract: the theme's setting."""
K1 = 1.2
"""lunr's setting for how little more a repeated word counts."""


class Part(NamedTuple):
    """What some papers, one after the other, add to an index.

    Attributes:
        title_lengths: How many words the title of each paper has, at most 255.
        terms: Their terms in the order of first appearance: by paper, title first.
        brought: How many of the terms each paper is the first to have.
        entries: The postings: the place of the term, twice the frequency (plus 1 in an
            abstract), how many papers, the first and the last of them counted from the first of
            this part, and the steps to all but the first as `numbers`.
    """

    title_lengths: bytes
    terms: Sequence[str]
    brought: Sequence[int]
    entries: Sequence[tuple[int, int, int, int, int, bytes]]


class Postings:
    """The papers that have a term in one field equally often.

    Attributes:
        count: How many.
        last: The number of the last.
        steps: The number of the first, and the step to each next, as `numbers`.
    """

    __slots__ = ("count", "last", "steps")

    def __init__(self) -> None:
        self.count = 0
        self.steps = bytearray()
        self.last = 0

    def add(self, count: int, first: int, last: int, steps: bytes) -> None:
        """Add papers that come after all that are there."""
        self.count += count
        self.steps += one_number(first - self.last) + steps
        self.last = last

    def papers(self) -> Iterable[int]:
        """Return the numbers of the papers, ascending."""
        return accumulate(read_numbers(self.steps))


class Inverted:
    """An inverted index; add all papers in order, then ask.

    Attributes:
        title_lengths: How many words the title of each paper has, at most 255.
        order: Every term and its number in the order of first appearance: by paper, title
            first. lunr adds up a score in this order.
    """

    def __init__(self) -> None:
        self.title_lengths = bytearray()
        self.order: dict[str, int] = {}
        self._places = array("I")
        self._brought = array("I")
        # For each term, by twice the frequency (plus 1 in abstracts).
        self._postings: list[dict[int, Postings]] = []

    def add(self, part: Part) -> None:
        """Add the next papers."""
        papers = len(self.title_lengths)
        self.title_lengths += part.title_lengths
        terms = iter(part.terms)
        postings: list[dict[int, Postings]] = []
        for brought in part.brought:
            known = len(self.order)
            for term in islice(terms, brought):
                number = self.order.setdefault(term, len(self.order))
                if number == len(self._postings):
                    self._places.append(number - known)
                    self._postings.append({})
                postings.append(self._postings[number])
            self._brought.append(len(self.order) - known)
        for place, field, count, first, last, steps in part.entries:
            found = postings[place].get(field)
            if found is None:
                found = postings[place][field] = Postings()
            found.add(count, papers + first, papers + last, steps)

    def whole(self) -> Part:
        """Return the part that gives this index when it is added to an empty one."""
        entries = []
        for place, postings in enumerate(self._postings):
            for field, found in postings.items():
                first = next(iter(found.papers()))
                steps = bytes(found.steps[len(one_number(first)) :])
                entries.append((place, field, found.count, first, found.last, steps))
        return Part(bytes(self.title_lengths), list(self.order), self._brought, entries)

    def fields(self, term: str) -> tuple[list[tuple[int, Postings]], list[tuple[int, Postings]]]:
        """Return the postings of a term in titles and in abstracts, by ascending frequency."""
        titles: list[tuple[int, Postings]] = []
        texts: list[tuple[int, Postings]] = []
        if term in self.order:
            for key, postings in sorted(self._postings[self.order[term]].items()):
                (texts if key & 1 else titles).append((key >> 1, postings))
        return titles, texts

    def place(self, term: str) -> int:
        """Return a term's place among the terms that its first paper brought along.

        With the number of that paper, which the postings tell, it gives lunr's order.
        """
        return self._places[self.order[term]]

    def idf(self, term: str) -> float:
        """Return how telling a term is.

        lunr counts a paper twice that has the term in its title and in its abstract.
        """
        papers = len(self.title_lengths)
        counted = sum(found.count for found in self._postings[self.order[term]].values())
        return math.log(1 + abs((papers - counted + 0.5) / (counted + 0.5)))


def weight(frequency: int, idf: float, boost: int) -> float:
    """Return what a term weighs in a field of a paper, to three decimals as in lunr."""
    score = idf * ((K1 + 1) * frequency) / (K1 + frequency) * boost
    return math.floor(score * 1000 + 0.5) / 1000

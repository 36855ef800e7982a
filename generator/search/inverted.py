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
from collections import Counter
from collections.abc import Mapping, Sequence

from lunr.stop_word_filter import WORDS

STOP_WORDS = frozenset(WORDS)
"""English words that say nothing about a paper: lunr's list."""
BOOSTS = (1000, 1)
"""What a word counts in the title and in the abstract: the theme's setting."""
K1 = 1.2
"""lunr's setting for how little more a repeated word counts."""

Postings = Mapping[int, Sequence[int]]
"""A term's postings in a field: by term frequency, the papers' numbers in ascending order."""


_Fields = dict[str, "dict[int, array[int]]"]


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
        self._terms_before: list[int] = []
        # Plain dictionaries, as most terms stand in few papers and there are very many terms.
        self._fields: tuple[_Fields, _Fields] = ({}, {})

    def add(self, title: Sequence[str], text: Sequence[str], title_length: int) -> None:
        """Add the next paper.

        Args:
            title: Words by which its title is found.
            text: Words by which its abstract is found.
            title_length: How many words the title has as a page shows it.
        """
        number = len(self.title_lengths)
        self._terms_before.append(len(self.order))
        self.title_lengths.append(min(title_length, 255))
        for postings, found in zip(self._fields, (title, text), strict=True):
            for term, frequency in Counter(found).items():
                if term in STOP_WORDS:
                    continue
                if term not in self.order:
                    self.order[term] = len(self.order)
                papers = postings.setdefault(term, {}).get(frequency)
                if papers is None:
                    postings[term][frequency] = array("I", (number,))
                else:
                    papers.append(number)

    def fields(self, term: str) -> tuple[Postings, Postings]:
        """Return the postings of a term in titles and in abstracts."""
        titles, texts = self._fields
        return titles.get(term, {}), texts.get(term, {})

    def place(self, term: str) -> int:
        """Return a term's place among the terms that its first paper brought along.

        With the number of that paper, which the postings tell, it gives lunr's order.
        """
        first = min(papers[0] for field in self.fields(term) for papers in field.values())
        return self.order[term] - self._terms_before[first]

    def idf(self, term: str) -> float:
        """Return how telling a term is.

        lunr counts a paper twice that has the term in its title and in its abstract.
        """
        papers = len(self.title_lengths)
        counted = sum(len(found) for field in self.fields(term) for found in field.values())
        return math.log(1 + abs((papers - counted + 0.5) / (counted + 0.5)))


def weight(frequency: int, idf: float, boost: int) -> float:
    """Return what a term weighs in a field of a paper, to three decimals as in lunr."""
    score = idf * ((K1 + 1) * frequency) / (K1 + frequency) * boost
    return math.floor(score * 1000 + 0.5) / 1000

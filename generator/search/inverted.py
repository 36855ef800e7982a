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
from bisect import insort
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lunr.stop_word_filter import WORDS

STOP_WORDS = frozenset(WORDS)
"""English words that say nothing about a paper: lunr's list."""
BOOSTS = (1000, 1)
"""What a word counts in the title and in the abstract: the theme's setting."""
K1 = 1.2
"""lunr's setting for how little more a repeated word counts."""

_LATER = 1 << 1 | 1  # the key in `Inverted.terms` of what an abstract has once


class Words(NamedTuple):
    """What a paper adds to an index.

    Attributes:
        title_length: How many words its title has, at most 255.
        titles: The terms of its title in their order, and how often it has each.
        texts: The same of its abstract.
    """

    title_length: int
    titles: dict[str, int]
    texts: dict[str, int]

    @classmethod
    def of(cls, title: list[str], text: list[str], title_length: int) -> "Words":
        """Return what a paper of these words adds."""
        titles, texts = (
            {term: number for term, number in Counter(words).items() if term not in STOP_WORDS}
            for words in (title, text)
        )
        return cls(min(title_length, 255), titles, texts)


class Inverted:
    """An inverted index of papers in a row, and of what earlier papers were found by later.

    Attributes:
        first: The number of the first paper.
        papers: The number of the next paper.
        terms: Every term, in the order in which they came. Under each, the papers that have
            it, ascending, by twice the frequency (plus 1 in abstracts).
        later: All words of each earlier paper that has further terms.
    """

    def __init__(self, first: int = 0) -> None:
        """Begin with the paper of this number."""
        self.first = self.papers = first
        self.terms: dict[str, dict[int, list[int]]] = {}
        self.later: dict[int, Words] = {}
        self._title_lengths = bytearray()

    def add(self, words: Words) -> None:
        """Add the next paper."""
        paper = self.papers
        terms = self.terms
        for field, found in enumerate(words[1:]):
            for term, frequency in found.items():
                key = frequency << 1 | field
                having = terms.get(term)
                if having is None:
                    terms[term] = {key: [paper]}
                elif key in having:
                    having[key].append(paper)
                else:
                    having[key] = [paper]
        self._title_lengths.append(words.title_length)
        self.papers += 1

    def add_later(self, paper: int, words: Words, further: Iterable[str]) -> None:
        """Add further terms to a paper that came before, as if its abstract had each once.

        Args:
            paper: Its number.
            words: All of its words, these among them.
            further: The terms.
        """
        for term in further:
            insort(self.terms.setdefault(term, {}).setdefault(_LATER, []), paper)
        if paper < self.first:
            self.later[paper] = words

    def title_lengths(self, papers: Iterable[int]) -> bytes:
        """Return how many words the titles of some papers have, a byte each."""
        return bytes(self._title_lengths[paper - self.first] for paper in papers)


def idf(papers: int, counted: int) -> float:
    """Return how telling a term is.

    Args:
        papers: How many there are.
        counted: How many have the term. lunr counts a paper twice that has it in its title
            and in its abstract.
    """
    return math.log(1 + abs((papers - counted + 0.5) / (counted + 0.5)))


def weight(frequency: int, idf: float, boost: int) -> int:
    """Return what a term weighs in a field of a paper, in the thousandths that lunr rounds to.

    Being whole, weights add up to the same in whatever order.
    """
    score = idf * ((K1 + 1) * frequency) / (K1 + frequency) * boost
    return math.floor(score * 1000 + 0.5)

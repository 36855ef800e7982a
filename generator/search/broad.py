"""The answers to beginnings of words that very many papers have.

A beginning such as `mod` stands for so many postings that fetching them while a reader
types would take megabytes. So its best papers are found here, by the same rule that the
browser has for all other searches (`search/ranking.js`).
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from generator.search.inverted import BOOSTS, Inverted, weight

LARGEST_ANSWERS = 8_000
"""Bytes, before compression, above which a shard of answers is cut."""
BEST = 10
"""How many papers are kept for a broad beginning: as many as the header shows."""


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


def find(index: Inverted, prefix: str, terms: Iterable[str]) -> Answer:
    """Return what a search for a broad beginning finds.

    Args:
        index: Where to search.
        prefix: What a reader typed.
        terms: All terms of the index that begin so.
    """
    vector = [
        (index.idf(term), index.fields(term)) for term in sorted(terms, key=index.order.__getitem__)
    ]
    magnitude = math.sqrt(len(vector))
    sums: list[dict[int, float]] = []
    for field, boost in enumerate(BOOSTS):
        scores: dict[int, float] = defaultdict(float)
        for idf, fields in vector:
            for frequency, postings in fields[field]:
                weighs = weight(frequency, idf, boost)
                for paper in postings.papers():
                    scores[paper] += weighs
        sums.append(scores)
    titles, texts = sums
    found = {
        paper: titles.get(paper, 0.0) / magnitude + texts.get(paper, 0.0) / magnitude
        for paper in _candidates(titles, texts)
    }
    best = heapq.nlargest(BEST, found, key=lambda paper: (found[paper], paper))
    in_titles = (p for _, postings in index.fields(prefix)[0] for p in postings.papers())
    named = sorted((p for p in in_titles if index.title_lengths[p] == 1), reverse=True)
    return Answer(len(texts) + len(titles.keys() - texts.keys()), best, named)


def _candidates(titles: dict[int, float], texts: dict[int, float]) -> Iterable[int]:
    """Return papers that the best are among, by what the fields of each weigh.

    A word in a title weighs so much that abstracts mostly decide among few papers. They are
    counted twice here, which is more than any rounding.
    """
    least = min(heapq.nlargest(BEST, titles.values()), default=0.0)
    most = 2 * max(texts.values(), default=0.0)
    if len(titles) < BEST or least <= most:
        return titles.keys() | texts.keys()
    return [paper for paper, weighs in titles.items() if weighs + most >= least]

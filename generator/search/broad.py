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
BEST = 50
"""How many papers are kept for a broad beginning."""


class Answer(NamedTuple):
    """What a search for one word finds.

    Attributes:
        total: How many papers have it.
        best: The first of them with their scores: highest first, of equals the newest.
        named: Those whose whole title it is, the newest first.
    """

    total: int
    best: list[tuple[int, float]]
    named: list[int]


def find(index: Inverted, prefix: str, terms: Iterable[str]) -> Answer:
    """Return what a search for a broad beginning finds.

    Args:
        index: Where to search.
        prefix: What a reader typed.
        terms: All terms of the index that begin so.
    """
    in_order = sorted(terms, key=index.order.__getitem__)
    magnitude = math.sqrt(len(in_order))
    scores: dict[int, float] = {}
    for field, boost in enumerate(BOOSTS):
        sums: dict[int, float] = defaultdict(float)
        for term in in_order:
            idf = index.idf(term)
            for frequency, papers in index.fields(term)[field].items():
                weighs = weight(frequency, idf, boost)
                for paper in papers:
                    sums[paper] += weighs
        for paper, score in sums.items():
            scores[paper] = scores.get(paper, 0.0) + score / magnitude
    best = heapq.nlargest(BEST, scores.items(), key=lambda found: (found[1], found[0]))
    in_titles = (p for papers in index.fields(prefix)[0].values() for p in papers)
    named = sorted((p for p in in_titles if index.title_lengths[p] == 1), reverse=True)
    return Answer(len(scores), best, named)

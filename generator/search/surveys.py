"""What is known of the papers for broad beginnings, in columns, which are soon kept.

With every paper all weights change a little. So a survey lists more papers than an answer shows,
with their postings, and the *bar* that no other paper is above. With further papers the bar is
moved by as much as the term has gained that gained most. What each of those listed weighs at most
is moved in the same way, so that few are weighed again.
"""

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from generator.search.index import Index
from generator.search.inverted import Inverted, Words, idf
from generator.search.shards import beginning_with

SLACK = 2
"""Thousandths: more than what a weight may change by when it is rounded."""


class Survey(NamedTuple):
    """What is known of the papers that have a word with some beginning.

    Attributes:
        total: How many papers have such a word.
        bar: What the postings of a paper that is not listed weigh at most, in thousandths;
            negative when all papers are.
        most: How many of the terms a paper has at most, in its title and in its abstract.
        papers: Those listed.
        bounds: What the postings of each weigh at most.
        counts: How many postings each has.
        postings: The postings of each: 2**32 times the number of the term in the order in
            which they came, and the key of the group (see `Group`).
    """

    total: int
    bar: float
    most: int
    papers: "array[int]"
    bounds: "array[float]"
    counts: "array[int]"
    postings: "array[int]"


def pack_surveys(surveys: Mapping[str, Survey]) -> list[bytes]:
    """Return surveys as bytes."""
    head = [
        [prefix, *survey[:3], len(survey.papers), len(survey.postings)]
        for prefix, survey in surveys.items()
    ]
    columns = zip(*(survey[3:] for survey in surveys.values()), strict=True)
    return [json.dumps(head).encode(), *map(b"".join, columns)]


def unpack_surveys(packed: Sequence[bytes]) -> dict[str, Survey]:
    """Return the surveys that were packed."""
    head, *columns = packed
    if not columns:
        return {}
    of_papers, of_bounds, of_counts, of_postings = columns
    papers, bounds = array("I", of_papers), array("d", of_bounds)
    counts, postings = array("I", of_counts), array("Q", of_postings)
    surveys = {}
    at = at_postings = 0
    for prefix, total, bar, most, size, size_of_postings in json.loads(head):
        end, end_postings = at + size, at_postings + size_of_postings
        surveys[prefix] = Survey(
            total,
            bar,
            most,
            papers[at:end],
            bounds[at:end],
            counts[at:end],
            postings[at_postings:end_postings],
        )
        at, at_postings = end, end_postings
    return surveys


def with_further_papers(
    surveys: Mapping[str, Survey],
    before: Index,
    index: Index,
    more: Inverted,
) -> dict[str, Survey]:
    """Return surveys with the postings of further papers, and of further terms of earlier ones.

    Args:
        surveys: As they were.
        before: The index that they are of.
        index: Of all papers.
        more: What is further.
    """
    if not surveys:
        return {}
    orders = dict(zip(index.terms.words, index.orders, strict=True))
    longest = max(map(len, surveys))
    further: dict[str, dict[int, list[int]]] = {prefix: {} for prefix in surveys}
    for term, having in more.terms.items():
        for length in range(1, min(longest, len(term)) + 1):
            found = further.get(term[:length])
            if found is not None:
                order = orders[term] << 32
                for key, papers in having.items():
                    for paper in papers:
                        found.setdefault(paper, []).append(order | key)
    gains = _gains(before, index)
    made = {}
    for prefix, survey in surveys.items():
        gain = max(gains[beginning_with(prefix, index.terms.words)])
        slack = max(gain, 1) * SLACK * survey.most
        new = further[prefix]
        others = survey
        total = survey.total + len(new)
        for paper in more.later.keys() & new.keys():
            postings = _postings_of(more.later[paper], prefix, orders)
            total -= len(postings) > len(new[paper])  # it was counted before
            new[paper] = postings
            others = _without(others, paper)
        counts = array("I", map(len, new.values()))
        made[prefix] = Survey(
            total=total,
            bar=gain * survey.bar + slack if survey.bar >= 0 else -1,
            most=max([survey.most, *counts]),
            papers=others.papers + array("I", new),
            bounds=array("d", [gain * bound + slack for bound in others.bounds])
            + array("d", [math.inf]) * len(new),
            counts=others.counts + counts,
            postings=others.postings + array("Q", chain.from_iterable(new.values())),
        )
    return made


def _postings_of(words: Words, prefix: str, orders: Mapping[str, int]) -> list[int]:
    """Return the postings of a paper that belong to a beginning."""
    return [
        orders[term] << 32 | frequency << 1 | field
        for field, found in enumerate(words[1:])
        for term, frequency in found.items()
        if term.startswith(prefix)
    ]


def _without(survey: Survey, paper: int) -> Survey:
    """Return the columns of a survey without a paper, if it lists it."""
    if paper not in survey.papers:
        return survey
    at = survey.papers.index(paper)
    start = sum(survey.counts[:at])
    end = start + survey.counts[at]
    return survey._replace(
        papers=survey.papers[:at] + survey.papers[at + 1 :],
        bounds=survey.bounds[:at] + survey.bounds[at + 1 :],
        counts=survey.counts[:at] + survey.counts[at + 1 :],
        postings=survey.postings[:start] + survey.postings[end:],
    )


def _gains(before: Index, index: Index) -> list[float]:
    """Return for each term of an index what its idf was multiplied by, and 0 for new terms."""
    new = len(index.counted) - len(before.counted)
    counted = list(zip(chain(before.counted, repeat(0, new)), index.counted, strict=True))
    gain_of = {
        (old, now): idf(index.papers, now) / idf(before.papers, old) if old else 0.0
        for old, now in set(counted)
    }
    gains = list(map(gain_of.__getitem__, counted))
    return list(map(gains.__getitem__, index.orders))

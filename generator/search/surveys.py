"""What is known of the papers for broad beginnings, in columns, which are soon kept."""

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple


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

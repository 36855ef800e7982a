"""Archive -> related papers, each with the terms that the two have in common.

The archive grows, so the list of a paper is made from the papers first seen no later than
the day it was first seen, with the counts as of that day: no later day can change it. Days
are therefore taken one by one into an index of terms, which says what is closest to each
paper of the day taken last (see `term_index.py`). Later papers that name a paper stand
under its `later`.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from generator.cache import Cache
from generator.history import day_by_day
from generator.model import Archive
from generator.term_index import TermIndex

LATER = 3
"""The most later papers that are named for one."""


class Relation(NamedTuple):
    """A related paper, and why it is one.

    Attributes:
        paper_id: The related paper.
        terms: What the two share, as the newer of them writes it, most telling first.
    """

    paper_id: str
    terms: tuple[str, ...]


class Relations(NamedTuple):
    """The papers related to one paper, closest first.

    Attributes:
        related: Papers first seen no later than the paper's first day. Never changes.
        later: Papers first seen on a later day that have the paper among their related.
    """

    related: tuple[Relation, ...]
    later: tuple[Relation, ...]


def build_related(archive: Archive, cache: Cache | None = None) -> dict[str, Relations]:
    """Return the related papers of every paper in the archive, by the paper's id.

    Only the wording a paper was first seen with counts, as others may come later. What a
    later dump can change all the same is which listings are one paper, and its address.
    """
    newcomers = archive.newcomers()
    days = [tuple((paper.title, paper.abstract) for paper in papers) for papers in newcomers]
    wordings = ([paper.wording for paper in papers] for papers in newcomers)
    by_day = day_by_day("related", TermIndex, days, wordings, cache or Cache())
    related = list(itertools.chain.from_iterable(by_day))
    ids = [paper.id for paper in archive.papers]
    dates = [paper.appearances[0].date for paper in archive.papers]
    later: list[list[tuple[int, str, Sequence[str]]]] = [[] for _ in ids]
    for number, found in enumerate(related):
        for score, other, reasons in found:
            if dates[other] < dates[number]:
                later[other].append((-score, ids[number], reasons))
    return {
        id_: Relations(
            related=tuple([Relation(ids[other], tuple(reasons)) for _, other, reasons in found]),
            later=tuple(
                [Relation(id_, tuple(reasons)) for _, id_, reasons in sorted(found_later)[:LATER]]
            ),
        )
        for id_, found, found_later in zip(ids, related, later, strict=True)
    }

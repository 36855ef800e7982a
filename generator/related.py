"""Archive -> related papers, each with the terms that the two have in common.

The archive grows, so the list of a paper is made from the papers first seen no later than
the day it was first seen, with the counts as of that day: no later day can change it. Days
are therefore taken one by one into an index of terms, which says what is closest to each
paper of the day taken last (see `term_index.py`). Later papers that name a paper stand
under its `later`.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
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


_Found = Sequence[tuple[int, int, str]]
"""Related papers as `term_index.Found`: score, number, and reasons, a line each."""
_Later = list[tuple[int, str, str]]
"""Papers that a paper was found for on later days: score below zero, id, and reasons."""


class RelatedPapers(Mapping[str, Relations]):
    """The related papers of every paper, by its id; put together when they are asked for."""

    def __init__(
        self, ids: Sequence[str], related: Sequence[_Found], later: Sequence[_Later]
    ) -> None:
        """Take what was found for each paper, and what each was found for."""
        self._ids = ids
        self._numbers = {id_: number for number, id_ in enumerate(ids)}
        self._related = related
        self._later = later

    def __getitem__(self, paper_id: str) -> Relations:
        found = self._related[self._numbers[paper_id]]
        related = [_relation(self._ids[number], reasons) for _, number, reasons in found]
        return Relations(tuple(related), self.later(paper_id))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def later(self, paper_id: str) -> tuple[Relation, ...]:
        """Return `Relations.later` alone: what later days change."""
        found = self._later[self._numbers[paper_id]]
        return tuple([_relation(id_, reasons) for _, id_, reasons in sorted(found)[:LATER]])


def _relation(paper_id: str, reasons: str) -> Relation:
    return Relation(paper_id, tuple(reasons.split("\n")))


def build_related(archive: Archive, cache: Cache | None = None) -> RelatedPapers:
    """Return the related papers of every paper in the archive.

    Only the wording a paper was first seen with counts, as others may come later. What a
    later dump can change all the same is which listings are one paper, and its address.
    """
    newcomers = archive.newcomers()
    wordings = ([paper.wording for paper in papers] for papers in newcomers)
    by_day = day_by_day("related", TermIndex, newcomers, wordings, cache or Cache())
    related = list(itertools.chain.from_iterable(by_day))
    ids = [paper.id for paper in archive.papers]
    dates = [paper.appearances[0].date for paper in archive.papers]
    later: list[_Later] = [[] for _ in ids]
    for id_, date, found in zip(ids, dates, related, strict=True):
        for score, other, reasons in found:
            if dates[other] < date:
                later[other].append((-score, id_, reasons))
    return RelatedPapers(ids, related, later)

"""Archive -> pairs of papers that may be the same, for a person to look at.

What is surely the same was merged before (see `grouping.py`), what surely is not was told
apart: papers with two arXiv ids, and those of `different:` in the corrections. Of the rest
a pair is shown when any two of its wordings may be of one paper (see `wordings.py`).

Not every pair is looked at, as they are too many. The wordings are taken in day by day, in
an index of what they hold; each is compared with those of its day and before that share

* rare words of its title,
* a whole part of its title, or
* two of the rarest words of its abstract.

What is rare is judged by the days so far, so no later day takes a pair away.
"""

import datetime as dt
import itertools
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from generator.cache import Cache
from generator.history import Index, Read, day_by_day
from generator.model import Archive, Listing
from generator.wordings import Wording, build_wording, may_be_same

MOST = 5
"""The most papers that are named for one."""

_RARE_IN_TITLES = 16  # wordings at most hold a word or piece of a title that is rare
_RARE_IN_ABSTRACTS = 12  # the same for a word of an abstract
_RARE_WORDS = 2  # that two abstracts share at least
_SHARE_OF_RARE = 0.5  # of the rare words of a text, which another has at least
_SIZE = ""  # the key of the number of wordings


class _Listed(NamedTuple):
    """A wording as it was listed first, and the number of its paper; `key` is a digest of it."""

    paper: int
    listing: Listing
    key: str


def possibly_same(archive: Archive, cache: Cache | None = None) -> dict[str, tuple[str, ...]]:
    """Return the papers that may be the same as another, with the ids of those.

    Papers without any are left out. If one paper names another, that names it too, unless
    it has more than `MOST`; then it names those first seen earliest. Every wording of a
    paper counts, from the day it was first listed. A pair that arXiv ids or the corrections
    tell apart is not named.
    """
    days = _days_of_wordings(archive)
    papers = archive.papers
    named: dict[int, set[int]] = defaultdict(set)
    told_by = ([(listed.paper, listed.key) for listed in day] for day in days)
    index = partial(_WordingIndex, days)
    for pairs in day_by_day("similar", index, days, told_by, cache or Cache()):
        for one, other in pairs:
            arxiv_ids = {papers[one].arxiv_id, papers[other].arxiv_id} - {None}
            ids = frozenset((papers[one].id, papers[other].id))
            if len(arxiv_ids) < 2 and ids not in archive.told_apart:
                named[one].add(other)
                named[other].add(one)
    return {
        papers[one].id: tuple(papers[other].id for other in sorted(others)[:MOST])
        for one, others in sorted(named.items())
    }


def _days_of_wordings(archive: Archive) -> list[tuple[_Listed, ...]]:
    """Return the wordings that were new on each day on which there were any."""
    date_of = {dump.name: dump.date for dump in archive.dumps}
    days: dict[dt.date, list[_Listed]] = defaultdict(list)
    for number, paper in enumerate(archive.papers):
        listed = _Listed(number, paper.listing, paper.wording)
        days[paper.appearances[0].date].append(listed)
        for variant in paper.variants:
            listed = _Listed(number, variant.listing, variant.wording)
            days[date_of[variant.dump]].append(listed)
    return [tuple(days[date]) for date in sorted(days)]


class _Holders:
    """Which wordings hold a key: none any more once they are more than so many."""

    def __init__(self, kind: str, most: int) -> None:
        """Begin without wordings.

        Args:
            kind: What tells the records of these keys from those of others.
            most: A key that more wordings hold is not rare.
        """
        self._kind = kind
        self._most = most
        self._of: dict[str, list[int]] = defaultdict(list)
        self._common: set[str] = set()
        self._newly_common: set[str] = set()
        self._day: Mapping[int, set[str]] = {}

    def add(self, day: Mapping[int, set[str]], read: Read | None) -> None:
        """Take in a day's wordings: the keys that each holds, by its number.

        With a `Read`, who held these keys before is read first.
        """
        self._day = day
        if read:
            self._fetch(read, set().union(*day.values()))
        for number, keys in day.items():
            for key in keys - self._common:
                holders = self._of[key]
                holders.append(number)
                if len(holders) > self._most:
                    del self._of[key]
                    self._common.add(key)
                    self._newly_common.add(key)

    def sharing_any(self, number: int) -> set[int]:
        """Return who holds any rare key that one of the day's wordings holds."""
        return set().union(*self._holders(number))

    def sharing_many(self, number: int, least: int = 1) -> set[int]:
        """Return who holds so many of these, and a share of those that others hold."""
        few = [holders for holders in self._holders(number) if len(holders) > 1]
        least = max(least, math.ceil(_SHARE_OF_RARE * len(few)))
        counts = Counter(itertools.chain.from_iterable(few))
        return {holder for holder, times in counts.items() if times >= least}

    def records(self) -> dict[str, bytes]:
        """Return the holders of each key that has others than when it was read."""
        records = {self._kind + key: b"" for key in self._newly_common}
        for key, holders in self._of.items():
            records[self._kind + key] = array("I", holders).tobytes()
        return records

    def _holders(self, number: int) -> list[Sequence[int]]:
        """Return the holders of each rare key of one of the day's wordings."""
        return [self._of[key] for key in self._day[number] - self._common]

    def _fetch(self, read: Read, keys: set[str]) -> None:
        names = [self._kind + key for key in sorted(keys - self._of.keys() - self._common)]
        for name, packed in read(names).items():
            key = name.removeprefix(self._kind)
            if packed:
                self._of[key] = list(array("I", packed))
            else:
                self._common.add(key)


class _WordingIndex(Index[Sequence[_Listed]]):
    """The wordings so far, by what two of them have to share to be compared."""

    def __init__(self, days: Iterable[Sequence[_Listed]], read: Read | None) -> None:
        """Begin an index.

        Args:
            days: All days, also those that are read instead of taken in.
            read: Gives the records of these.
        """
        self._listed = list(itertools.chain.from_iterable(days))
        self._read = read
        self._titles = _Holders("t ", _RARE_IN_TITLES)
        self._pieces = _Holders("p ", _RARE_IN_TITLES)
        self._abstracts = _Holders("a ", _RARE_IN_ABSTRACTS)
        self._day = range(int.from_bytes(read([_SIZE])[_SIZE], "little") if read else 0)
        self._wordings: dict[int, Wording] = {}

    def add(self, day: Sequence[_Listed]) -> None:
        """Take in the wordings of the next day."""
        self._day = range(self._day.stop, self._day.stop + len(day))
        wordings = {number: self._wording(number) for number in self._day}
        keys = {number: set(wording.words) for number, wording in wordings.items()}
        self._titles.add(keys, self._read)
        keys = {number: _piece_keys(wording) for number, wording in wordings.items()}
        self._pieces.add(keys, self._read)
        keys = {number: set(wording.abstract.split()) for number, wording in wordings.items()}
        self._abstracts.add(keys, self._read)

    def find(self) -> list[tuple[int, int]]:
        """Return the pairs of papers that may be the same, for the day's wordings."""
        by_title: set[tuple[int, int]] = set()
        by_abstract: set[tuple[int, int]] = set()
        for number in self._day:
            by_title |= _pairs(number, self._titles.sharing_many(number))
            by_title |= _pairs(number, self._pieces.sharing_any(number))
            by_abstract |= _pairs(number, self._abstracts.sharing_many(number, _RARE_WORDS))
        found = set()
        for pair in by_title | by_abstract:
            one, other = pair
            papers = (self._listed[one].paper, self._listed[other].paper)
            if papers[0] != papers[1] and may_be_same(
                self._wording(one), self._wording(other), by_abstract=pair in by_abstract
            ):
                found.add(papers)
        return sorted(found)

    def records(self) -> dict[str, bytes]:
        """Return the holders of each key that has others now, and the number of wordings."""
        records = {_SIZE: self._day.stop.to_bytes(4, "little")}
        for holders in (self._titles, self._pieces, self._abstracts):
            records.update(holders.records())
        return records

    def _wording(self, number: int) -> Wording:
        if number not in self._wordings:
            self._wordings[number] = build_wording(self._listed[number].listing)
        return self._wordings[number]


def _piece_keys(wording: Wording) -> set[str]:
    """Return the title and its pieces, the same whatever the order or the spaces of words."""
    keys = {" ".join(sorted(piece)) for piece in wording.pieces}
    return keys | {"".join(wording.words), " ".join(sorted(wording.words))}


def _pairs(number: int, others: Iterable[int]) -> set[tuple[int, int]]:
    """Return a number with each of others, the lower first."""
    return {(min(number, other), max(number, other)) for other in others}

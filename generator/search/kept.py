"""The index of all papers -> the files that hold it, kept from build to build.

Kept are two indexes: that of all days, to which a build adds a new day, and that of the days
before the last, to which it adds the last day when that was edited.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, Table, key_of
from generator.parts import joined, parted
from generator.search.adding import with_papers
from generator.search.broad import (
    LARGEST_ANSWERS,
    Answer,
    answers,
    broad_answer,
)
from generator.search.encoding import NAME_LENGTH, compressed, distinct_keys
from generator.search.folders import Folders
from generator.search.index import Index, empty_index, pack_index, unpack_index
from generator.search.inverted import Inverted, Words
from generator.search.later import Later, add_later
from generator.search.passages import (
    Passages,
    pack_passages,
    unpack_passages,
    with_passages,
)
from generator.search.shards import Range, cut
from generator.search.surveys import Survey, pack_surveys, unpack_surveys, with_further_papers

KINDS = ("terms", "broad", "words", "endings")
"""What the shards hold."""

_AT_ONCE = 16_384  # papers that are added to the index at once, for the memory they take
_TABLES = ("search index 1", "search index 2")

_INDEX, _SURVEYS, _PASSAGES, _EXTENT = "index", "surveys", "passages", "extent"
_SHARDS = "shards"


class Shard(NamedTuple):
    """A file of the index.

    Attributes:
        kind: One of `KINDS`.
        prefix: How to find it, see `Range`.
        key: A digest of its content.
        is_broad: Whether it has terms whose prefix is a broad beginning.
    """

    kind: str
    prefix: str
    key: str
    is_broad: bool = False

    @property
    def name(self) -> str:
        """What the file is named by, in the folder of its kind."""
        return self.key[:NAME_LENGTH]


class Extent(NamedTuple):
    """How much an index has.

    Attributes:
        papers: How many of the first papers.
        later: How many of the first later wordings.
    """

    papers: int
    later: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the first papers and later wordings.

    Attributes:
        extent: How many these are.
        index: Of these.
        surveys: Of broad beginnings.
        passages: What is shown of the best papers for these.
    """

    extent: Extent
    index: Index
    surveys: Mapping[str, Survey]
    passages: Passages


@dataclass(frozen=True, slots=True)
class _Made:
    """What the shards are made of.

    Attributes:
        kept: What is kept of all papers.
        terms: The shards of terms.
        answers: Those to broad beginnings.
    """

    kept: Kept
    terms: Sequence[Range]
    answers: Mapping[str, Answer]


class Shards:
    """The files of the index of an archive.

    Attributes:
        all: What they are, in order.
    """

    def __init__(
        self,
        folders: Folders,
        later: Sequence[Later],
        settled: Extent,
        largest: int,
        cache: Cache,
    ) -> None:
        """Tell which files there are, by what is kept or by making them.

        Args:
            folders: Of all papers.
            later: All later wordings.
            settled: How many papers and later wordings there were before the last day.
            largest: Bytes, before compression, above which a shard is cut.
            cache: Where the index of earlier builds is kept.
        """
        self._folders = folders
        self._later = later
        self._whole = Extent(folders.papers, len(later))
        self._settled = settled
        self._largest = largest
        self._cache = cache
        self._next, self._other = _TABLES  # where an index is kept next, and after that
        table = cache.table("search shards")
        stamp = self._key(self._whole)
        kept = _read(table) if table.stamp == stamp else {}
        if kept:
            self.all = [Shard(*shard) for shard in json.loads(kept[_SHARDS])]
        else:
            self.all = list(self._contents)
            table.write({_SHARDS: json.dumps(self.all).encode()}, stamp)

    def of(self, kind: str) -> Iterator[Shard]:
        """Yield the shards of a kind."""
        return (shard for shard in self.all if shard.kind == kind)

    def file(self, shard: Shard) -> bytes:
        """Return a shard as it is served."""
        return compressed(self._contents[shard])

    @cached_property
    def _contents(self) -> dict[Shard, bytes]:
        """The shards, uncompressed."""
        known = self._kept()
        words = self._folders.words(known.extent.papers)
        behind = known.extent != self._settled and _is_within(known.extent, self._settled)
        if self._cache.is_open and behind:
            known = self._up_to(self._settled, known, words).kept
            self._keep(known)
        made = self._up_to(self._whole, known, words)
        if made.kept.extent != known.extent:
            self._keep(made.kept)
        encoded = {
            prefix: broad_answer(prefix, answer, list(made.kept.passages[prefix].values()))
            for prefix, answer in made.answers.items()
        }
        shards = list(_shards(made, encoded, self._largest))
        keys = distinct_keys([content for _, _, content in shards])
        return {
            Shard(kind, prefix, key, kind == "terms" and prefix in encoded): content
            for key, (kind, prefix, content) in zip(keys, shards, strict=True)
        }

    def _up_to(self, extent: Extent, known: Kept, words: Iterator[Words]) -> _Made:
        """Return what there is of further papers and later wordings too.

        Args:
            extent: How many of them there are then.
            known: What there is of fewer.
            words: What the next papers and all after them add.
        """
        index, surveys = known.index, known.surveys
        further = islice(words, extent.papers - known.extent.papers)
        later = self._later[known.extent.later : extent.later]
        for more in _inverted(index.papers, further, later):
            before = index
            index = with_papers(before, more)
            surveys = with_further_papers(surveys, before, index, more)
        terms, broad = cut(index.terms.words, index.sizes, self._largest)
        in_order, surveys = answers(index, broad, surveys)
        found = {range_.prefix: answer for range_, answer in zip(broad, in_order, strict=True)}
        best = {prefix: answer.best for prefix, answer in found.items()}
        passages = with_passages(best, known.passages, self._folders)
        return _Made(Kept(extent, index, surveys, passages), terms, found)

    def _kept(self) -> Kept:
        """Return what is kept of the most of the first papers; else what there is of none."""
        extents = {name: self._extent(name) for name in _TABLES}
        self._next, self._other = sorted(_TABLES, key=extents.__getitem__)
        extent = extents[self._other]
        kept = _read(self._cache.table(self._other)) if extent.papers else {}
        if not kept:
            return Kept(Extent(0, 0), empty_index(), {}, {})
        return Kept(
            extent,
            unpack_index(parted(kept[_INDEX])),
            unpack_surveys(parted(kept[_SURVEYS])),
            unpack_passages(kept[_PASSAGES]),
        )

    def _extent(self, name: str) -> Extent:
        """Return how much an index has that is kept and can be added to."""
        table = self._cache.table(name)
        extent = Extent(*json.loads(_read(table, [_EXTENT]).get(_EXTENT, b"[0, 0]")))
        is_good = _is_within(extent, self._whole) and table.stamp == self._key(extent)
        return extent if is_good else Extent(0, 0)

    def _keep(self, known: Kept) -> None:
        values = {
            _INDEX: joined(pack_index(known.index)),
            _SURVEYS: joined(pack_surveys(known.surveys)),
            _PASSAGES: pack_passages(known.passages),
            _EXTENT: json.dumps(known.extent).encode(),
        }
        self._cache.table(self._next).write(values, self._key(known.extent))
        self._next, self._other = self._other, self._next

    def _key(self, extent: Extent) -> str:
        """Return a digest of all that an index follows from that has so much."""
        later = [wording.key for wording in self._later[: extent.later]]
        return key_of(self._largest, self._folders.key(extent.papers), later)


def _is_within(extent: Extent, other: Extent) -> bool:
    """Return whether an index that has so much can become one that has as much as the other."""
    return extent.papers <= other.papers and extent.later <= other.later


def _inverted(first: int, words: Iterable[Words], later: Sequence[Later]) -> Iterator[Inverted]:
    """Yield the inverted indexes of papers and of later wordings, which the last has.

    Args:
        first: The number of the first paper.
        words: Of each paper.
        later: The wordings.
    """
    papers = iter(words)
    while True:
        more = Inverted(first)
        for of_paper in islice(papers, _AT_ONCE):
            more.add(of_paper)
        is_last = more.papers - first < _AT_ONCE
        if is_last:
            add_later(more, later)
        if more.terms or more.papers > first:
            yield more
        if is_last:
            return
        first = more.papers


def _read(table: Table, keys: Sequence[str] | None = None) -> dict[str, bytes]:
    """Return what a table holds of some keys or of all, nothing when it is lost."""
    try:
        return table.read_all() if keys is None else table.read(keys)
    except CacheLostError:
        return {}


def _shards(
    made: _Made, encoded: Mapping[str, bytes], largest: int
) -> Iterator[tuple[str, str, bytes]]:
    """Yield for each shard its kind, its prefix and its content."""
    index = made.kept.index
    broad, _ = cut(list(encoded), list(map(len, encoded.values())), LARGEST_ANSWERS)
    contents = list(encoded.values())
    words, endings = (lexicon.shards(largest) for lexicon in (index.terms, index.endings))
    of_kinds: list[tuple[Sequence[Range], Iterable[bytes]]] = [
        (made.terms, index.terms.contents(made.terms, index.records)),
        (broad, (b"".join(contents[shard.start : shard.end]) for shard in broad)),
        (words, index.terms.contents(words)),
        (endings, index.endings.contents(endings)),
    ]
    for kind, (ranges, made_) in zip(KINDS, of_kinds, strict=True):
        for shard, content in zip(ranges, made_, strict=True):
            yield kind, shard.prefix, content

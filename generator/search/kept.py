"""The index of all papers -> the files that hold it, kept from build to build.

Kept are two indexes: that of all papers, to which a build adds a new day, and that of the papers
first seen before the last day, to which it adds the last day when that was edited.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, Table, key_of
from generator.search.adding import with_papers
from generator.search.broad import (
    LARGEST_ANSWERS,
    Answer,
    answers,
    broad_answer,
    with_further_papers,
)
from generator.search.encoding import NAME_LENGTH, compressed, distinct_keys
from generator.search.folders import Folders
from generator.search.index import Index, empty_index, pack_index, unpack_index
from generator.search.inverted import Inverted, Words
from generator.search.parts import pack, unpack
from generator.search.passages import (
    Passages,
    pack_passages,
    unpack_passages,
    with_passages,
)
from generator.search.shards import Range, cut
from generator.search.surveys import Survey, pack_surveys, unpack_surveys

KINDS = ("terms", "broad", "words", "endings")
"""What the shards hold."""

_AT_ONCE = 16_384  # papers that are added to the index at once, for the memory they take
_TABLES = ("search index 1", "search index 2")

_INDEX, _SURVEYS, _PASSAGES, _PAPERS = "index", "surveys", "passages", "papers"
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the first papers.

    Attributes:
        index: Of these.
        surveys: Of broad beginnings.
        passages: What is shown of the best papers for these.
    """

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
        self, folders: Folders, keys: Sequence[str], settled: int, largest: int, cache: Cache
    ) -> None:
        """Tell which files there are, by what is kept or by making them.

        Args:
            folders: Of all papers.
            keys: The `paper_key`s of all papers.
            settled: How many papers were first seen before the last day.
            largest: Bytes, before compression, above which a shard is cut.
            cache: Where the index of earlier builds is kept.
        """
        self._folders = folders
        self._keys = keys
        self._settled = settled
        self._largest = largest
        self._cache = cache
        self._next, self._other = _TABLES  # where an index is kept next, and after that
        table = cache.table("search shards")
        stamp = self._key(len(keys))
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
        words = self._folders.words(known.index.papers)
        behind = self._settled - known.index.papers
        if self._cache.is_open and behind > 0:
            known = self._with_words(known, islice(words, behind)).kept
            self._keep(known)
        made = self._with_words(known, words)
        if made.kept.index.papers > known.index.papers:
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

    def _with_words(self, known: Kept, words: Iterable[Words]) -> _Made:
        """Return what there is of further papers too."""
        index, surveys = known.index, known.surveys
        for more in _inverted(index.papers, words):
            before = index
            index, orders = with_papers(before, more)
            surveys = with_further_papers(surveys, before, index, more, orders)
        terms, broad = cut(index.terms.words, index.sizes, self._largest)
        in_order, surveys = answers(index, broad, surveys)
        found = {range_.prefix: answer for range_, answer in zip(broad, in_order, strict=True)}
        best = {prefix: answer.best for prefix, answer in found.items()}
        passages = with_passages(best, known.passages, self._folders)
        return _Made(Kept(index, surveys, passages), terms, found)

    def _kept(self) -> Kept:
        """Return what is kept of the most of the first papers; else what there is of none."""
        papers = {name: self._papers(name) for name in _TABLES}
        self._next, self._other = sorted(_TABLES, key=papers.__getitem__)
        kept = _read(self._cache.table(self._other)) if papers[self._other] else {}
        if not kept:
            return Kept(empty_index(), {}, {})
        return Kept(
            unpack_index(unpack(kept[_INDEX])),
            unpack_surveys(unpack(kept[_SURVEYS])),
            unpack_passages(kept[_PASSAGES]),
        )

    def _papers(self, name: str) -> int:
        """Return of how many of the first papers an index is that is kept."""
        table = self._cache.table(name)
        papers = int(_read(table, [_PAPERS]).get(_PAPERS, b"0"))
        is_good = papers <= len(self._keys) and table.stamp == self._key(papers)
        return papers if is_good else 0

    def _keep(self, known: Kept) -> None:
        papers = known.index.papers
        values = {
            _INDEX: pack(pack_index(known.index)),
            _SURVEYS: pack(pack_surveys(known.surveys)),
            _PASSAGES: pack_passages(known.passages),
            _PAPERS: str(papers).encode(),
        }
        self._cache.table(self._next).write(values, self._key(papers))
        self._next, self._other = self._other, self._next

    def _key(self, papers: int) -> str:
        """Return a digest of all that what is kept of the first papers follows from."""
        return key_of(self._largest, self._folders.key(papers))


def _inverted(first: int, words: Iterable[Words]) -> Iterator[Inverted]:
    """Yield the inverted indexes of papers, of which the first has a number."""
    papers = iter(words)
    while True:
        more = Inverted(first)
        for of_paper in islice(papers, _AT_ONCE):
            more.add(of_paper)
        if more.papers == first:
            return
        yield more
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

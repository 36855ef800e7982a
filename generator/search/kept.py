"""The index of all papers -> the files that hold it, kept from build to build.

Kept is the index of papers first seen before the last day. So a build adds the papers of a few
days to it, whether the last day is new or edited, and now and then keeps the index with them.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, key_of
from generator.search.broad import (
    LARGEST_ANSWERS,
    Answer,
    Survey,
    answers,
    broad_answer,
    pack_surveys,
    unpack_surveys,
    with_further_papers,
)
from generator.search.encoding import compressed
from generator.search.folders import Folders
from generator.search.index import Index, empty_index, pack_index, unpack_index, with_papers
from generator.search.inverted import Inverted, Words
from generator.search.parts import pack, unpack
from generator.search.passages import (
    Passages,
    pack_passages,
    unpack_passages,
    with_passages,
)
from generator.search.shards import Range, cut

KINDS = ("terms", "broad", "words", "endings")
"""What the shards hold."""

_AT_ONCE = 16_384  # papers that are added to the index at once, for the memory they take
_BEHIND = 128  # papers by which the index that is kept may be behind

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
        return self.key[:8]


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
        table = cache.table("search shards")
        stamp = self._key(len(keys))
        kept = _read(cache, "search shards") if table.stamp == stamp else {}
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
        if self._cache.is_open and behind > (_BEHIND if known.index.papers else 0):
            known, _ = self._with_words(known, islice(words, behind))
            self._keep(known)
        known, found = self._with_words(known, words)
        encoded = {
            prefix: broad_answer(prefix, answer, list(known.passages[prefix].values()))
            for prefix, answer in found.items()
        }
        made = _shards(known.index, encoded, self._largest)
        return {
            Shard(
                kind,
                prefix,
                hashlib.blake2b(content, digest_size=32).hexdigest(),
                kind == "terms" and prefix in encoded,
            ): content
            for kind, prefix, content in made
        }

    def _with_words(self, known: Kept, words: Iterable[Words]) -> tuple[Kept, dict[str, Answer]]:
        """Return what is kept of further papers too, and the answers to broad beginnings."""
        index, more, added = known.index, Inverted(known.index.papers), []
        for of_paper in words:
            if more.papers - index.papers == _AT_ONCE:
                index = with_papers(index, more)
                more = Inverted(index.papers)
            if known.surveys:
                added.append((more.papers, of_paper))
            more.add(of_paper)
        index = with_papers(index, more)
        _, broad = cut(index.terms.words, index.sizes, self._largest)
        surveys = with_further_papers(known.surveys, known.index, index, broad, added)
        in_order, surveys = answers(index, broad, surveys)
        found = {range_.prefix: answer for range_, answer in zip(broad, in_order, strict=True)}
        best = {prefix: answer.best for prefix, answer in found.items()}
        passages = with_passages(best, known.passages, self._folders)
        return Kept(index, surveys, passages), found

    def _kept(self) -> Kept:
        """Return what is kept, if it is of the first papers now; else what there is of none."""
        kept = _read(self._cache, "search index")
        if kept:
            papers = int(kept[_PAPERS])
            if papers <= self._settled and self._cache.table("search index").stamp == self._key(
                papers
            ):
                return Kept(
                    unpack_index(unpack(kept[_INDEX])),
                    unpack_surveys(json.loads(kept[_SURVEYS])),
                    unpack_passages(kept[_PASSAGES]),
                )
        return Kept(empty_index(), {}, {})

    def _keep(self, known: Kept) -> None:
        papers = known.index.papers
        values = {
            _INDEX: pack(pack_index(known.index)),
            _SURVEYS: json.dumps(pack_surveys(known.surveys), separators=(",", ":")).encode(),
            _PASSAGES: pack_passages(known.passages),
            _PAPERS: str(papers).encode(),
        }
        self._cache.table("search index").write(values, self._key(papers))

    def _key(self, papers: int) -> str:
        """Return a digest of all that what is kept of the first papers follows from."""
        # Numbers are kept as this machine has them.
        return key_of(sys.byteorder, self._largest, "".join(self._keys[:papers]))


def _read(cache: Cache, table: str) -> dict[str, bytes]:
    """Return what a table holds, nothing when it is lost."""
    try:
        return cache.table(table).read_all()
    except CacheLostError:
        return {}


def _shards(
    index: Index, answers: dict[str, bytes], largest: int
) -> Iterator[tuple[str, str, bytes]]:
    """Yield for each shard its kind, its prefix and its content."""
    terms, _ = cut(index.terms.words, index.sizes, largest)
    encoded = list(answers.values())
    broad, _ = cut(list(answers), list(map(len, encoded)), LARGEST_ANSWERS)
    words, endings = (lexicon.shards(largest) for lexicon in (index.terms, index.endings))
    made: list[tuple[list[Range], Iterable[bytes]]] = [
        (terms, index.terms.contents(terms, index.records)),
        (broad, (b"".join(encoded[shard.start : shard.end]) for shard in broad)),
        (words, index.terms.contents(words)),
        (endings, index.endings.contents(endings)),
    ]
    for kind, (ranges, contents) in zip(KINDS, made, strict=True):
        for shard, content in zip(ranges, contents, strict=True):
            yield kind, shard.prefix, content

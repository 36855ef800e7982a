"""What follows from a folder of papers alone, kept from build to build.

Papers are numbered in the order in which they were first seen, so a day at the end fills the
last folder and leaves the others as they are. A folder's record says itself what it follows
from, and takes the place of the one before.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, key_of
from generator.links import has_code
from generator.model import Paper
from generator.processes import batches, in_processes
from generator.search.documents import as_json, document, indexed_words
from generator.search.encoding import compressed, digest
from generator.search.inverted import STOP_WORDS, Part
from generator.search.numbers import numbers
from generator.search.parts import pack, pack_part, unpack
from generator.text import clean

PAPERS_PER_FILE = 2
PAPERS_PER_FOLDER = 256
"""At most as many as a byte can number."""

_AT_ONCE = 64  # folders that are read or made before the first of them is used
_KEY_LENGTH = len(key_of())


class Folder(NamedTuple):
    """What follows from some papers alone.

    Attributes:
        name: A digest of what answers show of them.
        files: That, as it is served, `PAPERS_PER_FILE` papers each.
        has_code: For each paper 1 or 0: whether it links to source code.
        part: What they add to the index, see `unpack_part`.
    """

    name: str
    files: list[bytes]
    has_code: bytes
    part: bytes


def folder_keys(papers: Sequence[Paper]) -> list[str]:
    """Return for each folder of papers a digest of all that it follows from."""
    return [
        # What is kept has numbers as this machine has them.
        key_of(sys.byteorder, [(p.id, p.title, p.abstract, p.variants) for p in few])
        for few in batches(papers, PAPERS_PER_FOLDER)
    ]


def read_folders(papers: Sequence[Paper], keys: Sequence[str], cache: Cache) -> Iterator[Folder]:
    """Yield the folders of papers in order.

    Args:
        papers: All of the archive, in the order in which they were first seen.
        keys: Their `folder_keys`.
        cache: Where the folders of earlier builds are kept.
    """
    table = cache.table("search folders")
    all_ = list(zip(keys, batches(papers, PAPERS_PER_FOLDER), strict=True))
    for start in range(0, len(all_), _AT_ONCE):
        some = {str(number): all_[number] for number in range(len(all_))[start : start + _AT_ONCE]}
        try:
            kept = table.read(some)
        except CacheLostError:
            kept = {}
        missing = [
            name
            for name, (key, _) in some.items()
            if kept.get(name, b"")[:_KEY_LENGTH] != key.encode()
        ]
        made = in_processes(_build, [some[name] for name in missing])
        fresh = dict(zip(missing, made, strict=True))
        table.write(fresh)  # each record tells what it follows from
        for name in some:
            title, code, part, *files = unpack((fresh.get(name) or kept[name])[_KEY_LENGTH:])
            yield Folder(title.decode(), files, code, part)


def _build(keyed: tuple[str, Sequence[Paper]]) -> bytes:
    """Return the record of a folder: its key, and what `read_folders` reads."""
    key, papers = keyed
    part = pack_part(_part(papers))
    files = [as_json(list(map(document, few))) for few in batches(papers, PAPERS_PER_FILE)]
    name = digest(b"\n".join(files)).encode()
    code = bytes(has_code(clean(paper.abstract)) for paper in papers)
    return key.encode() + pack([name, code, part, *map(compressed, files)])


def _part(papers: Sequence[Paper]) -> Part:
    """Return what papers add to the index."""
    order: dict[str, int] = {}
    having: defaultdict[int, bytearray] = defaultdict(bytearray)  # by place << 32 | field
    lengths = bytearray()
    brought = []
    for number, paper in enumerate(papers):
        title, text, length = indexed_words(paper)
        lengths.append(min(length, 255))
        before = len(order)
        for field, found in enumerate((title, text)):
            for term, frequency in Counter(found).items():
                if term not in STOP_WORDS:
                    place = order.setdefault(term, len(order))
                    having[place << 32 | frequency << 1 | field].append(number)
        brought.append(len(order) - before)
    return Part(
        title_lengths=bytes(lengths),
        terms=list(order),
        brought=brought,
        entries=[
            (key >> 32, key & 0xFFFFFFFF, len(found), found[0], found[-1], _steps(found))
            for key, found in having.items()
        ],
    )


def _steps(papers: bytearray) -> bytes:
    return numbers(after - before for before, after in pairwise(papers)) if papers[1:] else b""

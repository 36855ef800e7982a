"""What follows from a folder of papers alone, kept from build to build.

Papers are numbered in the order in which they were first seen, so a day at the end fills the
last folder and leaves the others as they are. A folder's record says itself what it follows
from, and takes the place of the one before.
"""

import json
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar

from generator.cache import Cache, CacheLostError, key_of
from generator.model import Paper
from generator.processes import in_processes
from generator.search.documents import document, indexed_words, links_to_code
from generator.search.encoding import compressed, digest
from generator.search.inverted import STOP_WORDS, Part
from generator.search.numbers import numbers

PAPERS_PER_FILE = 2
PAPERS_PER_FOLDER = 256
"""At most as many as a byte can number."""

_AT_ONCE = 64  # folders that are read or made before the first of them is used
_KEY_LENGTH = len(key_of())

_T = TypeVar("_T")


class Folder(NamedTuple):
    """What follows from some papers alone.

    Attributes:
        name: A digest of what answers show of them.
        files: That, as it is served, `PAPERS_PER_FILE` papers each.
        has_code: For each paper 1 or 0: whether it links to source code.
        words: Their part of the index, see `read_part`.
    """

    name: str
    files: list[bytes]
    has_code: bytes
    words: bytes


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
        table.write(fresh, "each record tells what it follows from")
        for name in some:
            name_, code, words, *files = _unpacked((fresh.get(name) or kept[name])[_KEY_LENGTH:])
            yield Folder(name_.decode(), files, code, words)


def read_part(words: bytes) -> Part:
    """Return what the papers of a folder add to the index."""
    lengths, names, first, last, steps, *columns = _unpacked(words)
    brought, terms, fields, counts, sizes = (array("I", column) for column in columns)
    ends = list(accumulate(sizes, initial=0))
    further = (steps[start:end] for start, end in pairwise(ends))
    return Part(
        title_lengths=lengths,
        terms=names.decode().split(),
        brought=brought,
        entries=zip(terms, fields, counts, first, last, further, strict=True),
    )


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Yield items in order, so many at a time.

    Examples:
        >>> list(batches("abcde", 2))
        ['ab', 'cd', 'e']
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _build(keyed: tuple[str, Sequence[Paper]]) -> bytes:
    """Return the record of a folder: its key, and what `read_folders` reads."""
    key, papers = keyed
    words = _words(papers)
    files = [
        json.dumps([document(p) for p in few], ensure_ascii=False, separators=(",", ":")).encode()
        for few in batches(papers, PAPERS_PER_FILE)
    ]
    name = digest(b"\n".join(files)).encode()
    code = bytes(links_to_code(paper) for paper in papers)
    return key.encode() + _packed([name, code, words, *map(compressed, files)])


def _words(papers: Sequence[Paper]) -> bytes:
    """Return what `read_part` reads."""
    order: dict[str, int] = {}
    entries: defaultdict[int, bytearray] = defaultdict(bytearray)  # by place << 32 | field
    lengths = bytearray()
    brought = array("I")
    for number, paper in enumerate(papers):
        title, text, length = indexed_words(paper)
        lengths.append(min(length, 255))
        before = len(order)
        for field, found in enumerate((title, text)):
            for term, frequency in Counter(found).items():
                if term not in STOP_WORDS:
                    place = order.setdefault(term, len(order))
                    entries[place << 32 | frequency << 1 | field].append(number)
        brought.append(len(order) - before)
    further = [
        numbers(b - a for a, b in pairwise(entry)) if len(entry) > 1 else b""
        for entry in entries.values()
    ]
    columns = (
        brought,
        array("I", (key >> 32 for key in entries)),
        array("I", (key & 0xFFFFFFFF for key in entries)),
        array("I", map(len, entries.values())),
        array("I", map(len, further)),
    )
    first, last = (bytes(entry[at] for entry in entries.values()) for at in (0, -1))
    names = " ".join(order).encode()
    return _packed([bytes(lengths), names, first, last, b"".join(further), *columns])


def _packed(parts: "Sequence[bytes | array[int]]") -> bytes:
    contents = [bytes(part) for part in parts]
    return b"\n".join([json.dumps([*map(len, contents)]).encode(), b"".join(contents)])


def _unpacked(content: bytes) -> list[bytes]:
    head, _, body = content.partition(b"\n")
    ends = accumulate(json.loads(head), initial=0)
    return [body[start:end] for start, end in pairwise(ends)]

"""Numbers and postings -> bytes; the browser's half is `search/files.js`.

All numbers are unsigned LEB128: seven bits a byte, lowest first, the eighth says that
more follow. Files are compressed here (zlib), as not every host compresses what it serves.
"""

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from os.path import commonprefix
from struct import pack

from generator.search.broad import Answer
from generator.search.inverted import Inverted


def compressed(content: bytes) -> bytes:
    """Return the content of a file as it is served."""
    return zlib.compress(content, 9)


def numbers(values: Iterable[int]) -> bytes:
    """Return numbers one after the other.

    Examples:
        >>> numbers([1, 300]).hex()
        '01ac02'
    """
    values = list(values)
    if max(values, default=0) < 0x80:
        return bytes(values)
    encoded = bytearray()
    for value in values:
        rest = value
        while rest >= 0x80:
            encoded.append(rest & 0x7F | 0x80)
            rest >>= 7
        encoded.append(rest)
    return bytes(encoded)


def ascending(values: Sequence[int]) -> bytes:
    """Return ascending numbers: how many, the first, and the step to each next.

    Examples:
        >>> list(ascending([7, 8, 300]))
        [3, 7, 1, 164, 2]
    """
    steps = (after - before for before, after in pairwise(values))
    return numbers([len(values)]) + numbers(values[:1]) + numbers(steps)


def postings(index: Inverted, term: str) -> bytes:
    """Return a term's postings.

    For titles, then abstracts: the number of frequencies, and for each the frequency and
    the papers that have it. After the papers of titles, how many words each title has.
    """
    encoded = bytearray()
    for field, by_frequency in enumerate(index.fields(term)):
        encoded += numbers([len(by_frequency)])
        for frequency, papers in sorted(by_frequency.items()):
            encoded += numbers([frequency]) + ascending(papers)
            if field == 0:
                encoded += bytes(index.title_lengths[paper] for paper in papers)
    return bytes(encoded)


def front_coded(words: Iterable[str]) -> list[bytes]:
    """Return sorted words, each as what it shares with the one before, and the rest.

    Each is the number of bytes shared, the number of further bytes, and these in UTF-8.

    Examples:
        >>> [list(coded) for coded in front_coded(["a", "ab"])]
        [[0, 1, 97], [1, 1, 98]]
    """
    coded = []
    before = b""
    for word in words:
        now = word.encode()
        shared = len(commonprefix((before, now)))  # noqa: RUF071 - no paths
        coded.append(numbers([shared, len(now) - shared]) + now[shared:])
        before = now
    return coded


def term_shard(index: Inverted, terms: Sequence[str], encoded: Sequence[bytes]) -> bytes:
    """Return a shard of the inverted index.

    For each term, sorted: the word front-coded, its place among the terms that its first
    paper brought along, the number of bytes of its postings, and these.

    Args:
        index: Where the terms are from.
        terms: Sorted.
        encoded: The `postings` of each.
    """
    shard = bytearray()
    for term, word, data in zip(terms, front_coded(terms), encoded, strict=True):
        shard += word + numbers([index.place(term), len(data)]) + data
    return bytes(shard)


def broad_answer(prefix: str, answer: Answer) -> bytes:
    """Return the answer to a broad beginning.

    The beginning (number of bytes, UTF-8), how many papers have it, how many are in the
    list, and for each its number and its score (a little-endian double); then how many papers
    are named so, and their numbers.
    """
    name = prefix.encode()
    encoded = bytearray(numbers([len(name)]) + name + numbers([answer.total, len(answer.best)]))
    for paper, score in answer.best:
        encoded += numbers([paper]) + pack("<d", score)
    return bytes(encoded + numbers([len(answer.named), *answer.named]))

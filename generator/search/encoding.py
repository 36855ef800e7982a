"""Postings, words and answers -> bytes; the browser's half is `search/files.js`.

Files are compressed here (zlib), as not every host compresses what it serves.
"""

import hashlib
import zlib
from collections.abc import Iterable

from generator.search.broad import Answer
from generator.search.inverted import Inverted
from generator.search.numbers import numbers, one_number


def compressed(content: bytes) -> bytes:
    """Return the content of a file as it is served."""
    return zlib.compress(content, 9)


def digest(content: bytes) -> str:
    """Return what a file is named by."""
    return hashlib.sha256(content).hexdigest()[:8]


def postings(index: Inverted, term: str) -> bytes:
    """Return a term's postings.

    For titles, then abstracts: the number of frequencies, and for each the frequency and
    the papers that have it. After the papers of titles, how many words each title has.
    """
    encoded = bytearray()
    for field, by_frequency in enumerate(index.fields(term)):
        encoded += one_number(len(by_frequency))
        for frequency, found in by_frequency:
            encoded += one_number(frequency) + one_number(found.count) + found.steps
            if field == 0:
                encoded += bytes(index.title_lengths[paper] for paper in found.papers())
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
        shared = 0
        for one, other in zip(before, now, strict=False):
            if one != other:
                break
            shared += 1
        coded.append(one_number(shared) + one_number(len(now) - shared) + now[shared:])
        before = now
    return coded


def term_entry(place: int, postings: bytes) -> bytes:
    """Return what follows a front-coded term in a shard of the inverted index.

    Its place among the terms that its first paper brought along, the number of bytes of its
    postings, and these.
    """
    return one_number(place) + one_number(len(postings)) + postings


def broad_answer(prefix: str, answer: Answer, shown: bytes) -> bytes:
    """Return the answer to a broad beginning.

    The beginning (number of bytes, UTF-8), how many papers have it, how many are the best and
    their numbers, how many are named so and their numbers; then what is shown of the best
    (number of bytes, and these).
    """
    name = prefix.encode()
    lists = [len(answer.best), *answer.best, len(answer.named), *answer.named]
    return numbers([len(name)]) + name + numbers([answer.total, *lists, len(shown)]) + shown

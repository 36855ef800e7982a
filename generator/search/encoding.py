"""Sorted words and whole files -> bytes; the browser's half is `search/files.js`.

Files are compressed here (zlib), as not every host compresses what it serves.
"""

import hashlib
import zlib
from collections.abc import Iterable

from generator.search.numbers import one_number


def compressed(content: bytes) -> bytes:
    """Return the content of a file as it is served."""
    return zlib.compress(content, 9)


def digest(content: bytes) -> str:
    """Return what a file is named by."""
    return hashlib.sha256(content).hexdigest()[:8]


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

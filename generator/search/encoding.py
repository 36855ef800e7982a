"""Sorted words and whole files -> bytes; the browser's half is `search/files.js`.

Files are compressed here (zlib), as not every host compresses what it serves.
"""

import base64
import hashlib
import string
import zlib
from collections.abc import Iterable
from os.path import commonprefix

from generator.search.numbers import one_number

NAME_LENGTH = 8
"""How many figures of a digest name a file."""
_FIGURES = string.digits + string.ascii_lowercase


def compressed(content: bytes) -> bytes:
    """Return the content of a file as it is served."""
    return zlib.compress(content, 9)


def digest(content: bytes) -> str:
    """Return what a file is named by."""
    return hashlib.sha256(content).hexdigest()[:NAME_LENGTH]


def distinct_keys(contents: Iterable[bytes], length: int = NAME_LENGTH) -> list[str]:
    """Return a digest for each content, of which unlike ones begin unlike.

    A large archive has thousands of shards and new ones every day, so some day two would be
    named alike; the later then has the digest of its digest.

    Args:
        contents: Always in the same order.
        length: How many figures of a digest name a file.

    Examples:
        >>> len({key[:1] for key in distinct_keys([b"%d" % n for n in range(16)], length=1)})
        16
    """
    content_of: dict[str, str] = {}
    keys = []
    for content in contents:
        key = own = hashlib.blake2b(content, digest_size=32).hexdigest()
        while content_of.setdefault(key[:length], own) != own:
            key = hashlib.blake2b(key.encode(), digest_size=32).hexdigest()
        keys.append(key)
    return keys


def table(prefixes: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Return in which file which sorted terms are, briefly.

    Args:
        prefixes: What tells each file from those before. Only what it does not share with the
            one before is told, after the number of characters that it shares, to base 36.
        names: What each is named by, in hexadecimal figures.

    Examples:
        >>> table(["mo", "model", "mu"], ["0000000a", "0000000b", "0000000c"])
        {'prefixes': '0mo 2del 1u', 'names': 'AAAACgAAAAsAAAAM'}
    """
    coded = []
    before = ""
    for prefix in prefixes:
        shared = len(commonprefix([before, prefix])[: len(_FIGURES) - 1])  # noqa: RUF071 - no paths
        coded.append(_FIGURES[shared] + prefix[shared:])
        before = prefix
    packed = base64.b64encode(bytes.fromhex("".join(names)))
    return {"prefixes": " ".join(coded), "names": packed.decode()}


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

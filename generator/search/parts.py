"""Parts of an index and other things -> bytes for the cache, and back."""

import json
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise

from generator.search.inverted import Part


def pack_part(part: Part) -> bytes:
    """Return a part of an index as bytes, with numbers as this machine has them."""
    *columns, further = zip(*part.entries, strict=True) if part.entries else [()] * 6
    return pack(
        [
            part.title_lengths,
            " ".join(part.terms).encode(),
            b"".join(further),
            *(array("I", column) for column in (part.brought, map(len, further), *columns)),
        ]
    )


def unpack_part(packed: bytes) -> Part:
    """Return the part of an index that was packed."""
    title_lengths, terms, further, *rest = unpack(packed)
    brought, sizes, *columns = (array("I", column) for column in rest)
    ends = accumulate(sizes, initial=0)
    steps = (further[start:end] for start, end in pairwise(ends))
    return Part(
        title_lengths=title_lengths,
        terms=terms.decode().split(),
        brought=brought,
        entries=list(zip(*columns, steps, strict=True)),
    )


def pack(contents: "Sequence[bytes | array[int]]") -> bytes:
    """Return several contents as one."""
    parts = list(map(bytes, contents))
    return b"\n".join([json.dumps(list(map(len, parts))).encode(), b"".join(parts)])


def unpack(packed: bytes) -> list[bytes]:
    r"""Return the contents that were packed.

    Examples:
        >>> unpack(pack([b"a\n", b"", b"bc"]))
        [b'a\n', b'', b'bc']
    """
    head, _, body = packed.partition(b"\n")
    ends = accumulate(json.loads(head), initial=0)
    return [body[start:end] for start, end in pairwise(ends)]

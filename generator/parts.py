"""Several contents -> one for the cache, and back."""

import json
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise


def joined(contents: "Sequence[bytes | array[int]]") -> bytes:
    """Return several contents as one."""
    parts = list(map(bytes, contents))
    return b"\n".join([json.dumps(list(map(len, parts))).encode(), b"".join(parts)])


def parted(content: bytes) -> list[bytes]:
    r"""Return the contents that were joined.

    Examples:
        >>> parted(joined([b"a\n", b"", b"bc"]))
        [b'a\n', b'', b'bc']
    """
    head, _, body = content.partition(b"\n")
    ends = accumulate(json.loads(head), initial=0)
    return [body[start:end] for start, end in pairwise(ends)]

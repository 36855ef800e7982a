"""What is kept of a dump that was in order, until its file changes.

Most of it are the abstracts, which few builds need. They stay packed until one is asked for.
"""

import functools
import json
import zlib
from collections.abc import Sequence
from itertools import count, repeat

from generator.cache import Cache, CacheLostError
from generator.model import Listing


def kept_listings(cache: Cache, name: str, key: str) -> tuple[Listing, ...]:
    """Return the listings of a dump; none when they are not kept.

    Args:
        cache: Where they may be.
        name: The dump's name.
        key: A digest of all that they follow from.
    """
    kept = cache.get("dump", key)
    if not kept:
        return ()
    try:
        packed = cache.table("abstracts").read([name]).get(name, b"")
    except CacheLostError:
        return ()
    told_by = key.encode()
    if not packed.startswith(told_by):
        return ()
    abstracts = functools.cache(functools.partial(unpack, packed[len(told_by) :]))
    titles, lines, arxiv_ids = kept
    columns = zip(titles, repeat(abstracts), count(1), lines, arxiv_ids, strict=False)
    return tuple(map(Listing._make, columns))


def keep_listings(cache: Cache, name: str, key: str, listings: Sequence[Listing]) -> None:
    """Keep the listings of a dump. For the arguments see `kept_listings`."""
    titles, abstracts, _, lines, arxiv_ids = zip(*(x.values for x in listings), strict=True)
    cache.put("dump", key, (titles, lines, arxiv_ids))
    packed = zlib.compress(json.dumps(abstracts, ensure_ascii=False).encode(), 1)
    cache.table("abstracts").write({name: key.encode() + packed})  # tells what it follows from


def unpack(packed: bytes) -> list[str]:
    """Return the abstracts of a dump."""
    abstracts: list[str] = json.loads(zlib.decompress(packed))
    return abstracts

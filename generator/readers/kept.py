"""What is kept of a dump that was in order, until its file changes.

Most of it are the abstracts, which few builds need. They stay packed, a few together, until one
of these is asked for. With each is kept which places of it are mathematics: several pages show it,
and a new day changes the pages of older ones.
"""

import json
import zlib
from collections.abc import Sequence
from itertools import count, repeat
from typing import NamedTuple

from generator.cache import Cache, CacheLostError
from generator.escape import kept_markup
from generator.maths import Span, find_spans
from generator.model import Abstract, Listing
from generator.parts import joined, parted
from generator.processes import batches
from generator.text import clean

_FEW = 8
"""Abstracts that are packed together: fewer take more room, more take longer to unpack."""


class Packed(NamedTuple):
    """The listings of a dump as they are kept.

    Attributes:
        columns: The titles, lines and arXiv ids.
        abstracts: The rest, compressed, a few together.
    """

    columns: Sequence[Sequence[str | int | None]]
    abstracts: bytes


def pack(listings: Sequence[Listing]) -> Packed:
    """Return the listings of a dump as they are kept, the mathematics in them found."""
    titles, abstracts, _, lines, arxiv_ids = zip(*(x.values for x in listings), strict=True)
    found = [(abstract, find_spans(clean(abstract))) for abstract in abstracts]
    texts = (
        json.dumps(few, ensure_ascii=False, separators=(",", ":")) for few in batches(found, _FEW)
    )
    packed = [zlib.compress(text.encode(), 1) for text in texts]
    return Packed((titles, lines, arxiv_ids), joined(packed))


class _Abstracts:
    """The abstracts of a dump by their position, a few packed until one of these is asked for."""

    def __init__(self, packed: bytes) -> None:
        self._few: list[bytes | list[Abstract]] = [*parted(packed)]

    def __call__(self, position: int) -> Abstract:
        number, place = divmod(position - 1, _FEW)
        few = self._few[number]
        if isinstance(few, bytes):
            few = self._few[number] = unpack(few)
        return few[place]


def listings_of(packed: Packed) -> tuple[Listing, ...]:
    """Return the listings of a dump, whose abstracts are unpacked when one is asked for."""
    abstracts = repeat(_Abstracts(packed.abstracts))
    titles, lines, arxiv_ids = packed.columns
    columns = zip(titles, abstracts, count(1), lines, arxiv_ids, strict=False)
    return tuple(map(Listing._make, columns))


def unpack(abstracts: bytes) -> list[Abstract]:
    """Return a few abstracts of a dump."""
    return [
        Abstract(
            text,
            tuple(Span(start, end, shown, kept_markup(html)) for start, end, shown, html in spans),
        )
        for text, spans in json.loads(zlib.decompress(abstracts))
    ]


def kept_listings(cache: Cache, name: str, key: str) -> Packed | None:
    """Return the listings of a dump; None when they are not kept.

    Args:
        cache: Where they may be.
        name: The dump's name.
        key: A digest of all that they follow from.
    """
    columns = cache.get("dump", key)
    if not columns:
        return None
    try:
        abstracts = cache.table("abstracts").read([name]).get(name, b"")
    except CacheLostError:
        return None
    told_by = key.encode()
    if not abstracts.startswith(told_by):
        return None
    return Packed(columns, abstracts[len(told_by) :])


def keep_listings(cache: Cache, name: str, key: str, packed: Packed) -> None:
    """Keep the listings of a dump. For the arguments see `kept_listings`."""
    cache.put("dump", key, packed.columns)
    # Tells what it follows from.
    cache.table("abstracts").write({name: key.encode() + packed.abstracts})

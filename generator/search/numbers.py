"""Numbers -> bytes, and back; the browser's half is `search/files.js`.

All numbers are unsigned LEB128: seven bits a byte, lowest first, the eighth says that
more follow.
"""

import functools
from collections.abc import Iterable, Iterator


def numbers(values: Iterable[int]) -> bytes:
    """Return numbers one after the other.

    Examples:
        >>> numbers([1, 300]).hex()
        '01ac02'
    """
    values = list(values)
    if max(values, default=0) < 0x80:
        return bytes(values)
    return b"".join(map(one_number, values))


@functools.lru_cache(maxsize=2**14)
def one_number(value: int) -> bytes:
    """Return a number alone."""
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def read_number(encoded: bytes, at: int) -> tuple[int, int]:
    """Return the number that stands at a place, and the place after it.

    Examples:
        >>> read_number(numbers([1, 300]), 1)
        (300, 3)
    """
    value = shift = 0
    while (byte := encoded[at]) >= 0x80:
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1


def read_numbers(encoded: bytes | bytearray) -> Iterable[int]:
    """Return the numbers that stand one after the other.

    Examples:
        >>> list(read_numbers(numbers([1, 300])))
        [1, 300]
    """
    return encoded if encoded.isascii() else _read_longer(encoded)


def _read_longer(encoded: bytes | bytearray) -> Iterator[int]:
    value = shift = 0
    for byte in encoded:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0

"""What follows from a day and all days before it, worked out once for each day.

A day is known by the *chain*: the digest of its own content and of the chain before it. So
what was found for a day holds as long as that day and all before it are as they were; days
that are added at the end change nothing.

What a day needs of those before it stands in an *index* of *records* by key. Its table holds
the days up to the last but one: a new last day reads the records of its own keys alone, and a
last day that is edited finds the table as it needs it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from generator.cache import Cache, CacheLostError, key_of

_D = TypeVar("_D")
_D_contra = TypeVar("_D_contra", contravariant=True)

Read = Callable[[Iterable[str]], Mapping[str, bytes]]
"""Returns those records of a table that have one of some keys."""


class Index(ABC, Generic[_D_contra]):
    """Days by what stands in them. A subclass is made with a `Read`, or None to begin anew."""

    @abstractmethod
    def add(self, day: _D_contra) -> None:
        """Take in the next day."""

    @abstractmethod
    def find(self) -> Any:  # noqa: ANN401 - what JSON can hold
        """Return what follows for the day taken in last."""

    @abstractmethod
    def records(self) -> dict[str, bytes]:
        """Return the records that are other than those read."""


def chain(days: Iterable[object]) -> list[str]:
    """Return a key for each day, which tells that day and all before it.

    Args:
        days: What tells each day, oldest first.

    Examples:
        >>> chain("ab")[0] == chain("ac")[0], chain("ab")[1] == chain("cb")[1]
        (True, False)
    """
    keys: list[str] = []
    for day in days:
        keys.append(key_of(keys[-1] if keys else "", day))
    return keys


def day_by_day(
    name: str,
    make: Callable[[Read | None], Index[_D]],
    days: Sequence[_D],
    told_by: Iterable[object],
    cache: Cache,
) -> list[Any]:
    """Return what an index finds for each day, asking it only where the cache does not know.

    Args:
        name: Of the stage and of its table.
        make: Makes an index without days.
        days: Oldest first.
        told_by: What tells each of them in full by its `repr`.
        cache: Where what was found for a day is kept, and the records of the index.
    """
    keys = chain(told_by)
    found = [cache.get(name, key) for key in keys]
    if None not in found:
        return found
    table = cache.table(name)
    stamp = table.stamp
    known = keys[: found.index(None)]
    begin = known.index(stamp) + 1 if stamp in known else 0

    def go_on(start: int) -> None:
        if start == 0:
            table.clear()
        index = make(table.read if start else None)
        for number in range(start, len(days)):
            if start < number == len(days) - 1:
                table.write(index.records(), keys[number - 1])
            index.add(days[number])
            if found[number] is None:
                found[number] = index.find()
                cache.put(name, keys[number], found[number])

    try:
        go_on(begin)
    except CacheLostError:
        go_on(0)
    return found

"""Where the time of a build goes, and on a terminal how far long work is."""

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from generator.text import counted

_T = TypeVar("_T")

PATIENCE = 2.0
"""Seconds that work may take before it says how far it is."""
_PAUSE = 0.1  # seconds at least between two lines


class Spent(NamedTuple):
    """Seconds, of the wall clock and of processors."""

    wall: float
    cpu: float


class Profile:
    """What the steps of a build took.

    Attributes:
        steps: By name, in the order in which they began. Not part of any other.
    """

    def __init__(self) -> None:
        self.steps: dict[str, Spent] = {}
        self._began = _now()

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do what is inside as a step of that name, or as more of it."""
        before, began = self.steps.get(name, Spent(0, 0)), _now()
        try:
            yield
        finally:
            now = _now()
            self.steps[name] = Spent(
                before.wall + now.wall - began.wall, before.cpu + now.cpu - began.cpu
            )

    def table(self) -> str:
        """Return a table of all steps, and of what is left."""
        now = _now()
        whole = Spent(now.wall - self._began.wall, now.cpu - self._began.cpu)
        rest = Spent(
            whole.wall - sum(spent.wall for spent in self.steps.values()),
            whole.cpu - sum(spent.cpu for spent in self.steps.values()),
        )
        rows = self.steps | {"all else": rest, "in all": whole}
        lines = [f"{'':24}{'wall s':>8}{'CPU s':>8}"]
        lines += [f"{name:24}{spent.wall:>8.2f}{spent.cpu:>8.2f}" for name, spent in rows.items()]
        return "\n".join(lines)


def followed(items: Iterable[_T], total: int, noun: str) -> Iterator[_T]:
    """Yield items; from `PATIENCE` on, say on a terminal how many there were and will be.

    Args:
        items: What takes its time.
        total: How many there are.
        noun: What one is called.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    began = said = time.monotonic()
    for number, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - began > PATIENCE and now - said > _PAUSE:
            said = now
            sys.stderr.write(f"\r\033[K{_told(number, total, noun, now - began)}")
            sys.stderr.flush()
    if said > began:
        sys.stderr.write("\r\033[K")


def _told(number: int, total: int, noun: str, seconds: float) -> str:
    """Return how far work is.

    Examples:
        >>> _told(500, 2000, "page", 2.5)
        '500 of 2,000 pages, 200 a second, 8 s left'
    """
    rate = number / seconds
    left = (total - number) / rate
    return f"{number:,} of {counted(total, noun)}, {rate:,.0f} a second, {left:.0f} s left"


def _now() -> Spent:
    times = os.times()
    children = times.children_user + times.children_system
    return Spent(time.perf_counter(), time.process_time() + children)

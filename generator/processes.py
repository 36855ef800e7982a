"""A pure function over many inputs, on all cores where that is safe and worth it."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

_I = TypeVar("_I")
_O = TypeVar("_O")

WORTH_IT = 8
"""Inputs for each process, below which it is not worth its start."""


def in_processes(function: Callable[[_I], _O], inputs: Sequence[_I]) -> Iterator[_O]:
    """Yield what a function makes of each input, in order.

    A process is a fork of this one, which has all modules loaded. Where there is no fork, where
    this process may have none, or where threads are that one could catch in the middle of
    something, everything runs in this process.

    Args:
        function: A pure function of a module.
        inputs: Each about as much work as the others.
    """
    number = min(_cores(), len(inputs) // WORTH_IT)
    may_fork = sys.platform == "linux" and not multiprocessing.current_process().daemon
    if number < 2 or not may_fork or threading.active_count() > 1:
        yield from map(function, inputs)
        return
    pool = ProcessPoolExecutor(number, multiprocessing.get_context("fork"))
    done = 0
    try:
        for made in pool.map(function, inputs):
            yield made
            done += 1
    except BrokenProcessPool:  # one was killed, perhaps as it took too much memory
        yield from map(function, inputs[done:])
    finally:
        pool.shutdown(cancel_futures=True)


def batches(items: Sequence[_I], size: int) -> Iterator[Sequence[_I]]:
    """Yield items in order, so many at a time.

    Examples:
        >>> list(batches("abcde", 2))
        ['ab', 'cd', 'e']
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1

"""A pure function over many inputs, on all cores where that is safe and worth it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

_I = TypeVar("_I")
_O = TypeVar("_O")

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What a process that is forked now is for."""
WORTH_IT = 8
"""Inputs for each process, below which it is not worth its start."""


def in_processes(function: Callable[[_I], _O], inputs: Sequence[_I]) -> Iterator[_O]:
    """Yield what a function makes of each input, in order.

    A process is a fork of this one, which has all modules loaded and all inputs, so only what is
    made goes from one to another. Where there is no fork, where this process can have none, or
    where threads are that one could catch in the middle of something, everything runs in this
    process.

    Args:
        function: A pure function.
        inputs: Each about as much work as the others.
    """
    global _work  # noqa: PLW0603 - how a fork gets it
    number = min(_cores(), len(inputs) // WORTH_IT)
    if number < 2 or threading.active_count() > 1:
        yield from map(function, inputs)
        return
    # Here, as most builds go without them: they take as long as the pages of ten papers.
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    if multiprocessing.current_process().daemon:  # which may have no processes of its own
        yield from map(function, inputs)
        return
    pool = None
    made_elsewhere: Iterator[_O] = iter(())
    try:
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(number, context, initializer=_end_with_parent)
        _work = function, inputs
        made_elsewhere = pool.map(_make, range(len(inputs)))  # which forks
    except OSError:  # there are too many processes, or no place for their locks
        for process in multiprocessing.active_children():
            process.kill()
    finally:
        _work = None
    done = 0
    try:
        for made in made_elsewhere:
            yield made
            done += 1
    except BrokenProcessPool:  # one was killed, perhaps as it took too much memory
        pass
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
    yield from map(function, inputs[done:])


def _end_with_parent() -> None:
    """Let this process end when the one that it works for is killed, which it would not notice."""
    from multiprocessing import parent_process  # noqa: PLC0415 - see `in_processes`

    def wait() -> None:
        if parent := parent_process():
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _make(number: int) -> Any:  # noqa: ANN401 - what the function makes
    if _work is None:
        raise AssertionError
    function, inputs = _work
    return function(inputs[number])


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

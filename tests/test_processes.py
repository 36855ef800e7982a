"""Work in several processes gives what work in one gives."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from generator.processes import WORTH_IT, in_processes
from tests.conftest import ROOT


def square(number: int) -> int:
    return number * number


def where(number: int) -> int:
    return os.getpid() + 0 * number


def everywhere() -> set[int]:
    return set(in_processes(where, range(2 * WORTH_IT)))


def refuse(number: int) -> int:
    raise ValueError(number)


def be_killed_elsewhere(numbers: tuple[int, int]) -> int:
    number, parent = numbers
    if number == 20 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def alone(statement: str) -> None:
    """Run a statement in a process without other threads, on two cores."""
    code = (
        "import os; os.sched_getaffinity = lambda _: {0, 1}\n"
        "from generator.processes import WORTH_IT, in_processes\n"
        "from tests.test_processes import be_killed_elsewhere, where\n"
    )
    subprocess.run([sys.executable, "-c", code + statement], check=True, cwd=ROOT)


@pytest.mark.parametrize("number", [0, 1, 2 * WORTH_IT, 100])
def test_what_comes_back_is_in_order(number: int) -> None:
    assert list(in_processes(square, range(number))) == [n * n for n in range(number)]


def test_much_work_is_shared_and_little_is_not() -> None:
    alone("assert os.getpid() not in set(in_processes(where, range(2 * WORTH_IT)))")
    alone("assert set(in_processes(where, range(2 * WORTH_IT - 1))) == {os.getpid()}")


def test_a_process_that_may_have_none_below_it_works_alone() -> None:
    alone(
        "import multiprocessing\n"
        "from tests.test_processes import everywhere\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "    [at_work] = pool.apply(everywhere)\n"
        "assert at_work != os.getpid()"
    )


def test_a_process_that_is_killed_costs_time_and_nothing_else() -> None:
    alone(
        "inputs = [(number, os.getpid()) for number in range(100)]\n"
        "assert list(in_processes(be_killed_elsewhere, inputs)) == list(range(100))"
    )


def test_beside_other_threads_nothing_is_forked() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert set(in_processes(where, range(100))) == {os.getpid()}
    finally:
        done.set()
        thread.join()


def test_an_error_in_a_process_is_an_error_here() -> None:
    with pytest.raises(ValueError, match="0"):
        list(in_processes(refuse, range(100)))

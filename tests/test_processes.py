"""Work in several processes gives what work in one gives."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from generator.processes import WORTH_IT, in_processes
from tests.conftest import ROOT

_T = TypeVar("_T")


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


def tell_and_wait(told: str) -> None:
    with Path(told).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(60)


def pids_in(told: Path) -> set[int]:
    return set(map(int, told.read_text().split())) if told.exists() else set()


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def wait_for(found: Callable[[], _T], is_enough: Callable[[_T], bool]) -> _T:
    """Return what is found, once it is enough or after ten seconds."""
    end = time.monotonic() + 10
    while not is_enough(found()) and time.monotonic() < end:
        time.sleep(0.05)
    return found()


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


def test_where_no_process_can_be_started_the_work_is_done_here() -> None:
    """With each number of open files at which a start may fail half-way."""
    # All that a start imports is there before files run out.
    alone(
        "import multiprocessing, os, resource\n"
        "from concurrent.futures.process import BrokenProcessPool\n"
        "from tests.test_processes import square\n"
        "assert multiprocessing.get_context('fork').Lock\n"
        "open_files = max(map(int, os.listdir('/dev/fd'))) + 1\n"
        "for more in range(24):\n"
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files + more, 4096))\n"
        "    assert list(in_processes(square, range(40))) == [n * n for n in range(40)]\n"
        "    assert not multiprocessing.active_children()"
    )


def test_a_killed_process_leaves_none_behind(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    code = (
        "import os; os.sched_getaffinity = lambda _: {0, 1}\n"
        "import sys\n"
        "from generator.processes import in_processes\n"
        "from tests.test_processes import tell_and_wait\n"
        "list(in_processes(tell_and_wait, [sys.argv[1]] * 100))"
    )
    build = subprocess.Popen([sys.executable, "-c", code, told], cwd=ROOT)
    pids = wait_for(lambda: pids_in(told), lambda pids: len(pids) == 2)
    build.kill()
    build.wait()
    assert wait_for(lambda: list(filter(is_running, pids)), lambda pids: not pids) == []

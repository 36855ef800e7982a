"""How long `mkdocs serve` takes from a saved dump to its page."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.builders import Project, build_environment

PAUSE = 0.02
"""Seconds between two looks at a page."""
QUIET = 5
"""Seconds in which the server writes what is left when the page of a day is gone."""
NOTICED = 60
"""Seconds after which a change that was made before the server watched is made again."""
LONGEST = 1800
LAST_WORDS = 30
"""Seconds that a server may take to end."""


def measure_serving(project: Project, runs: int) -> list[float]:
    """Return the seconds from the saving of a new day to its page being served.

    The server looks for changes twice a second, which is in the figure.
    """
    seconds = []
    project.show_day(is_shown=False)
    with _served(project) as address:
        _wait(address, is_there=True)
        day = f"{address}{project.page}"
        # Watching begins some time after serving does, so the first changes may go unnoticed.
        for is_shown in (True, False):
            while not _changes(project, day, is_shown=is_shown):
                project.show_day(is_shown=not is_shown)
        for edition in range(1, runs + 1):
            start = time.monotonic()
            project.show_day(is_shown=True, edition=edition)
            _wait(day, is_there=True)
            seconds.append(time.monotonic() - start)
            project.show_day(is_shown=False)
            _wait(day, is_there=False)
            time.sleep(QUIET)
    return seconds


@contextmanager
def _served(project: Project) -> Iterator[str]:
    """Serve a project; yields the address of the site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", host],
        cwd=project.root,
        env=build_environment(),
    )
    try:
        yield f"http://{host}/"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=LAST_WORDS)
        except subprocess.TimeoutExpired:  # as it ignores that, when this runs in the background
            server.kill()
            server.wait()


def _changes(project: Project, day: str, *, is_shown: bool) -> bool:
    """Make a change; return whether the server noticed."""
    project.show_day(is_shown=is_shown)
    end = time.monotonic() + NOTICED
    while _is_there(day) != is_shown:
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def _wait(address: str, *, is_there: bool) -> None:
    """Wait until a page is served, or no more."""
    end = time.monotonic() + LONGEST
    while _is_there(address) != is_there:
        if time.monotonic() > end:
            sys.exit(f"{address} does not change within {LONGEST} s")
        time.sleep(PAUSE)


def _is_there(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=LONGEST) as answer:
            return bool(answer.read())
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:  # nothing is served yet
        pass
    return False

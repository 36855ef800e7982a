"""`mkdocs serve` while dumps come, break and are mended."""

import queue
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import Project, mkdocs_environment, name_folder

PAGE = "Mar {}\n\n{}\n\nIts abstract."
SECONDS = 60
RELOADED = "Reloading browsers"


class Server:
    """A running `mkdocs serve`, read line by line."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.host],
            cwd=root,
            env=mkdocs_environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, text: str, seconds: float = SECONDS) -> str:
        """Return what is printed up to a line with `text`."""
        printed = ""
        while text not in printed:
            printed += self.lines.get(timeout=seconds)
        return printed

    def until_watching(self, path: Path) -> None:
        """Touch a file until it is noticed: watching begins a little after serving does."""
        self.until("Serving on")
        for _ in range(6):
            path.touch()
            with suppress(queue.Empty):
                self.until(RELOADED, seconds=10)
                return
        pytest.fail("the server does not notice changes")

    def get(self, url: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://{self.host}/{url}", timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, ""

    def rest(self) -> str:
        """Stop the server and return what it printed since."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(SECONDS)
        self.reader.join(SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        printed = ""
        while not self.lines.empty():
            printed += self.lines.get()
        return printed


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    server = Server(root)
    try:
        server.until_watching(root / "mkdocs.yml")
        yield server
    finally:
        server.rest()


@pytest.fixture
def root(project: Project) -> Path:
    return project({"dumps/2025-03-11.txt": PAGE.format(11, "A title")})


def test_a_broken_dump_is_reported_and_the_rest_goes_on(root: Path) -> None:
    dump = root / "docs" / "dumps" / "2025-03-12.txt"
    with serving(root) as server:
        assert server.get("papers/a-title/")[0] == 200

        dump.write_text(PAGE.format(13, "B title"), "utf-8")
        printed = server.until(RELOADED)
        assert "ERROR   -  paper-archive: " in printed
        assert '2025-03-12.txt:1: found the date "Mar 13" in a file for 2025-03-12' in printed
        assert server.get("papers/a-title/")[0] == 200
        assert server.get("papers/b-title/")[0] == 404

        dump.write_text(PAGE.format(12, "B title"), "utf-8")
        server.until(RELOADED)
        assert "Its abstract." in server.get("papers/b-title/")[1]
        assert "/days/2025-03-12/" in server.get("days/2025-03-11/")[1]

        dump.unlink()
        server.until(RELOADED)
        assert server.get("papers/b-title/")[0] == 404


def test_a_server_started_on_a_broken_archive_serves_what_is_in_order(root: Path) -> None:
    (root / "docs" / "dumps" / "2025-03-12.txt").write_text("", "utf-8")
    corrections = root / "docs" / "dumps" / "corrections.yml"
    corrections.write_text("same: [[2025-03-11#1, 2025-03-12#1]]", "utf-8")
    with serving(root) as server:
        assert server.get("papers/a-title/")[0] == 200
        corrections.write_text("same: []", "utf-8")
        assert "corrections.yml" not in server.until(RELOADED)


def test_one_changed_dump_is_one_reload(root: Path) -> None:
    dump = root / "docs" / "dumps" / "2025-03-11.txt"
    with serving(root) as server:
        dump.write_text(PAGE.format(11, "B title"), "utf-8")
        server.until(RELOADED)
        assert server.get("papers/b-title/")[0] == 200
        # The next build is that of a second change, so none came in between.
        dump.write_text(PAGE.format(11, "C title"), "utf-8")
        printed = server.until(RELOADED)
        assert server.get("papers/c-title/")[0] == 200
        assert (printed + server.rest()).count(RELOADED) == 1


def test_a_changed_theme_file_reloads_too(root: Path) -> None:
    with serving(root) as server:
        main = root / "overrides" / "main.html"
        text = main.read_text("utf-8").replace("<title>{{ page", "<title>Changed {{ page")
        main.write_text(text, "utf-8")
        server.until(RELOADED)
        assert "<title>Changed A title" in server.get("papers/a-title/")[1]


def test_pages_that_cannot_be_made_leave_the_last_ones(root: Path) -> None:
    clash = root / "docs" / "papers" / "a-title.md"
    with serving(root) as server:
        clash.parent.mkdir()
        clash.write_text("# Mine", "utf-8")
        printed = server.until(RELOADED)
        assert (
            "papers/a-title.md: a generated file has the address papers/a-title/ already" in printed
        )
        assert server.get("days/2025-03-11/")[0] == 200
        (root / "docs" / "dumps").rename(root / "docs" / "renamed")
        assert "docs/dumps: no such folder" in server.until(RELOADED)
        assert server.get("about/")[0] == 200
        assert server.get("papers/a-title/")[0] == 200


def test_dumps_outside_the_docs_are_watched_too(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "captures"
    (root / "docs" / "dumps").rename(outside)
    name_folder(root, outside)
    with serving(root) as server:
        assert server.get("papers/a-title/")[0] == 200
        (outside / "2025-03-12.txt").write_text(PAGE.format(12, "B title"), "utf-8")
        server.until(RELOADED)
        assert server.get("papers/b-title/")[0] == 200

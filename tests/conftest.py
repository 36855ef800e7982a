"""What tests share: the real archive, built sites, a server for them, a browser."""

import fcntl
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import hypothesis
import pytest
from playwright.sync_api import Browser, Dialog, Error, Page, Request, sync_playwright

from generator import Archive, load_archive
from tests.tools import find_chromium

ROOT = Path(__file__).parent.parent
DUMPS = ROOT / "docs" / "dumps"
REPOSITORY = "https://github.com/example/paper-archive"
INDEX = re.compile(r"/archive/search/[^?#]")
"""Addresses of the files of the search."""
GIVEN_UP = "Transition was "
"""How Chromium, when it is slow, says that it shows a page without its transition."""

hypothesis.settings.register_profile(
    "project",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("project")


class Build(NamedTuple):
    """A run of `mkdocs build`: the site it made and what it said."""

    site: Path
    code: int
    log: str


Project = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(scope="session")
def archive() -> Archive:
    """The archive of the real dumps."""
    archive, problems = load_archive(DUMPS)
    assert problems == ()
    return archive


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of a run of the tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder, which is made when it is missing."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The real site, built strictly, for a sub-path and with a repository."""
    site = shared / "real" / "archive"
    with one_at_a_time(site.parent):
        if not site.exists():  # a build that fails leaves nothing
            build = build_site(ROOT, site)
            assert build.code == 0, build.log
            assert "WARNING" not in build.log
            assert "ERROR" not in build.log
    return site


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a function that lays out the project with other files in its docs folder."""

    def lay_out(files: Mapping[str, str | bytes]) -> Path:
        return lay_out_project(tmp_path / "project", files)

    return lay_out


def lay_out_project(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Copy what a build needs, but for the dumps, and write `files` into the docs folder."""
    root.mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("dumps"))
    (root / "docs" / "dumps").mkdir()
    for name, content in files.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def name_folder(root: Path, folder: str | Path) -> None:
    """Set the plugin's option `dumps`."""
    config = (root / "mkdocs.yml").read_text("utf-8")
    option = f"  - paper-archive:\n      dumps: {folder}\n"
    (root / "mkdocs.yml").write_text(config.replace("  - paper-archive:\n", option), "utf-8")


def mkdocs_environment(**extra: str) -> dict[str, str]:
    """Return the environment of the tests' `mkdocs` runs."""
    return os.environ | {"NO_MKDOCS_2_WARNING": "1", "REPO_URL": REPOSITORY} | extra


def build_site(root: Path, site: Path, *options: str, **environment: str) -> Build:
    """Run `mkdocs build --strict` on a project."""
    environment = {"SITE_URL": "https://example.org/archive/"} | environment
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site), *options],
        cwd=root,
        env=mkdocs_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    return Build(site, run.returncode, run.stdout + run.stderr)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files as a static host does: quietly, with the site's own 404 page."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # a page that is left wants no more
            super().handle()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "archive" / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the parent of a site's folder; yields the address of the site below it."""
    handler = functools.partial(_Handler, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{folder.name}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address at which the real site is served, below a sub-path."""
    with serve(site) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = find_chromium(headless=True)
    assert path, "no Chromium found; run python tests/tools.py headless"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@contextmanager
def watched(browser: Browser, width: int = 1280) -> Iterator[tuple[Page, list[str]]]:
    """Open a tab; yields it and a growing list of what it does that a page here never should.

    That is: dialogs, errors, console messages, and requests that leave this machine.
    """
    events: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            events.append(f"request: {request.url}")

    def on_error(error: Error) -> None:
        if not error.message.startswith(GIVEN_UP):
            events.append(f"error: {error}")

    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        tab = context.new_page()
        tab.on("dialog", on_dialog)
        tab.on("request", on_request)
        tab.on("pageerror", on_error)
        tab.on("console", lambda message: events.append(f"console: {message.text}"))
        yield tab, events


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A tab as wide as on a desk that never did what a page here should not."""
    with watched(browser) as (tab, events):
        yield tab
        assert events == []


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab that never did what a page here should not."""
    with watched(browser, request.param) as (tab, events):
        yield tab
        assert events == []

"""The same papers as projects of several site generators, and what it costs to build them.

| Project | Has |
| --- | --- |
| this archive | everything |
| plain Material | a page for each paper and day, a home page with the days, the theme's search |
| Zensical | the same files as plain Material |
| Hugo | the same pages in a small layout of its own, without a search |

Each project is laid out without its last day, which comes and goes.
"""

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from generator import Archive, Day, load_archive

ROOT = Path(__file__).parents[2]

OURS = "this archive"
PLAIN = "plain Material"
ZENSICAL = "Zensical"
HUGO = "Hugo"

PLAIN_CONFIG = """\
site_name: Plain
site_url: http://127.0.0.1:8000/
theme:
  name: material
  font: false
nav:
  - index.md
plugins:
  - search
validation:
  nav:
    omitted_files: ignore
"""
HUGO_CONFIG = """\
baseURL = "http://127.0.0.1:8000/"
title = "Plain"
publishDir = "site"
disableKinds = ["section", "taxonomy", "term", "RSS"]
"""
HUGO_LAYOUTS = {
    "_default/baseof.html": """\
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{ .Title }} - {{ .Site.Title }}</title>
        <link rel="canonical" href="{{ .Permalink }}">
        </head>
        <body>
        <header><nav><a href="{{ "/" | relURL }}">{{ .Site.Title }}</a></nav></header>
        <main>{{ block "main" . }}{{ end }}</main>
        <footer>Made with Hugo</footer>
        </body>
        </html>
        """,
    "_default/single.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}',
    "index.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}',
}

Change = Mapping[str, tuple[str | None, str]]
"""Files by their place in a project: the text before, if there was a file, and after."""


class Run(NamedTuple):
    """What one build cost, in seconds and MB."""

    user: float
    system: float
    wall: float
    memory: float


class Project(NamedTuple):
    """Something to build.

    Attributes:
        root: Its folder. The site is in the folder `site` below.
        command: What builds it.
        day: What one more day changes.
        page: Where the page of that day is served.
        abstracts: Those of the papers that are new that day, as they stand in its files.
    """

    root: Path
    command: Sequence[str]
    day: Change
    page: str
    abstracts: Sequence[str]

    def show_day(self, *, is_shown: bool, edition: int = 0) -> None:
        """Add the last day, or take it out again.

        Args:
            is_shown: Which of the two.
            edition: What these abstracts end in, if not 0. So a day that was shown before, of
                which much may be kept, is a new one.
        """
        for place, (before, after) in self.day.items():
            text = after if is_shown else before
            if text and is_shown and edition:
                for abstract in self.abstracts:
                    text = text.replace(abstract, f"{abstract} Edition {edition}.")
            if text is None:
                (self.root / place).unlink(missing_ok=True)
            else:
                write(self.root / place, text)

    def forget(self) -> None:
        """Delete what earlier builds left."""
        for folder in ("site", ".cache", "resources"):
            shutil.rmtree(self.root / folder, ignore_errors=True)

    def build(self) -> Run:
        """Build once, as a process of its own, and say what it cost."""
        start = time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                self.command,
                cwd=self.root,
                env=build_environment(),
                stdout=said,
                stderr=said,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(self.command)} failed:\n{said.read().decode()}")
        wall = time.monotonic() - start
        return Run(usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss / 1024)


def build_environment() -> dict[str, str]:
    """Return the environment of a build: Python compiles a module once, as it does by default."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def find_tools() -> dict[str, list[str]]:
    """Return how each generator is run that is there."""
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    tools = {OURS: mkdocs, PLAIN: mkdocs}
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    if zensical := shutil.which("zensical", path=places):
        tools[ZENSICAL] = [zensical, "build"]
    if hugo := shutil.which("hugo"):
        tools[HUGO] = [hugo, "--quiet"]
    return tools


class Layout(NamedTuple):
    """The same papers as projects of several generators, by name."""

    papers: int
    days: int
    projects: Mapping[str, Project]


def lay_out(folder: Path, dumps: Path) -> Layout:
    """Write a project for each generator that is there.

    In a process of its own: the peak memory of a process counts for those it starts, too.
    """
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_lay_out, (folder, dumps, find_tools()))


def _lay_out(folder: Path, dumps: Path, tools: Mapping[str, Sequence[str]]) -> Layout:
    archive, problems = load_archive(dumps)
    if problems:
        sys.exit("\n".join(map(str, problems)))
    last = archive.days[-1].date
    abstracts = [p.abstract for p in archive.papers if p.appearances[0].date == last]
    writers = {OURS: _ours, PLAIN: _plain, ZENSICAL: _plain, HUGO: _hugo}
    projects: dict[str, Project] = {}
    for name, command in tools.items():
        root = folder / name.replace(" ", "-")
        before, after = writers[name](root, archive, dumps)
        day = {
            place: (before.get(place), text)
            for place, text in after.items()
            if before.get(place) != text
        }
        spelled = abstracts if name == OURS else list(map(_escaped, abstracts))
        projects[name] = Project(root, command, day, f"days/{last}/", spelled)
        for place, text in before.items():
            write(root / place, text)
    return Layout(len(archive.papers), len(archive.days), projects)


_Texts = dict[str, str]


def _ours(root: Path, archive: Archive, dumps: Path) -> tuple[_Texts, _Texts]:
    """Copy the project; return the dumps but for the last day, and all."""
    root.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("dumps"))
    last = str(archive.days[-1].date)
    after = {f"docs/dumps/{path.name}": path.read_text("utf-8") for path in dumps.iterdir()}
    return {place: text for place, text in after.items() if last not in place}, after


def _plain(root: Path, archive: Archive, _: Path) -> tuple[_Texts, _Texts]:
    """Write the configuration; return the pages but for the last day, and all."""
    write(root / "mkdocs.yml", PLAIN_CONFIG)
    return _markdown(_pages(archive, archive.days[:-1])), _markdown(_pages(archive, archive.days))


def _hugo(root: Path, archive: Archive, _: Path) -> tuple[_Texts, _Texts]:
    """Write the configuration and layouts; return the pages but for the last day, and all."""
    write(root / "config.toml", HUGO_CONFIG)
    for name, text in HUGO_LAYOUTS.items():
        write(root / "layouts" / name, textwrap.dedent(text))
    return _in_hugo(_pages(archive, archive.days[:-1])), _in_hugo(_pages(archive, archive.days))


class _Page(NamedTuple):
    title: str
    text: str
    links: Mapping[str, str]
    """Titles of the pages that it lists, by address."""


def _pages(archive: Archive, days: Sequence[Day]) -> dict[str, _Page]:
    """Return the pages of some days and their papers by address, and the home page."""
    papers: dict[str, _Page] = {}
    lists: dict[str, dict[str, str]] = {f"days/{day.date}": {} for day in days}
    for paper in archive.papers:
        shown = [f"days/{appearance.date}" for appearance in paper.appearances]
        for day in lists.keys() & shown:
            lists[day][f"papers/{paper.id}"] = paper.title
            papers[f"papers/{paper.id}"] = _Page(paper.title, paper.abstract, {})
    pages = {day: _Page(day.removeprefix("days/"), "", links) for day, links in lists.items()}
    home = _Page("Papers", "", {day: page.title for day, page in pages.items()})
    return papers | pages | {"index": home}


def _markdown(pages: Mapping[str, _Page]) -> _Texts:
    """Return pages as MkDocs and Zensical read them."""
    texts: _Texts = {}
    for address, page in pages.items():
        up = "../" * address.count("/")
        rows = (f"- [{_escaped(title)}]({up}{link}.md)\n" for link, title in page.links.items())
        content = f"{_escaped(page.text)}\n{''.join(rows)}"
        texts[f"docs/{address}.md"] = f"# {_escaped(page.title)}\n\n{content}"
    return texts


def _in_hugo(pages: Mapping[str, _Page]) -> _Texts:
    """Return pages as Hugo reads them."""
    texts: _Texts = {}
    for address, page in pages.items():
        rows = (f"- [{_escaped(title)}](/{link}/)\n" for link, title in page.links.items())
        content = f"{_escaped(page.text)}\n{''.join(rows)}"
        place = "_index" if address == "index" else address
        texts[f"content/{place}.md"] = f"{json.dumps({'title': page.title})}\n\n{content}"
    return texts


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)

"""Random sequences of what happens to a project between builds, and the site they have to end in.

A sequence is drawn from a seed. Dumps come, are corrected and go; corrections, topics, the
theme's overrides, templates and hand-written pages are edited; files of the cache are damaged;
builds are killed. After the last step the site has to be, byte for byte, that of the same inputs
in a fresh folder. All inputs have the same time, so that no build is right by looking at times.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from tests.conftest import ROOT, lay_out_project

CACHE = Path(".cache") / "paper-archive"
SITE_URL = "https://example.org/archive/"
REPOSITORY = "https://github.com/example/paper-archive"
BUILDS = (2, 5)
"""How often a sequence builds, or is killed at it, before its last build."""
DUMPS = (3, 8)
PAPERS = (2, 4)
KILLED_AFTER = 0.05
"""Seconds at most between the change of a file at which a build is killed and its end."""
WORDS = (
    "attention", "diffusion", "graphs", "language models", "memory", "planning", "policies",
    "proofs", "retrieval", "robots", "speech", "tokens", "video", "vision",
)  # fmt: skip


class Chance(random.Random):
    """What a sequence draws."""

    def phrase(self) -> str:
        """Return words of which some recur."""
        return " and ".join(self.sample(WORDS, 2))

    def paper(self) -> tuple[str, str]:
        """Return a title and an abstract; one of three titles was drawn before or may be later."""
        number = self.randrange(40)
        fixed = random.Random(number)
        title = f"{fixed.choice(WORDS).title()} {number}: from {fixed.choice(WORDS)}"
        said = f"We study {fixed.choice(WORDS)} by {fixed.choice(WORDS)}, of which little is known."
        return title, f"{said} We learn {self.phrase()} < {self.phrase()}; O(n2) is enough."


class Sequence:
    """A project on which steps are taken.

    Attributes:
        root: Its folder.
        log: What was done, for whoever has to find out why a site is wrong.
    """

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.log: list[str] = []
        self._chance = Chance(seed)
        self._day = 0
        self._has_generator = False
        lay_out_project(root, {})
        for name in ("about.md", "contributing.md", "design.md"):
            (root / "docs" / name).write_text("# Short\n", "utf-8")
        self._topics()
        for _ in range(self._chance.randint(*DUMPS)):
            self._add()

    def run(self, sites: dict[str, dict[str, bytes]]) -> bool:
        """Take all steps and build; return whether the site is that of a build from nothing.

        Args:
            sites: Sites built from nothing by what they were built from; added to.
        """
        for _ in range(self._chance.randint(*BUILDS)):
            for _ in range(self._chance.choice((0, 1, 1, 2))):
                self._do(self._chance.choice(self._edits()))
            if self._chance.random() < 0.2:
                self._do(self._damage)
            self._do(self._chance.choice((self._build, self._build, self._kill)))
        self._do(self._build)
        return files_of(self.root / "site") == self._cold(sites)

    def _do(self, step: Callable[[], str | None]) -> None:
        self.log.append(step.__name__.removeprefix("_"))
        self.log[-1] += step() or ""

    def _edits(self) -> list[Callable[[], str | None]]:
        """Return how the inputs may change now; what happens often is there several times."""
        edits: list[Callable[[], str | None]] = [self._correct, self._correct, self._join]
        edits += [self._topics, self._override, self._page]
        if len(self._dumps()) < DUMPS[1]:
            edits += [self._add] * 4
        if len(self._dumps()) > 1:
            edits += [self._remove] * 3
        if not self._has_generator:
            edits.append(self._template)
        return edits

    # ---- What may happen to the inputs

    def _dumps(self) -> list[Path]:
        return sorted((self.root / "docs" / "dumps").glob("*.txt"))

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        os.utime(path, (1, 1))

    def _edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        self._write(path, text.replace(old, new))

    def _add(self) -> None:
        """Add a dump before, after or between the others."""
        taken = {path.stem for path in self._dumps()}
        free = [day for day in range(1, 29) if f"2025-03-{day:02}" not in taken]
        day = self._chance.choice(free)
        papers = dict(self._chance.paper() for _ in range(self._chance.randint(*PAPERS)))
        lines = [line for paper in papers.items() for line in paper]
        path = self.root / "docs" / "dumps" / f"2025-03-{day:02}.txt"
        self._write(path, "\n\n".join([f"Mar {day}", *lines]))

    def _remove(self) -> None:
        path = self._chance.choice(self._dumps())
        path.unlink()
        self._drop_corrections()

    def _correct(self) -> None:
        """Change a word of a dump for one as long, so that the size tells nothing either."""
        old, new = self._chance.sample(("memory", "robots", "graphs", "vision", "tokens"), 2)
        self._edit(self._chance.choice(self._dumps()), old, new)

    def _join(self) -> None:
        """Say of two listings that they are one paper, or take it back."""
        path = self.root / "docs" / "dumps" / "corrections.yml"
        if path.exists() or len(self._dumps()) < 2:
            self._drop_corrections()
            return
        names = [dump.stem for dump in self._chance.sample(self._dumps(), 2)]
        self._write(path, yaml.safe_dump({"same": [[f"{name}#1" for name in names]]}))

    def _drop_corrections(self) -> None:
        (self.root / "docs" / "dumps" / "corrections.yml").unlink(missing_ok=True)

    def _topics(self) -> None:
        words = self._chance.sample(WORDS, 3)
        topics = [
            {"id": f"t-{n}", "name": word.title(), "description": "Some.", "patterns": [word]}
            for n, word in enumerate(words)
        ]
        self._write(self.root / "docs" / "dumps" / "topics.yml", yaml.safe_dump(topics))

    def _override(self) -> None:
        """Edit the theme's page, its style sheet or the settings."""
        number = str(self._chance.random())
        place, old = self._chance.choice(
            (
                ("overrides/main.html", "{% block"),
                ("overrides/assets/stylesheets/archive.css", "{"),
                ("mkdocs.yml", "site_name: "),
            )
        )
        path = self.root / place
        text = path.read_text("utf-8")
        new = {".html": f"<!-- {number} -->{old}", ".css": old, ".yml": f"{old}{number} "}
        self._write(path, text.replace(old, new[path.suffix], 1) + "\n")

    def _template(self) -> None:
        """Give the project a generator of its own, one template of which says something else."""
        shutil.copytree(
            ROOT / "generator",
            self.root / "generator",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        name = self._chance.choice(("paper", "day", "home"))
        path = self.root / "generator" / "templates" / f"{name}.md.jinja"
        self._edit(path, "<p", '<p data-edited="yes"')
        self._has_generator = True

    def _page(self) -> None:
        path = self.root / "docs" / "notes.md"
        if path.exists():
            path.unlink()
        else:
            self._write(path, f"# Notes\n\nOn {self._chance.phrase()}.\n")

    # ---- Builds

    def _build(self) -> None:
        build(self.root, has_generator=self._has_generator)

    def _kill(self) -> str:
        """Kill a build a moment after one of its changes; early ones are likelier."""
        change = int(200 ** self._chance.random())
        seconds = self._chance.choice((0, KILLED_AFTER * self._chance.random()))
        arguments = (str(self.root), str(change), str(seconds))
        script = str(ROOT / "tests" / "killed_build.py")
        run = subprocess.run(
            [sys.executable, script, *arguments],
            cwd=self.root,
            env=environment(self.root),
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode in (0, -signal.SIGKILL), run.stdout + run.stderr
        return f" at change {change} after {seconds:.3f} s: {run.returncode}"

    def _damage(self) -> str:
        """Cut a file of the cache, or change one bit of it.

        Without the manifest nobody knows which pages are old, so they stay; it is left alone.
        """
        files = [path for path in cache_files(self.root) if not path.name.startswith("manifest-")]
        if not files:
            return " nothing"
        path = self._chance.choice(files)
        content = bytearray(path.read_bytes())
        place = self._chance.randrange(len(content) + 1)
        if self._chance.random() < 0.5 or place == len(content):
            del content[place:]
        else:
            content[place] ^= 1 << self._chance.randrange(8)
        path.write_bytes(content)
        return f" {path.name} at byte {place}"

    def _cold(self, sites: dict[str, dict[str, bytes]]) -> dict[str, bytes]:
        digest = hashlib.sha256()
        for path in inputs(self.root):
            digest.update(repr((path.relative_to(self.root), path.read_bytes())).encode())
        if (key := digest.hexdigest()) not in sites:
            fresh = self.root.with_name(f"{self.root.name}-cold")
            shutil.copytree(self.root, fresh, ignore=shutil.ignore_patterns("site", ".cache"))
            build(fresh, has_generator=self._has_generator)
            sites[key] = files_of(fresh / "site")
            shutil.rmtree(fresh)
        return sites[key]


def inputs(root: Path) -> Iterator[Path]:
    """Return the files of a project that a site is made from."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).parts
        if path.is_file() and place[0] not in ("site", ".cache") and "__pycache__" not in place:
            yield path


def files_of(site: Path) -> dict[str, bytes]:
    """Return all files in a folder."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def cache_files(root: Path) -> list[Path]:
    """Return the files of a project's cache."""
    return sorted(path for path in (root / CACHE).rglob("*") if path.is_file())


def environment(root: Path) -> dict[str, str]:
    """Return the environment of a build in a process of its own.

    Coverage is not measured there, as the generator's files may be copies. What a killed build
    leaves behind goes with the project.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    settings = {"SITE_URL": SITE_URL, "REPO_URL": REPOSITORY, "NO_MKDOCS_2_WARNING": "1"}
    folders = {"TMPDIR": str(root.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    folders["PYTHONPATH"] = os.pathsep.join(map(str, (root, ROOT)))
    return kept | settings | folders


def build(root: Path, *, has_generator: bool = False) -> None:
    """Build a project in this process, or in its own when it has a generator of its own."""
    if has_generator:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        subprocess.run(command, cwd=root, env=environment(root), check=True)
        return
    config = load_config(str(root / "mkdocs.yml"), site_url=SITE_URL, repo_url=REPOSITORY)
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    config.plugins.on_shutdown()

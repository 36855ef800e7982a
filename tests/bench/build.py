"""Times a build of the real site beside plain MkDocs Material on the same papers.

The plain site has one Markdown page for each paper and day, a home page that lists the
days, the same theme and its search, and nothing else. Both are built in turn, so that a
machine whose speed drifts slows both; what counts is the ratio of the medians. Each build is
a first one, but for the row of builds after which nothing has changed.

    python tests/bench/build.py [--runs N] [--dumps FOLDER]
"""

import argparse
import gzip
import html
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from generator import Archive, load_archive

ROOT = Path(__file__).parents[2]

UNCHANGED = "nothing changed"

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


class Run(NamedTuple):
    """What one build cost, in seconds and MB."""

    cpu: float
    wall: float
    memory: float


def write_plain(root: Path, archive: Archive) -> None:
    """Write a plain MkDocs project with the papers of an archive."""
    pages = {"index": "# Papers\n\n"}
    for day in archive.days:
        pages["index"] += f"- [{day.date}](days/{day.date}.md)\n"
        pages[f"days/{day.date}"] = f"# {day.date}\n\n"
    for paper in archive.papers:
        title = html.escape(paper.title, quote=False)
        abstract = html.escape(paper.abstract, quote=False)
        pages[f"papers/{paper.id}"] = f"# {title}\n\n{abstract}\n"
        for date in {appearance.date for appearance in paper.appearances}:
            pages[f"days/{date}"] += f"- [{title}](../papers/{paper.id}.md)\n"
    for name, text in pages.items():
        path = root / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "mkdocs.yml").write_text(PLAIN_CONFIG, "utf-8")


def write_real(root: Path, dumps: Path) -> None:
    """Copy the project, with a folder of dumps in place of its own."""
    root.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("dumps"))
    shutil.copytree(dumps, root / "docs" / "dumps")


def forget(root: Path) -> None:
    """Delete what earlier builds of a project left."""
    for folder in ("site", ".cache"):
        shutil.rmtree(root / folder, ignore_errors=True)


def build(root: Path) -> Run:
    """Build a project once, as a process of its own, and say what it cost."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    start = os.times()
    process = subprocess.Popen(command, cwd=root, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the build in {root} failed")
    wall = os.times().elapsed - start.elapsed
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def weigh(site: Path) -> dict[str, list[float]]:
    """Return the sizes in kB, compressed as hosts do it, of the pages in each folder."""
    weights: dict[str, list[float]] = {}
    for path in sorted(site.rglob("index.html")):
        kind = path.relative_to(site).parts[0]
        weights.setdefault("home" if kind == "index.html" else kind, []).append(
            len(gzip.compress(path.read_bytes())) / 1000
        )
    return weights


def main() -> None:
    """Print a table of both builds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted builds of each (default 5)")
    parser.add_argument("--dumps", type=Path, default=ROOT / "docs" / "dumps", help="which dumps")
    options = parser.parse_args()

    archive, problems = load_archive(options.dumps)
    if problems:
        sys.exit("\n".join(map(str, problems)))
    with tempfile.TemporaryDirectory() as folder:
        roots = {"this archive": Path(folder, "real"), "plain Material": Path(folder, "plain")}
        write_real(roots["this archive"], options.dumps)
        write_plain(roots["plain Material"], archive)
        for root in roots.values():
            build(root)
        runs: dict[str, list[Run]] = {name: [] for name in (*roots, UNCHANGED)}
        for _ in range(options.runs):
            for name, root in roots.items():
                forget(root)
                runs[name].append(build(root))
            runs[UNCHANGED].append(build(roots["this archive"]))
        pages = {name: len(list(root.glob("site/**/*.html"))) for name, root in roots.items()}
        pages[UNCHANGED] = pages["this archive"]
        weights = weigh(roots["this archive"] / "site")

    print(f"{len(archive.papers):,} papers on {len(archive.days):,} days; {options.runs} runs each")
    print(f"{'':16}{'pages':>8}{'CPU s':>9}{'wall s':>9}{'memory MB':>11}   (medians)")
    medians = {
        name: Run(*(statistics.median(column) for column in zip(*rows, strict=True)))
        for name, rows in runs.items()
    }
    for name, median in medians.items():
        print(
            f"{name:16}{pages[name]:>8,}{median.cpu:>9.2f}{median.wall:>9.2f}{median.memory:>11.0f}"
        )
    real, plain = medians["this archive"], medians["plain Material"]
    print(
        f"{'ratio':16}{'':>8}{real.cpu / plain.cpu:>9.2f}{real.wall / plain.wall:>9.2f}"
        f"{real.memory / plain.memory:>11.2f}"
    )
    print(f"\n{'HTML, gzip':16}{'pages':>8}{'median kB':>11}{'largest kB':>12}")
    for kind, sizes in weights.items():
        print(f"{kind:16}{len(sizes):>8,}{statistics.median(sizes):>11.1f}{max(sizes):>12.1f}")


if __name__ == "__main__":
    main()

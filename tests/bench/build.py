"""Compares builds of this archive with those of other generators, on feeds of several sizes.

Each build is a process of its own. All projects are built in turn, so that a machine whose
speed drifts slows all; what counts is the ratio of the medians. A cold build is one without the
last day; then that day is added. 233 stands for the real dumps, other sizes are made up. At
the end of each size: how long `mkdocs serve` takes to show a day, what pages weigh, and how many
papers fit into the 1 GB of GitHub Pages.

    python -m tests.bench.build [SIZE ...] [--runs N] [--parts PART ...] [--folder FOLDER]
"""

import argparse
import gzip
import math
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.bench.builders import (
    HUGO,
    OURS,
    PLAIN,
    ROOT,
    ZENSICAL,
    Project,
    Run,
    find_tools,
    lay_out,
)
from tests.bench.corpus import write_corpus
from tests.bench.serving import measure_serving

SIZES = (233, 5000)
REAL = 233
PARTS = ("builds", "serve", "weights")
COLD, UNCHANGED, DAY = "cold", "nothing changed", "one more day"
PAGES_LIMIT = 10**9
"""Bytes that a site on GitHub Pages may have."""
GROWING = (
    "papers", "days", "months", "years", "topics", "recurring", "search", "archive.json",
    "index.html",
)  # fmt: skip
"""What in a site grows with the number of papers, beside the sitemaps."""

Costs = dict[tuple[str, str], Run]
"""The median cost by the name of a project and what is built."""


class Measured(NamedTuple):
    """What builds of one size cost."""

    papers: int
    costs: Costs


def write_dumps(folder: Path, size: int) -> Path:
    """Return the folder of the real dumps, or of a made-up feed with the real topics."""
    real = ROOT / "docs" / "dumps"
    if size == REAL:
        return real
    write_corpus(folder / "feed", size)
    shutil.copy(real / "topics.yml", folder / "feed" / "dumps")
    return folder / "feed" / "dumps"


def measure_builds(projects: Mapping[str, Project], runs: int) -> Costs:
    """Build everything in turn, several times; return the medians."""
    found: dict[tuple[str, str], list[Run]] = {}

    def build(name: str, step: str) -> None:
        run = projects[name].build()
        print(f"  {name}, {step}: {run.user:.2f} s", file=sys.stderr)
        found.setdefault((name, step), []).append(run)

    for _ in range(runs):
        for name, project in projects.items():
            project.forget()
            project.show_day(is_shown=False)
            build(name, COLD)
            if name == OURS:
                build(name, UNCHANGED)
            project.show_day(is_shown=True)
            build(name, DAY)
    return {
        key: Run(*(statistics.median(column) for column in zip(*rows, strict=True)))
        for key, rows in found.items()
    }


def print_builds(costs: Costs, papers: int, before: Measured) -> None:
    """Print a table of medians, with the exponents of their growth since the size before."""
    exponents = "  exponent" if before.costs else ""
    print(
        f"\n{'':32}{'user s':>9}{'to ours':>9}{'system s':>9}{'wall s':>9}{'peak MB':>9}{exponents}"
    )
    for (name, step), cost in costs.items():
        ratio = cost.user / costs[OURS, step].user
        exponent = ""
        if earlier := before.costs.get((name, step)):
            growth = math.log(cost.user / earlier.user) / math.log(papers / before.papers)
            exponent = f"{growth:>10.2f}"
        print(
            f"{name:16}{step:16}{cost.user:>9.2f}{ratio:>9.2f}{cost.system:>9.2f}{cost.wall:>9.2f}"
            f"{cost.memory:>9.0f}{exponent}"
        )
    print("Ratios and exponents are of user CPU time; peak MB is that of the largest process.")


def print_serving(projects: Mapping[str, Project], runs: int) -> None:
    """Print from when to when a day that is saved is served."""
    print("\nmkdocs serve, from a saved day to its page")
    for name in (OURS, PLAIN):
        seconds = measure_serving(projects[name], runs)
        print(f"{name:16}{statistics.median(seconds):.2f} s (at most {max(seconds):.2f} s)")


def print_weights(site: Path, papers: int) -> None:
    """Print how large pages are, and how many papers' worth of files a host would take."""
    print(f"\n{'HTML':16}{'pages':>8}{'gzip kB':>10}{'largest':>9}{'raw kB':>9}{'largest':>9}")
    pages: dict[str, list[Path]] = {}
    for path in sorted(site.rglob("index.html")):
        kind = path.relative_to(site).parts[0]
        pages.setdefault("home" if kind == "index.html" else kind, []).append(path)
    for kind, paths in pages.items():
        raw = [path.stat().st_size / 1000 for path in paths]
        packed = [len(gzip.compress(path.read_bytes())) / 1000 for path in paths]
        cells = (statistics.median(packed), max(packed), statistics.median(raw), max(raw))
        print(f"{kind:16}{len(paths):>8,}{''.join(f'{cell:>10.1f}' for cell in cells)}")

    print(f"\n{'Files':16}{'number':>8}{'MB':>10}{'bytes a paper':>15}")
    total: dict[str, int] = {}
    for place in sorted(site.iterdir()):
        files = [path for path in (place, *place.rglob("*")) if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        is_growing = place.name in GROWING or place.match("sitemap*.xml")
        kind = place.name if is_growing else "fixed"
        total[kind] = total.get(kind, 0) + size
        if kind != "fixed":
            print(f"{kind:16}{len(files):>8,}{size / 1e6:>10.2f}{size / papers:>15.0f}")
    fixed = total.pop("fixed")
    each = sum(total.values()) / papers
    print(f"{'fixed':16}{'':>8}{fixed / 1e6:>10.2f}")
    print(f"{'all':16}{'':>8}{(fixed + sum(total.values())) / 1e6:>10.2f}{each:>15.0f}")
    print(f"{int((PAGES_LIMIT - fixed) / each):,} papers fit into {PAGES_LIMIT / 1e9:.0f} GB")


def measure(size: int, folder: Path, options: argparse.Namespace, before: Measured) -> Measured:
    """Print all about one size."""
    layout = lay_out(folder, write_dumps(folder, size))
    print(f"\n## {layout.papers:,} papers on {layout.days:,} days, {options.runs} runs", flush=True)
    costs: Costs = {}
    if "builds" in options.parts:
        costs = measure_builds(layout.projects, options.runs)
        print_builds(costs, layout.papers, before)
    if "weights" in options.parts:
        ours = layout.projects[OURS]
        if not costs:
            ours.show_day(is_shown=True)
            ours.build()
        print_weights(ours.root / "site", layout.papers)
    if "serve" in options.parts:
        print_serving(layout.projects, options.runs)
    return Measured(layout.papers, costs)


def main() -> None:
    """Print the tables of all sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=3, help="counted builds of each (default 3)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--folder", type=Path, help="where the projects go (default: /tmp)")
    options = parser.parse_args()

    for name in (ZENSICAL, HUGO):
        if name not in find_tools():
            print(f"{name} is not installed, so it is left out")
    measured = Measured(0, {})
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            measured = measure(size, Path(folder), options, measured)


if __name__ == "__main__":
    main()

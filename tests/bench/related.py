"""Times topics, related papers and possible duplicates, and shows what is related for reading.

    python tests/bench/related.py [FOLDER ...]
    python tests/bench/related.py --table [FOLDER]

Each folder holds dumps; without one, the real ones do. Given in order of size, the growth
from one folder to the next is shown as an exponent: 1 is linear. After each step follows
what it costs with the cache of an archive without the last day, and with its own cache. With
`--table` the closest three papers of forty are printed as a Markdown table, the same on every run.
"""

import argparse
import math
import os
import random
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from generator import Archive, build_archive, load_archive
from generator.cache import Cache
from generator.related import build_related
from generator.similar import possibly_same
from generator.topics import topics_of_papers

ROOT = Path(__file__).parents[2]
STEPS: dict[str, Callable[[Archive, Cache], object]] = {
    "topics": topics_of_papers,
    "build_related": build_related,
    "possibly_same": possibly_same,
}
PICKED = 40
SHOWN = 3
SEED = 2025


def load(folder: Path) -> Archive:
    """Return the archive of a folder; stop where it has problems."""
    archive, problems = load_archive(folder)
    if problems:
        sys.exit("\n".join(map(str, problems)))
    return archive


def cpu_seconds(step: Callable[[Archive, Cache], object], archive: Archive, path: Path) -> float:
    """Return the CPU time of a step, its processes and its cache."""
    start = sum(os.times()[:4])
    cache = Cache(path)
    step(archive, cache)
    cache.close()
    return sum(os.times()[:4]) - start


def print_figures(folders: list[Path]) -> None:
    """Print the CPU time of each step for each folder, and how it grows."""
    before: dict[str, tuple[int, float]] = {}
    heads = ("papers", "CPU s", "growth", "new day", "again", "memory MB")
    print(f"{'':16}", *(f"{head:>9}" for head in heads), "(peak so far)")
    for folder in folders:
        archive = load(folder)
        papers = len(archive.papers)
        earlier = [dump for dump in archive.dumps if dump.date < archive.days[-1].date]
        for name, step in STEPS.items():
            with tempfile.TemporaryDirectory() as root:
                path = Path(root) / "cache"
                fewer = build_archive(earlier, topics=archive.topics)
                seconds = cpu_seconds(step, fewer, path)
                new_day = cpu_seconds(step, archive, path)
                again = cpu_seconds(step, archive, path)
            growth = ""
            if name in before and before[name][0] != papers:
                fewer_papers, less = before[name]
                growth = f"{math.log(seconds / less) / math.log(papers / fewer_papers):.2f}"
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures = f"{papers:>9,} {seconds:>9.2f} {growth:>9} {new_day:>9.2f} {again:>9.2f}"
            print(f"{name:16} {figures} {memory:>9.0f}")
            before[name] = (papers, seconds)


def print_table(folder: Path) -> None:
    """Print the closest papers of some, picked by a fixed seed, with their terms."""
    archive = load(folder)
    titles = {paper.id: paper.title.replace("|", r"\|") for paper in archive.papers}
    relations = build_related(archive)
    print("| Paper | Related | Terms |\n| --- | --- | --- |")
    for paper in random.Random(SEED).sample(archive.papers, PICKED):
        related = relations[paper.id].related[:SHOWN]
        for relation in related:
            terms = ", ".join(relation.terms)
            print(f"| {titles[paper.id]} | {titles[relation.paper_id]} | {terms} |")
        if not related:
            print(f"| {titles[paper.id]} | none | |")


def main() -> None:
    """Print figures, or a table to read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT / "docs" / "dumps"])
    parser.add_argument("--table", action="store_true", help="show what is related")
    options = parser.parse_args()
    if options.table:
        print_table(options.folders[0])
    else:
        print_figures(options.folders)


if __name__ == "__main__":
    main()

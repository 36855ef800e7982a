"""Compares the search with Material's own and with Pagefind, on feeds of several sizes.

Each step runs in a process of its own, each search in a new browser. All three have the same
papers. What is compared within one run holds even on a busy machine for bytes and requests, and
nearly so for CPU time; wall times are what they are.

    python -m tests.bench.search [SIZE ...] [--parts PART ...] [--folder FOLDER]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.builders import PLAIN_CONFIG
from tests.bench.corpus import write_corpus
from tests.bench.search_browser import Cost, measure

ROOT = Path(__file__).parents[2]
SIZES = (233, 10_000)
EXACT = 10_000
"""Papers with which the search is compared with lunr."""
GROWING = 20_000
"""Papers to which a day is added."""
PARTS = ("index", "browser", "ranking", "exactness", "day")
ENGINES = {"ours": "ours", "stock": "Material", "pagefind": "Pagefind"}
QUERIES = {
    "a common word": "learning",
    "a rare word": "",  # another for each size
    "two common words": "language models",
    "three words": "large language models",
    "three words, typed": "image diffusion models",
}
GOALS: Mapping[int, Mapping[str, str]] = {
    10_000: dict.fromkeys(QUERIES, "Material / 60, Pagefind / 2"),
    100_000: {
        "build": "60 s, 600 MB",
        "a common word": "60 kB, 14",
        "a rare word": "60 kB, 14",
        "two common words": "200 kB, 22",
        "three words": "300 kB, 28",
        "three words, typed": "500 kB",
    },
}


def step(*arguments: str | Path) -> dict[str, Any]:
    """Run a step of `search_steps.py`; return what it says."""
    command = [sys.executable, "-m", "tests.bench.search_steps", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(run.stdout)
    return said


def write_dumps(folder: Path, papers: int, extra_days: int = 0) -> Path:
    """Write a feed and the topics; return the folder of its dumps."""
    write_corpus(folder, papers, extra_days=extra_days)
    shutil.copy(ROOT / "docs" / "dumps" / "topics.yml", folder / "dumps")
    return folder / "dumps"


def build_sites(folder: Path) -> None:
    """Build the real site, and one of the theme alone, whose searches are then replaced."""
    plain = folder / "plain"
    (plain / "docs").mkdir(parents=True)
    (plain / "docs" / "index.md").write_text("# Papers\n", "utf-8")
    (plain / "mkdocs.yml").write_text(PLAIN_CONFIG, "utf-8")
    for project, name in ((ROOT, "ours"), (plain, "stock")):
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder / name],
            cwd=project,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1/"},
            check=True,
        )


def build_indexes(folder: Path, sites: Path, dumps: Path) -> dict[str, dict[str, Any]]:
    """Put a site for each engine into a folder; return what the indexes cost."""
    for name in ("ours", "stock"):
        shutil.copytree(sites / name, folder / name)
    for path in (folder / "ours" / "search").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    costs = {name: step(name, dumps, folder / name) for name in ("ours", "stock")}
    step("pages", dumps, folder / "pagefind")
    costs["pagefind"] = run_pagefind(folder / "pagefind")
    (folder / "pagefind" / "index.html").write_text("<!doctype html><title>Pagefind</title>")
    indexes = {
        "ours": folder / "ours" / "search",
        "stock": folder / "stock" / "search",
        "pagefind": folder / "pagefind" / "pagefind",
    }
    for name, path in indexes.items():
        files = [file for file in path.rglob("*") if file.is_file() and file.suffix != ".html"]
        costs[name] |= {"files": len(files), "bytes": sum(file.stat().st_size for file in files)}
    return costs


def run_pagefind(site: Path) -> dict[str, Any]:
    """Let Pagefind index a site; return its CPU seconds and peak MB."""
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", str(site)]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("Pagefind failed")
    return {"seconds": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}


def print_row(name: str, cells: Sequence[str], goal: str = "") -> None:
    """Print a row of a Markdown table at once."""
    print(f"| {name} | {' | '.join(cells)} | {goal} |", flush=True)


def print_index(costs: Mapping[str, Mapping[str, Any]], goals: Mapping[str, str]) -> None:
    """Print what the indexes cost."""
    own = costs["ours"]
    seconds = [f"{costs[name]['seconds']:.1f}" for name in ENGINES]
    seconds[0] += f", of it {own['repair']:.1f} repair of mathematics"
    memory = [f"{costs[name]['memory']:,.0f}" for name in ENGINES]
    memory[0] += f", of it {own['memory_before']:,.0f} the papers"
    print_row("build, CPU s", seconds, goals.get("build", ""))
    print_row("build, peak MB", memory)
    print_row("files", [f"{costs[name]['files']:,}" for name in ENGINES])
    print_row("MB on disk", [f"{costs[name]['bytes'] / 1e6:,.1f}" for name in ENGINES])


def print_searches(folder: Path, rare: str, goals: Mapping[str, str]) -> None:
    """Search in the browser and print what it takes."""
    for name, query in QUERIES.items():
        is_typed = name.endswith("typed")
        costs = [
            measure(folder, engine, query or rare, is_typed=is_typed)
            if (folder / engine).exists()
            else None
            for engine in ENGINES
        ]
        title = f"{name}: _{query or rare}_"
        print_row(f"{title}, kB (requests)", [traffic(cost) for cost in costs], goals.get(name, ""))
        print_row("without scripts, kB (requests)", [index_traffic(cost) for cost in costs])
        print_row("wall, CPU, peak of the renderer", [effort(cost) for cost in costs])


def traffic(cost: Cost | None) -> str:
    """Return the bytes and requests of a search, as a cell."""
    return f"{cost.size / 1000:,.1f} ({cost.requests})" if cost else ""


def index_traffic(cost: Cost | None) -> str:
    """Return those of the index alone."""
    return f"{cost.index_size / 1000:,.1f} ({cost.index_requests})" if cost else ""


def effort(cost: Cost | None) -> str:
    """Return what a search asks of the reader and the machine, or why it failed."""
    if not cost:
        return ""
    said = cost.failure or f"{cost.wall:,.0f} ms"
    few = f", {cost.found} found" if cost.found < 10 else ""
    return f"{said}, {cost.cpu:.2f} s, {cost.memory:,.0f} (+{cost.growth:,.0f}) MB{few}"


def print_ranking(site: Path) -> None:
    """Print the CPU time that the worker takes, under Node.js."""
    for query in ("language models", "large language models"):
        run = subprocess.run(
            ["node", ROOT / "tests" / "javascripts" / "ranking.js", site, query],
            check=True,
            capture_output=True,
            text=True,
        )
        said = json.loads(run.stdout)
        cell = f"{said['rank']:.0f}, whole answer {said['answer']:.0f} ({said['papers']:,} papers)"
        print_row(f"ranking _{query}_, ms CPU", [cell, "", ""], "100")


def compare(folder: Path, sites: Path, papers: int, parts: Sequence[str]) -> None:
    """Print the table of one size."""
    goals = GOALS.get(papers, {})
    dumps = write_dumps(folder / "feed", papers)
    costs = build_indexes(folder, sites, dumps)
    print(f"\n## {papers:,} papers\n\n| | {' | '.join(ENGINES.values())} | goal |")
    print("| --- " * 5 + "|")
    print_index(costs, goals)
    if "browser" in parts:
        print_searches(folder, costs["ours"]["rare"], goals)
    if "ranking" in parts:
        print_ranking(folder / "ours")
    if "exactness" in parts and papers == EXACT:
        print_exactness(dumps, folder / "ours")


def print_exactness(dumps: Path, site: Path) -> None:
    """Compare with lunr and print how many random queries differ."""
    said = step("exactness", dumps, site)
    print(
        f"\n{said['queries']:,} random queries, of which {said['found']:,} find something:", end=""
    )
    print(f" {len(said['different'])} differ from lunr {said['different'][:5] or ''}", flush=True)


def print_day(folder: Path) -> None:
    """Add a day and print which files change."""
    before = write_dumps(folder, GROWING, extra_days=1)
    after = folder / "after"
    shutil.copytree(before, after)
    shutil.copytree(folder / "extra", after, dirs_exist_ok=True)
    said = step("day", before, after)
    print(f"\n## One day added to {GROWING:,} papers\n")
    print(f"{said['new_papers']} new papers, {said['terms']:,} terms, {said['fresh']} of them new;")
    print(f"{said['bytes'] / 1e6:.2f} MB are new.\n\n| files | all | changed | its terms touch |")
    print("| --- " * 4 + "|")
    for kind, number in said["files"].items():
        cells = (f"{number:,}", said["changed"].get(kind, 0), said["touched"].get(kind, ""))
        print(f"| {kind} | {' | '.join(map(str, cells))} |")


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="numbers of papers")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to do")
    parser.add_argument("--folder", type=Path, help="where to keep what is built")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = (options.folder or Path(name)).resolve()
        if set(options.parts) - {"day"}:
            build_sites(folder)
            for papers in options.sizes:
                compare(folder / str(papers), folder, papers, options.parts)
        if "day" in options.parts:
            print_day(folder / "day")


if __name__ == "__main__":
    main()

"""What tests and benchmarks share to compare the search with a full index of lunr."""

import json
import math
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mkdocs.contrib import search as mkdocs_search

from generator import Archive
from generator.search.documents import indexed_words

SCRIPT = Path(__file__).parent / "javascripts" / "search.js"
LUNR = Path(mkdocs_search.__file__).parent / "templates" / "search" / "lunr.js"


def under_node(folder: Path, **questions: object) -> dict[str, Any]:
    """Return the answers of `search.js` for a folder with the site's `search/`."""
    run = subprocess.run(
        ["node", SCRIPT, folder, LUNR],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not run.stderr, run.stderr
    answers: dict[str, Any] = json.loads(run.stdout)
    return answers


def documents(archive: Archive) -> list[list[str]]:
    """Return the words of each paper's title and abstract, separated by spaces."""
    return [[" ".join(field) for field in indexed_words(p)[:2]] for p in archive.papers]


def random_queries(texts: Sequence[Sequence[str]], number: int) -> Iterator[str]:
    """Yield queries in lunr's language: words, common and rare, and everything done to them."""
    chance = random.Random(20250311)
    all_words = [word for fields in texts for text in fields for word in text.split()]
    each_once = sorted(set(all_words))

    def part() -> str:
        word = chance.choice(all_words if chance.random() < 0.6 else each_once)
        shapes = [word, word, word, f"+{word}", f"-{word}", f"title:{word}", f"text:{word}"]
        shapes += [f"{word[: chance.randint(1, len(word))]}*", f"+{word[:3]}*", f"{word}~1"]
        shapes += [
            f"{word[:1]}{word[2:]}~1",
            f"{word}~2",
            f"*{word[-3:]}",
            f"{word[:1]}*{word[-2:]}",
        ]
        return chance.choice(shapes)

    for _ in range(number):
        yield " ".join(part() for _ in range(chance.randint(1, 4)))


def compared(folder: Path, texts: Sequence[Sequence[str]], number: int) -> tuple[int, list[str]]:
    """Return how many of random queries find something, and those that lunr answers otherwise.

    Ours adds up whole numbers, so its scores may differ from lunr's by what lunr rounds.

    Args:
        folder: Where the site's `search/` is.
        texts: The `documents` that it was made of.
        number: How many queries.
    """
    queries = list(random_queries(texts, number))
    answers = under_node(folder, documents=texts, queries=queries)["queries"]
    different = [
        q
        for q, both in zip(queries, answers, strict=True)
        if not _agree(both["ours"], both["lunrs"])
    ]
    return sum(bool(both["lunrs"]) for both in answers), different


def _agree(ours: list[tuple[int, float]], lunrs: list[tuple[int, float]]) -> bool:
    """Return whether both found the same papers with the same scores."""
    scores, others = dict(ours), dict(lunrs)
    return scores.keys() == others.keys() and all(
        math.isclose(score, others[paper], rel_tol=1e-12) for paper, score in scores.items()
    )

"""Scores the repair of mathematics against the labelled truth, and times it.

    python tests/bench/maths.py [--runs N]

Prints precision, recall, every span that is wrong or missed, and the mean time an abstract
takes: the median of some runs over all titles and abstracts, the first of which has not
remembered any word.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from generator import load_archive
from generator.maths import find_spans
from tests.maths_truth import read_truth, score

DUMPS = Path(__file__).parents[2] / "docs" / "dumps"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    archive, _ = load_archive(DUMPS)
    texts = read_truth(archive)
    times = []
    for _ in range(arguments.runs):
        start = time.process_time()
        for text in texts:
            find_spans(text.text)
        times.append((time.process_time() - start) / len(archive.papers) * 1000)
    found = score(texts)
    print(*found.problems, sep="\n")
    print(f"precision {found.right}/{found.altered} = {found.precision:.2%}")
    print(f"recall    {found.repaired}/{found.wanted} = {found.recall:.2%}")
    print(f"time      {times[0]:.2f} ms a paper at first, then {statistics.median(times):.2f} ms")


if __name__ == "__main__":
    main()

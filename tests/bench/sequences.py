"""Tries many random sequences of changes, killed builds and damage; see tests/sequences.py.

    python -m tests.bench.sequences [--number N] [--first SEED]

Says which sequences end in another site than a build from nothing does, and what their steps
were. Each takes about 3 s of CPU time.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.sequences import Sequence


def main() -> None:
    """Try the sequences; end with an error when a site was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=200, help="of sequences (default 200)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first (default 0)")
    options = parser.parse_args()

    steps: Counter[str] = Counter()
    wrong = 0
    for seed in range(options.first, options.first + options.number):
        with tempfile.TemporaryDirectory() as folder:
            sequence = Sequence(Path(folder, "project"), seed)
            is_right = sequence.run({})
            steps.update(step.split()[0] for step in sequence.log)
            if not is_right:
                wrong += 1
                kept = Path(tempfile.mkdtemp(prefix=f"sequence-{seed}-"))
                shutil.copytree(sequence.root, kept, dirs_exist_ok=True)
                steps_taken = "; ".join(sequence.log)
                print(f"{seed}: the site in {kept} is wrong after {steps_taken}", flush=True)
    print(f"{options.number - wrong} of {options.number} sequences end in the site of a cold build")
    print(", ".join(f"{count} {step}" for step, count in steps.most_common()))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

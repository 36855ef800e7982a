"""`python -m generator`, the same as the command `paper-archive`."""

from generator.cli import main

main(prog_name="python -m generator")

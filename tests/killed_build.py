"""Runs `mkdocs build` as a process that is killed at one of its writes, for `sequences.py`.

python killed_build.py FOLDER WRITE SECONDS

FOLDER is the project. The process gets SIGKILL some SECONDS after it begins the given WRITE, as
counted from 1: a file of the project is opened for writing, renamed or deleted, or a database
opened. A build with fewer of them than that ends well.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from mkdocs.__main__ import cli

OPENED = frozenset({"open", "sqlite3.connect"})
CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", *OPENED})


def kill(process: int) -> None:
    """End a process that cannot prevent it."""
    os.kill(process, signal.SIGKILL)


def main() -> None:
    """Build until killed."""
    root, left, seconds = Path(sys.argv[1]).resolve(), int(sys.argv[2]), float(sys.argv[3])
    process = os.getpid()  # not a child's, which has this hook, too

    def on_event(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in CHANGES or (event == "open" and not _writes(arguments[2])):
            return
        path = arguments[0]
        if not isinstance(path, str | bytes | os.PathLike):
            return
        if Path(os.fsdecode(path)).resolve().is_relative_to(root):
            left -= 1
            if left == 0 and seconds:
                threading.Timer(seconds, kill, [process]).start()
            elif left == 0:
                kill(process)

    sys.addaudithook(on_event)
    sys.argv[1:] = ["build", "--quiet"]
    cli()


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    main()

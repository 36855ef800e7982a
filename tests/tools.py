"""Finds the programs the tests need; run as a script, installs them where that is possible.

python tests/tools.py chromium|headless|node
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent

HEADLESS = "chromium-headless-shell"
"""Debian's Chromium without windows, in which a tab costs a third."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

NO_CHROMIUM = """\
The tests need Chromium. Install it with one of
  sudo apt install chromium
  .venv/bin/playwright install chromium
or name a browser: CHROMIUM=/path/to/chrome make test"""

NO_NODE = """\
The checks need Node.js 18.19 or newer with npm. On Debian and Ubuntu:
  sudo apt install nodejs npm
Elsewhere see https://nodejs.org/en/download"""


def find_chromium(*, headless: bool = False) -> str | None:
    """Return the path of a browser: `$CHROMIUM`, the system's, or Playwright's own.

    Args:
        headless: Whether one without windows is taken first.
    """
    # The script also runs for Node.js alone, outside the environment that has Playwright.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in (HEADLESS, *BROWSERS) if headless else BROWSERS:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chromium(*, headless: bool = False) -> bool:
    """Return whether there is a browser; stop when the one that is named is none."""
    path = find_chromium(headless=headless)
    if not path and "CHROMIUM" in os.environ:
        sys.exit(f"$CHROMIUM is {os.environ['CHROMIUM']!r}, which is no program")
    return path is not None


def has_node() -> bool:
    """Return whether there are Node.js and npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def node_tool(name: str) -> Path:
    """Return the path of a program of `package.json`, which `make lint` and `make test` install."""
    return ROOT / "node_modules" / ".bin" / name


def install(*packages: str) -> None:
    """Install Debian's packages when that needs no question."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"Installing {' and '.join(packages)} for the tests ...", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    """Make sure that what is named is there, or stop and say how to get it."""
    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    if sys.argv[1:] == ["node"]:
        is_there, packages, message = has_node, ("nodejs", "npm"), NO_NODE
    elif sys.argv[1:] == ["chromium"]:
        is_there, packages, message = has_chromium, ("chromium",), NO_CHROMIUM
    elif sys.argv[1:] == ["headless"]:
        is_there = partial(has_chromium, headless=True)
        packages, message = ("chromium",), NO_CHROMIUM
        if "CHROMIUM" not in os.environ and not shutil.which(HEADLESS):
            install(HEADLESS)  # Ubuntu has none; any browser will do there
    else:
        sys.exit(__doc__)
    if not is_there():
        install(*packages)
        if not is_there():
            sys.exit(message)


if __name__ == "__main__":
    main()

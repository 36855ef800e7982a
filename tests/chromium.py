"""Finds the browser the tests drive; run as a script, installs it where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of a browser: `$CHROMIUM`, the system's, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Make sure there is a browser, or stop and say how to get one."""
    if find_chromium():
        return
    if os.environ.get("CHROMIUM"):
        sys.exit(f"$CHROMIUM is {os.environ['CHROMIUM']!r}, which is no program")
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the tests ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
            check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
        )
    if not find_chromium():
        sys.exit(
            "The tests need Chromium. Install it with one of\n"
            "  sudo apt install chromium\n"
            "  .venv/bin/playwright install chromium\n"
            "or name a browser: CHROMIUM=/path/to/chrome make test"
        )


if __name__ == "__main__":
    main()

"""Finds the checks' Node.js tools; run as a script, installs Node.js where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def node_tool(name: str) -> Path:
    """Return the path of a program of `package.json`, which `make lint` and `make test` install."""
    return ROOT / "node_modules" / ".bin" / name


def main() -> None:
    """Make sure there are Node.js and npm, or stop and say how to get them."""
    if shutil.which("node") and shutil.which("npm"):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Node.js for the checks ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "nodejs", "npm"],
            check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
        )
    if not (shutil.which("node") and shutil.which("npm")):
        sys.exit(
            "The checks need Node.js 18.19 or newer with npm. On Debian and Ubuntu:\n"
            "  sudo apt install nodejs npm\n"
            "Elsewhere see https://nodejs.org/en/download"
        )


if __name__ == "__main__":
    main()

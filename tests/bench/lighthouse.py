"""Lets Lighthouse judge the real site as a phone sees it, and says how many bytes a visit costs.

The site is built for the address at which it is then served, compressed as GitHub Pages
compresses it. Each page is judged several times; what counts is the median.

    python -m tests.bench.lighthouse [--runs N]
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from tests.page_kinds import PAGE_KINDS
from tests.tools import find_chromium

ROOT = Path(__file__).parents[2]
LIGHTHOUSE = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
KINDS = ("home", "day", "paper")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".map"}


@functools.cache
def compressed(path: Path) -> bytes:
    """Return a file as a host sends it."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, over connections that stay open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file; what is no text or missing is left to the base."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in COMPRESSED or not path.exists():
            super().do_GET()
            return
        body = compressed(path)
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


def build(site: Path, address: str) -> None:
    """Build the site for an address, in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": address},
        check=True,
    )


def judge(url: str, folder: Path) -> dict[str, Any]:
    """Run Lighthouse once, with its defaults for a phone; returns its report."""
    report = folder / "report.json"
    subprocess.run(
        [
            LIGHTHOUSE,
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-quic",
        ],
        env=os.environ | {"CHROME_PATH": find_chromium() or ""},
        check=True,
    )
    return dict(json.loads(report.read_text("utf-8")))


def score(report: dict[str, Any], category: str) -> int:
    """Return a category's score, of 100."""
    share: float = report["categories"][category]["score"]
    return round(100 * share)


def faults(report: dict[str, Any]) -> list[str]:
    """Return the audits that cost a score something."""
    audits = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    found = [report["audits"][audit] for audit in sorted(audits)]
    return [f"{audit['id']} {audit['score']}" for audit in found if (audit["score"] or 1) < 1]


def requests(report: dict[str, Any]) -> dict[str, int]:
    """Return the address and the bytes of every request, headers included."""
    items = report["audits"]["network-requests"]["details"]["items"]
    return {item["url"]: item["transferSize"] for item in items}


def row(kind: str, reports: list[dict[str, Any]], size: int) -> str:
    """Return a line of the table: the medians of a page, and the size of its HTML."""
    cells = (
        f"{statistics.median(score(report, category) for report in reports):>{len(category)}}"
        for category in CATEGORIES
    )
    return f"{kind:8}{'  '.join(cells)}{size:>12,}"


def metrics(kind: str, reports: list[dict[str, Any]]) -> str:
    """Return a line of what the performance is made of, and how fast the machine was."""
    values = [
        [report["audits"][metric]["numericValue"] for report in reports] for metric in METRICS
    ]
    cells = (
        f"{statistics.median(column):>{len(metric)}.{3 if 'shift' in metric else 0}f}"
        for metric, column in zip(METRICS, values, strict=True)
    )
    machine = statistics.median(report["environment"]["benchmarkIndex"] for report in reports)
    return f"{kind:8}{'  '.join(cells)}{machine:>9.0f}"


def main() -> None:
    """Print a row for each page and what a first visit to the home page transfers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each page (default 3)")
    options = parser.parse_args()

    reports: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handler = functools.partial(Handler, directory=name)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_address[1]}/archive/"
            build(folder / "archive", address)
            print(f"{'':8}{'  '.join(CATEGORIES)}   own HTML   ({options.runs} runs, bytes gzip)")
            for kind in KINDS:
                url = PAGE_KINDS[kind]
                reports[kind] = [judge(address + url, folder) for _ in range(options.runs)]
                size = len(compressed(folder / "archive" / url / "index.html"))
                print(row(kind, reports[kind], size), flush=True)
            server.shutdown()

    print(
        f"\n{'':8}{'  '.join(METRICS)}  machine   (medians; ms, shift, speed index of the machine)"
    )
    for kind in KINDS:
        print(metrics(kind, reports[kind]))
    print()
    for kind in KINDS:
        for fault in sorted({fault for report in reports[kind] for fault in faults(report)}):
            print(f"{kind}: {fault}")
    visit = requests(reports["home"][0])
    print(f"a first visit to home: {sum(visit.values()):,} bytes")
    for url, size in visit.items():
        print(f"{size:>10,}  {url.removeprefix(address)}")


if __name__ == "__main__":
    main()

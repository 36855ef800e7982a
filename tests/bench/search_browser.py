"""Searches in Chromium, each in a new browser, and what that takes.

Sites are served over HTTP/1.1, texts compressed as a static host does. Bytes are those of
bodies as sent, from the moment the box has the focus. The theme fetches its index as a page
opens; it is held back until the first key, so that its cost counts as well.
"""

import functools
import http.server
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright

from tests.bench import lighthouse
from tests.tools import find_chromium

LONGEST = 60_000
"""Milliseconds after which a search counts as failed."""
KEY = 200
"""Milliseconds between two keys, as somebody types who is neither slow nor fast."""
PAUSE = 600
"""Milliseconds after the last key in which the last search has certainly begun."""
RESULTS = 10
HELD = "search_index.json"

WATCH = """
window.bench = {asked: 0, answered: 0, last: 0, done: 0, open: []};
addEventListener("input", () => (bench.last = performance.now()), true);
window.Worker = class extends Worker {
  constructor(...options) {
    super(...options);
    this.addEventListener("message", ({ data: { id, type, error } }) => {
      const isAnswer = id !== undefined || (type === 3 && bench.open.shift());
      if (!isAnswer) return;
      bench.answered = id ?? bench.answered + 1;
      bench.done = performance.now();
      bench.error = error;
    });
  }
  postMessage(message, ...options) {
    const { id, type, data } = message;
    if (type === 2) bench.open.push(data !== "");
    if (id !== undefined || (type === 2 && data)) bench.asked = id ?? bench.asked + 1;
    super.postMessage(message, ...options);
  }
};
"""
"""Tells when the last key was pressed and when the newest question was answered.

Our messages have an id; of the theme's, 2 is a question and 3 its answer, all in order.
"""

IS_ANSWERED = (
    "bench.answered && bench.answered === bench.asked && performance.now() > bench.last + {}"
)
ITEMS = ".md-search-result__item"

PAGEFIND = """
async ({queries, pause, results, longest}) => {
  const start = performance.now();
  const pagefind = await import(new URL("pagefind/pagefind.js", location.href).href);
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const ask = async (query) => {
    const {results: found} = await pagefind.search(query);
    return Promise.all(found.slice(0, results).map((result) => result.data()));
  };
  const asked = [];
  let last = start;
  for (const [number, query] of queries.entries()) {
    if (number) await sleep(pause);
    last = performance.now();
    asked.push(ask(query));
  }
  const late = sleep(longest).then(() => { throw new Error("Timeout"); });
  const answers = await Promise.race([Promise.all(asked), late]);
  return {ms: performance.now() - last, found: answers.at(-1).length};
}
"""


class Cost(NamedTuple):
    """What a search took.

    Attributes:
        size: Bytes of all responses.
        requests: How many there were.
        index_size: Bytes of those that are of the index, and no script.
        index_requests: How many those are.
        wall: Milliseconds from the first key, or from the last of several, to the answer.
        cpu: Seconds of CPU time of the renderer with its workers.
        memory: The renderer's peak in MB, 0 after a crash.
        growth: How much of it came with the search.
        found: How many results are shown, at most ten.
        failure: What went wrong, if anything did.
    """

    size: int
    requests: int
    index_size: int
    index_requests: int
    wall: float
    cpu: float
    memory: float
    growth: float
    found: int
    failure: str = ""


class Handler(lighthouse.Handler):
    """Serves files as a host does, notes what it sent, and holds the theme's index back."""

    def do_GET(self) -> None:  # noqa: N802 - the base's name
        """Send a file once it may be sent."""
        if self.path.endswith(HELD):
            self.server.released.wait(LONGEST / 1000)
        super().do_GET()

    def send_header(self, keyword: str, value: str) -> None:
        """Send a header; the length of a body is noted."""
        if keyword == "Content-Length":
            self.server.sent.append((self.path, int(value)))
        super().send_header(keyword, value)

    server: "Server"


class Server(http.server.ThreadingHTTPServer):
    """A server and what it sent: paths and bytes."""

    def __init__(self, folder: Path) -> None:
        self.sent: list[tuple[str, int]] = []
        self.released = threading.Event()
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))

    @property
    def address(self) -> str:
        """The address of the folder."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def in_box(page: Page, server: Server, queries: list[str]) -> tuple[float, int]:
    """Search with the box of a header; return the milliseconds and the number of results."""
    page.locator(".md-search__input").click()
    server.released.set()
    if len(queries) == 1:
        page.keyboard.insert_text(queries[0])
        page.keyboard.press("End")  # the theme looks when a key is let go
    else:
        page.keyboard.type(queries[-1], delay=KEY)
    page.wait_for_function(IS_ANSWERED.format(PAUSE), polling=50, timeout=LONGEST)
    if error := page.evaluate("bench.error"):
        raise Error(error)
    wall: float = page.evaluate("bench.done - bench.last")
    page.locator(ITEMS).first.wait_for(timeout=LONGEST)
    return wall, min(page.locator(ITEMS).count(), RESULTS)


def with_pagefind(page: Page, queries: list[str]) -> tuple[float, int]:
    """Search with Pagefind's own functions; return the milliseconds and the number of results."""
    question = {"queries": queries, "pause": KEY, "results": RESULTS, "longest": LONGEST}
    answer = page.evaluate(PAGEFIND, question)
    return answer["ms"], answer["found"]


def renderers(session: CDPSession) -> dict[int, float]:
    """Return the process of each renderer and its CPU seconds so far."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return {p["id"]: p["cpuTime"] for p in processes if p["type"] == "renderer"}


def peak(process: int) -> float:
    """Return the most MB that a process had so far, 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser with nothing in its cache."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=options)
        yield browser
        browser.close()


def measure(root: Path, engine: str, query: str, *, is_typed: bool = False) -> Cost:
    """Search once in a new browser.

    Args:
        root: A folder with a site for each engine.
        engine: Which of them.
        query: What to search for.
        is_typed: Whether it is typed letter by letter, else it is there at once.
    """
    beginnings = [query[:end] for end in range(1, len(query) + 1)] if is_typed else [query]
    for path in (root / engine / "search").glob("*.json"):
        lighthouse.compressed(path)  # a host has done that before anybody asks
    with Server(root) as server, chromium() as browser:
        session = browser.new_browser_cdp_session()
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{server.address}{engine}/")
        page.wait_for_timeout(PAUSE)
        server.sent.clear()
        before = renderers(session)
        memory_before = max(map(peak, before))
        wall, found, failure = math.nan, 0, ""
        try:
            if engine == "pagefind":
                wall, found = with_pagefind(page, beginnings)
            else:
                wall, found = in_box(page, server, beginnings)
        except Error as error:
            failure = str(error).splitlines()[0]
        after = renderers(session)
        memory = max((peak(process) for process in {**before, **after}), default=0.0)
        index = [size for path, size in server.sent if not path.endswith(".js")]
        return Cost(
            size=sum(size for _, size in server.sent),
            requests=len(server.sent),
            index_size=sum(index),
            index_requests=len(index),
            wall=wall,
            cpu=sum(after.values()) - sum(before.get(process, 0) for process in after),
            memory=memory,
            growth=max(memory - memory_before, 0),
            found=found,
            failure=failure,
        )

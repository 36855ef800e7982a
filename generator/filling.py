"""Pages -> those that shells are filled with, read once and then kept from build to build.

What is kept of a page is under a digest of all that it follows from. So a page that nothing
has happened to is not made again, not even as Markdown.
"""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, code_version, key_of
from generator.pages import Page
from generator.pages.render import Plan, PlannedPage, templates_key
from generator.processes import in_processes
from generator.progress import followed
from generator.shell import PlainPage, Shell, kind_of, read_plain
from generator.site import SiteFile

_BATCH = 64  # pages at most that a process reads at once


class Fillable(NamedTuple):
    """A page that a shell is filled with, without its text.

    Attributes:
        key: A digest of all that the page follows from, but for the shell and the code.
        page: What it is made of, should it not be kept.
        kind: What pages with the same shell have in common.
    """

    key: str
    page: Page
    kind: Hashable


class Filling:
    """The pages of a build that need no MkDocs.

    Attributes:
        pages: By the URI of their Markdown.
    """

    def __init__(self, pages: Iterable[Page], cache: Cache) -> None:
        """Tell which of the pages these are, by what is kept of them or by making them."""
        self.pages: dict[str, Fillable] = {}
        self._cache = cache
        self._made: dict[str, PlainPage] = {}  # where nothing keeps them
        plans = _Plans(cache)
        templates = templates_key()
        missing: list[Fillable] = []
        for page in pages:
            key = plans.key(page) if isinstance(page, PlannedPage) else page.key
            fillable = Fillable(f"{key} {templates}", page, kind_of(page))
            if cache.has("page", fillable.key):
                self.pages[page.uri] = fillable
            else:
                missing.append(fillable)
        plans.keep()
        read = followed(_read([fillable.page for fillable in missing]), len(missing), "page")
        for fillable, plain in zip(missing, read, strict=True):
            if plain:
                self.pages[fillable.page.uri] = fillable
                cache.put("page", fillable.key, plain)
                if not cache.is_open:
                    self._made[fillable.key] = plain

    def samples(self) -> dict[Hashable, PlainPage]:
        """Return a page of each kind."""
        pages = {page.kind: page for page in reversed(self.pages.values())}
        return {kind: self._plain(page) for kind, page in pages.items()}

    def site_files(self, shells: Mapping[Hashable, Shell]) -> dict[str, SiteFile]:
        """Return the files of the site that these pages are, those of papers first.

        Args:
            shells: The shell of each kind.
        """
        digests = {kind: key_of(code_version(), shell.pieces) for kind, shell in shells.items()}
        pages = sorted(self.pages, key=lambda uri: not uri.startswith("papers/"))
        files = {}
        for uri in pages:
            page = self.pages[uri]
            kind = page.kind
            read = partial(self._html, page, shells[kind])
            files[f"{page.page.url}index.html"] = SiteFile(read, f"{page.key} {digests[kind]}")
        return files

    def _html(self, page: Fillable, shell: Shell) -> bytes:
        return shell.fill(self._plain(page)).encode("utf-8", errors="xmlcharrefreplace")

    def _plain(self, page: Fillable) -> PlainPage:
        if made := self._made.get(page.key):
            return made
        kept = self._cache.get("page", page.key)
        plain = PlainPage(*kept) if kept else read_plain(page.page)
        if plain is None:
            raise AssertionError(page.page.uri)  # it was not when the build began
        return plain


class _Plans:
    """The keys of planned pages, so that few are laid out.

    What is kept of a plan says which one it was, and which part of it a page followed from.
    """

    def __init__(self, cache: Cache) -> None:
        self._table = cache.table("plans")
        try:
            self._kept = self._table.read_all()
        except CacheLostError:
            self._kept = {}
        self._further: dict[str, bytes] = {}
        self._plan: Plan | None = None  # the one asked for last, with the keys of its pages
        self._keys: list[str] = []

    def key(self, page: PlannedPage) -> str:
        """Return the key of a page."""
        if page.plan is not self._plan:
            self._plan, self._keys = page.plan, self._keys_of(page.plan)
        return self._keys[page.number]

    def _keys_of(self, plan: Plan) -> list[str]:
        plan_key, known = json.loads(self._kept.get(plan.name, '["", {}]'))
        if plan_key == plan.key:
            return list(known.values())
        keys = {}
        for number in range(plan.size):
            part = plan.part(number)
            keys[part] = known.get(part) or plan.lay_out(number).key
        self._further[plan.name] = json.dumps([plan.key, keys]).encode()
        return list(keys.values())

    def keep(self) -> None:
        """Keep what was not known yet."""
        self._table.write(self._further)


def _read(pages: Sequence[Page]) -> Iterator[PlainPage | None]:
    for batch in in_processes(_read_batch, list(_batches(pages))):
        yield from batch


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Yield pages in order, those of a day together, as they show the same texts."""
    batch: list[Page] = []
    for page in pages:
        if batch and (len(batch) == _BATCH or page.uri.startswith("days/")):
            yield batch
            batch = []
        batch.append(page)
    if batch:
        yield batch


def _read_batch(pages: Sequence[Page]) -> list[PlainPage | None]:
    """Return what fills the shell for each page, or None when MkDocs has to render it."""
    return list(map(read_plain, pages))

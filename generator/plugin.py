"""The MkDocs plugin `paper-archive`: hooks only.

It takes the folder of dumps out of the site and registers the generated pages in memory.
MkDocs renders a few of them; those in folders are filled into its shells (`shell.py`).
MkDocs writes into a temporary folder, from which only what changed goes into the site
(`site.py`). Nothing is written into the docs folder.
"""

import datetime as dt
import gc
import logging
import tempfile
import threading
from collections.abc import Hashable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from jinja2 import Environment, TemplateError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as SitePage
from mkdocs.utils import CountHandler

from generator.bytecode import KeptBytecode
from generator.cache import Cache, key_of
from generator.errors import ArchiveError, OutputConflictError
from generator.escape import fold_blanks
from generator.generated import Generated, generate
from generator.loading import load_archive, within
from generator.model import Archive
from generator.outputs import build_outputs
from generator.pages import HOME
from generator.progress import Profile
from generator.scripts import JOINED, joined
from generator.settings import (
    PaperArchiveConfig,
    cache_folder,
    dumps_folder,
    has_plain_plugins,
    linked_names,
    site_of,
)
from generator.shell import MARK, Shell, ShellError, sample
from generator.site import SiteFile, staged_files, sync
from generator.sitemap import Address, Sitemap, build_sitemaps, is_sitemap
from generator.text import counted
from generator.theme import QuickTheme

if TYPE_CHECKING:  # serving alone needs it
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("paper-archive")
log_of_mkdocs = logging.getLogger("mkdocs.commands.build")

TEMPLATES = Path(__file__).parent / "templates"
PAUSE = 1.0
"""Seconds after a build in which the garbage collector keeps still."""
NEVER = "1970-01-01"
"""The date of the pages of an archive without dumps, which is as good as any."""


class PaperArchivePlugin(BasePlugin[PaperArchiveConfig]):
    """Turns the dumps in the docs folder into pages of the site."""

    is_serving = False
    newest_date = NEVER
    generated: Generated | None = None
    """What was generated last."""
    is_made = True
    """Whether that was in this build; if not, the site stays as it is, which serving shows on."""
    staging: tempfile.TemporaryDirectory[str] | None = None
    """Where MkDocs writes."""
    site_dir = ""
    """Where the site goes."""
    pause: threading.Timer | None = None
    """Between two builds while serving, before cycles of objects are looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = Cache()
        self.profile = Profile()
        self.kinds: dict[str, Hashable] = {}
        """The kind that a sample stands for, by its URI."""
        self.shells: dict[Hashable, Shell] = {}
        """The shell of each kind."""
        self.sitemaps: list[Sitemap] = []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether a problem may end the run."""
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse settings under which the archive's addresses would not hold; stage the site."""
        if not config.use_directory_urls:
            message = "paper-archive needs `use_directory_urls: true`; take the setting out"
            raise PluginError(message)
        self.staging = tempfile.TemporaryDirectory(prefix="paper-archive-")
        self.site_dir, config.site_dir = config.site_dir, self.staging.name
        log_of_mkdocs.addFilter(_is_true)
        config.theme = QuickTheme(config.theme)
        if self.pause:
            self.pause.cancel()
        gc.disable()  # a build makes very many objects and hardly a cycle of them
        self.profile = Profile()
        self.cache = Cache(cache_folder(config) / "cache.sqlite")

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Take the dumps out of the site and put the generated pages in."""
        folder = dumps_folder(config, self.config)
        _join_scripts(files, config)
        is_dump = within(folder)
        for file in list(files):
            if file.abs_src_path and is_dump(file.abs_src_path):
                files.remove(file)
        home = files.get_file_from_path(HOME)
        if home:
            files.remove(home)
        self.is_made = True
        try:
            introduction = _text_of(home) if home else ""
            for uri in filter(is_sitemap, (file.src_uri for file in files)):
                raise OutputConflictError("is where a sitemap lies; rename this file", uri=uri)
            with self.profile.step("read dumps"):
                archive = self._archive(folder)
            outputs = build_outputs(
                archive,
                site_of(config, self.config, introduction),
                {file.src_uri for file in files},
                self.cache,
                self.profile,
            )
            with self.profile.step("read or make pages"):
                linked = linked_names(config, self.config, files, introduction)
                self.generated = generate(outputs, linked, self.cache)
        except (ArchiveError, TemplateError) as error:
            if not self.is_serving:
                raise PluginError(str(error)) from error
            log.error("%s", error)
            self.is_made = False
        self.kinds = {}
        for file in self._files(config):
            files.append(file)
        return files

    def _files(self, config: MkDocsConfig) -> Iterator[File]:
        """Yield what MkDocs gets of what was generated."""
        if self.generated is None:
            return
        for output in self.generated.files:
            yield File.generated(config, output.uri, content=output.content)
        for lazy in self.generated.lazy:
            if "/" not in lazy.uri:
                # Somebody's page may link to it, for which the name is enough.
                content = "" if has_plain_plugins(config) else lazy.content
                yield File.generated(config, lazy.uri, content=content)
        if not self.is_made:
            return
        for number, (kind, page) in enumerate(self.generated.filling.samples().items()):
            shown = sample(page, number)
            self.kinds[shown.uri] = kind
            yield File.generated(
                config, shown.uri, content=shown.content, inclusion=InclusionLevel.NOT_IN_NAV
            )

    def _archive(self, folder: Path) -> Archive:
        """Return the archive; while serving, what is wrong is logged and left out.

        Raises:
            ArchiveError: Everything is wrong, and there is something to show on.
        """
        archive, problems = load_archive(folder, self.cache)
        if problems and not self.is_serving:
            raise PluginError("\n".join(map(str, problems)))
        if problems and self.generated and not archive.dumps:
            raise ArchiveError("\n".join(map(str, problems)))
        for problem in problems:
            log.error("%s", problem)
        self.newest_date = str(archive.days[-1].date) if archive.days else NEVER
        log.info(
            "%s from %s on %s",
            counted(len(archive.papers), "paper"),
            counted(len(archive.dumps), "dump"),
            counted(len(archive.days), "day"),
        )
        return archive

    def on_page_markdown(
        self, markdown: str, *, page: SitePage, config: MkDocsConfig, files: Files
    ) -> str:
        """Date the page by the dumps, not by today, and point a moved page at the new one."""
        updated, moved_to = page.meta.get("updated"), page.meta.get("moved_to")
        try:
            page.update_date = str(dt.date.fromisoformat(str(updated or self.newest_date)[:10]))
        except ValueError:
            place = page.file.src_uri
            log.warning("%s: updated: found %r; write it as 2025-03-11", place, updated)
            page.update_date = self.newest_date
        if isinstance(moved_to, str):
            page.canonical_url = urljoin(config.site_url or "", moved_to)
        return markdown

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Make the sitemaps, now that MkDocs knows its pages."""
        if has_plain_plugins(config):  # another may have Jinja compile other things
            env.bytecode_cache = KeptBytecode(self.cache)
        self.sitemaps = build_sitemaps(self._addresses(files, config)) if config.site_url else []
        env.globals["sitemaps"] = self.sitemaps

    def _addresses(self, files: Files, config: MkDocsConfig) -> list[Address]:
        """Return the addresses of all pages that did not move, papers first."""
        uris = self.generated.uris if self.generated else ()
        filled = self.generated.filling.pages if self.generated else {}
        known = {file.src_uri: file.page for file in files.documentation_pages()}
        root = urljoin(config.site_url or "", ".")
        papers: list[Address] = []
        others: list[Address] = []
        for uri in dict.fromkeys((*uris, *known)):
            if uri in filled:
                page = filled[uri].page
                address = Address(f"{root}{page.url}", str(page.settings["updated"]))
                has_moved = "moved_to" in page.settings
            elif (shown := known.get(uri)) and uri not in self.kinds:
                address = Address(shown.canonical_url or "", str(shown.update_date))
                has_moved = "moved_to" in shown.meta
            else:
                continue
            if not has_moved:
                (papers if uri.startswith("papers/") else others).append(address)
        return papers + others

    def on_post_page(self, output: str, *, page: SitePage, config: MkDocsConfig) -> str:
        """Leave out needless blanks; take the samples, as MkDocs writes no page that is empty."""
        uri = page.file.src_uri
        html = fold_blanks(output)
        if uri not in self.kinds:
            return html
        try:
            self.shells[self.kinds[uri]] = Shell.cut(html, uri)
        except ShellError as error:
            raise PluginError(str(error)) from error
        return ""

    @event_priority(-100)  # when the other plugins have written theirs
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what changed into the site, unless MkDocs is about to give up."""
        if self.staging is None or (config.strict and _has_warned()):
            self.cache.close(finished=False)
            return
        if self.is_made or self.generated is None:
            self._write(config)
        else:
            self.cache.close(finished=False)
        config.site_dir = self.site_dir
        self.staging.cleanup()
        self._end()
        if self.config.profile:
            log.info("where the time went\n%s", self.profile.table())

    def _write(self, config: MkDocsConfig) -> None:
        files = staged_files(Path(config.site_dir))
        if self.generated:
            # Papers first, so that hardly a new link leads nowhere while the rest is written.
            ours = self.generated.site_files(self.shells)
            # Of some of these MkDocs had the name alone, unless somebody else wrote the file.
            theirs = {uri: file for uri, file in files.items() if uri not in ours or file.read()}
            files = ours | theirs
        for sitemap in self.sitemaps:
            read = partial(str.encode, sitemap.content)
            files[sitemap.uri] = SiteFile(read, key_of(sitemap.content))
        try:
            with self.profile.step("write the site"):
                tally = sync(Path(self.site_dir), files, cache_folder(config))
        except OSError as error:
            raise PluginError(f"{error.filename}: {error.strerror}") from error
        with self.profile.step("keep what was worked out"):
            self.cache.close(finished=self.is_made)
        for note in self.cache.notes + tally.notes:
            log.info("%s", note)
        log.info(
            "%s of %s changed, %d deleted in %s",
            tally.written,
            counted(len(files), "file"),
            tally.deleted,
            self.site_dir,
        )

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the site as it is."""
        self.cache.close(finished=False)
        if self.staging:
            self.staging.cleanup()
        self._end()

    def _end(self) -> None:
        """Look for cycles if more builds follow, when browsers have their pages: it takes long."""
        log_of_mkdocs.removeFilter(_is_true)
        if self.is_serving:
            self.pause = threading.Timer(PAUSE, gc.enable)
            self.pause.daemon = True
            self.pause.start()
        else:
            gc.freeze()

    def on_serve(
        self, server: "LiveReloadServer", *, config: MkDocsConfig, builder: object
    ) -> "LiveReloadServer":
        """Watch the theme's overrides, our templates, and dumps that lie outside the docs."""
        self.is_serving = True
        server.watch(str(TEMPLATES))
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        dumps = dumps_folder(config, self.config)
        if not dumps.is_relative_to(Path(config.docs_dir).resolve()) and dumps.is_dir():
            server.watch(str(dumps))
        return server


def _text_of(home: File) -> str:
    try:
        return home.content_string
    except (OSError, UnicodeDecodeError) as error:
        message = f"{home.src_uri}: cannot be read ({error}); save it in the encoding UTF-8"
        raise ArchiveError(message) from error


def _join_scripts(files: Files, config: MkDocsConfig) -> None:
    """Put the modules that scripts import into these."""

    def read(uri: str) -> str | None:
        file = files.get_file_from_path(uri)
        return file.content_string if file else None

    for uri in JOINED:
        file = files.get_file_from_path(uri)
        if file:
            content = joined(uri, read)
            files.remove(file)
            files.append(File.generated(config, uri, content=content))


def _is_true(record: logging.LogRecord) -> bool:
    """Whether what MkDocs says holds, as it knows neither staging nor samples, or is to say all."""
    said = record.getMessage()
    is_else = said.startswith(("Cleaning site", "Building documentation to")) or MARK in said
    return not is_else or log_of_mkdocs.isEnabledFor(logging.DEBUG)


def _has_warned() -> bool:
    """Whether there is a warning that ends a strict build, after its last hook."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)

"""The MkDocs plugin `paper-archive`: hooks only, and the one module that imports mkdocs.

It takes the folder of dumps out of the site and registers the generated pages in memory.
MkDocs renders a few of them; those in folders are filled into its shells (`shell.py`).
MkDocs writes into a temporary folder, from which only what changed goes into the site
(`site.py`). Nothing is written into the docs folder.
"""

import logging
import re
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import urljoin

from jinja2 import Environment, TemplateError
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from generator.errors import ArchiveError
from generator.escape import fold_blanks
from generator.loading import load_archive
from generator.model import Archive, OutputFile, Site
from generator.outputs import build_outputs
from generator.pages import HOME
from generator.shell import PlainPage, Shell, ShellError, read_plain, samples
from generator.site import staged_files, sync
from generator.text import counted

log = get_plugin_logger("paper-archive")

TEMPLATES = Path(__file__).parent / "templates"
CACHE = Path(".cache", "paper-archive")
"""Beside `mkdocs.yml`; safe to delete."""
PLAIN_EXTENSIONS = frozenset({"attr_list", "def_list", "fenced_code", "tables", "toc"})
"""Markdown extensions that leave raw HTML blocks alone."""
PLAIN_PLUGINS = frozenset({"search", "material/search", "paper-archive"})
"""Plugins that treat all pages of a kind alike."""
NEVER = "1970-01-01"
"""The date of the pages of an archive without dumps, which is as good as any."""


class PaperArchiveConfig(base.Config):
    """Options below `paper-archive:` in `mkdocs.yml`."""

    dumps = c.Type(str, default="dumps")
    """Folder of the dumps, relative to the docs folder."""
    shell = c.Type(bool, default=True)
    """Whether pages are made without MkDocs. False is slow and gives the same bytes."""


class PaperArchivePlugin(BasePlugin[PaperArchiveConfig]):
    """Turns the dumps in the docs folder into pages of the site."""

    is_serving = False
    newest_date = NEVER
    outputs: tuple[OutputFile, ...] = ()
    """What was generated last; shown on while serving when a build goes wrong."""
    staging: tempfile.TemporaryDirectory[str] | None = None
    """Where MkDocs writes."""
    site_dir = ""
    """Where the site goes."""

    def __init__(self) -> None:
        super().__init__()
        self.plain: dict[str, PlainPage] = {}
        """The pages that are filled into shells, by the URI of their Markdown."""
        self.kinds: dict[str, str] = {}
        """The kind that a sample stands for, by its URI."""
        self.shells: dict[str, Shell] = {}
        """The shell of each kind."""
        self.pages: list[File] = []
        """All pages, as templates list them."""

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

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Take the dumps out of the site and put the generated pages in."""
        folder = self._folder(config)
        for file in list(files):
            if file.abs_src_path and Path(file.abs_src_path).is_relative_to(folder):
                files.remove(file)
        home = files.get_file_from_path(HOME)
        introduction = home.content_string if home else ""
        if home:
            files.remove(home)
        try:
            archive = self._archive(folder)
            site = Site(
                introduction=introduction,
                name=config.site_name,
                url=config.site_url or "",
                source_url=self._source_url(config),
                issues_url=f"{config.repo_url.rstrip('/')}/issues/new" if config.repo_url else None,
            )
            hand_written = {file.src_uri for file in files}
            self.outputs = build_outputs(archive, site, hand_written)
        except (ArchiveError, TemplateError) as error:
            if not self.is_serving:
                raise PluginError(str(error)) from error
            log.error("%s", error)
        self.plain = self._plain(files, introduction, config)
        found = samples(self.plain.values())
        self.kinds = {sample.uri: kind for kind, sample in found.items()}
        for output in self.outputs:
            if output.uri not in self.plain:
                files.append(File.generated(config, output.uri, content=output.content))
        for sample in found.values():
            file = File.generated(
                config, sample.uri, content=sample.content, inclusion=InclusionLevel.NOT_IN_NAV
            )
            files.append(file)
        return files

    def _plain(self, files: Files, introduction: str, config: MkDocsConfig) -> dict[str, PlainPage]:
        """Return the pages that need no MkDocs: none if a setting may change how they look.

        MkDocs has to know the pages that somebody's Markdown links to, or it reports the link,
        and those below them in the navigation. A name decides, wherever a file of that name is.
        """
        is_plain = (
            self.config.shell
            and set(config.markdown_extensions) <= PLAIN_EXTENSIONS
            and not config.mdx_configs
            and set(config.plugins) <= PLAIN_PLUGINS
            and config.nav is not None
            and not (config.exclude_docs or config.draft_docs)
        )
        if not is_plain:
            return {}
        written = [file.content_bytes for file in files.documentation_pages()]
        text = b"\n".join([*written, introduction.encode(), repr(config.nav).encode()])
        linked = {name.decode() for name in re.findall(rb"(?<![a-z0-9-])([a-z0-9-]++)\.md", text)}
        pages = filter(None, map(read_plain, self.outputs))
        plain = {f"{page.folder}/{page.address}.md": page for page in pages}
        return {
            uri: page for uri, page in plain.items() if linked.isdisjoint(page.address.split("/"))
        }

    def _archive(self, folder: Path) -> Archive:
        """Return the archive; while serving, what is wrong is logged and left out."""
        archive, problems = load_archive(folder)
        if problems and not self.is_serving:
            raise PluginError("\n".join(map(str, problems)))
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

    def _folder(self, config: MkDocsConfig) -> Path:
        return Path(config.docs_dir, self.config.dumps).resolve()

    def _source_url(self, config: MkDocsConfig) -> str | None:
        """Return where the dumps are in the repository, whose root has the configuration."""
        folder = self._folder(config)
        root = Path(config.config_file_path).parent.resolve()
        if not config.repo_url or not folder.is_relative_to(root):
            return None
        place = folder.relative_to(root).as_posix()
        return f"{config.repo_url.rstrip('/')}/blob/HEAD/{place}/"

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Date the page by the dumps, not by today, and point a moved page at the new one."""
        page.update_date = page.meta.get("updated") or self.newest_date
        if moved_to := page.meta.get("moved_to"):
            page.canonical_url = urljoin(config.site_url or "", moved_to)
        # The theme's own index, which nothing reads, stays empty.
        page.meta["search"] = {"exclude": True}
        return markdown

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """List all pages in their order, as if MkDocs had those that fill shells."""
        known = {file.src_uri: file for file in files.documentation_pages()}
        ours = {output.uri for output in self.outputs} | self.kinds.keys()
        self.pages = [file for uri, file in known.items() if uri not in ours]
        for output in self.outputs:
            if page := self.plain.get(output.uri):
                self.pages.append(_listed(page, config.site_url))
            elif output.uri in known:
                self.pages.append(known[output.uri])

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Let templates see all pages, above all that of the sitemap."""
        context["pages"] = self.pages
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
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
            return
        # Papers first, so that hardly a new link leads nowhere while the rest is written.
        pages = sorted(self.plain.values(), key=lambda page: page.folder != "papers")
        files: dict[str, Callable[[], bytes]] = {
            f"{page.url}index.html": partial(self._html, page) for page in pages
        }
        files |= staged_files(Path(self.staging.name))
        try:
            tally = sync(Path(self.site_dir), files, Path(config.config_file_path).parent / CACHE)
        except OSError as error:
            raise PluginError(f"{error.filename}: {error.strerror}") from error
        for note in tally.notes:
            log.info("%s", note)
        log.info(
            "%s of %s changed, %d deleted",
            tally.written,
            counted(len(files), "file"),
            tally.deleted,
        )
        config.site_dir = self.site_dir
        self.staging.cleanup()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the site as it is."""
        if self.staging:
            self.staging.cleanup()

    def _html(self, page: PlainPage) -> bytes:
        return self.shells[page.kind].fill(page).encode("utf-8", errors="xmlcharrefreplace")

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch the theme's overrides, our templates, and dumps that lie outside the docs."""
        self.is_serving = True
        server.watch(str(TEMPLATES))
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        dumps = self._folder(config)
        if not dumps.is_relative_to(Path(config.docs_dir).resolve()) and dumps.is_dir():
            server.watch(str(dumps))
        return server


def _listed(page: PlainPage, site_url: str | None) -> File:
    """Return a page as templates read it."""
    url = page.head.get("moved_to", page.url)
    listed = SimpleNamespace(
        url=page.url,
        canonical_url=urljoin(site_url, url) if site_url else None,
        update_date=page.head["updated"],
        meta=page.head,
    )
    return cast("File", SimpleNamespace(page=listed))


def _has_warned() -> bool:
    """Whether there is a warning that ends a strict build, after its last hook."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)

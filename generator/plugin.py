"""The MkDocs plugin `paper-archive`: hooks only, and the one module that imports mkdocs.

It takes the folder of dumps out of the site, registers the generated pages in memory and
lets MkDocs do the rest. Nothing is written into the docs folder.
"""

from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.archive import build_archive
from generator.errors import ArchiveError, MetadataError, OutputConflictError
from generator.metadata import read_corrections
from generator.model import Archive, Site
from generator.outputs import build_outputs
from generator.readers import read_dumps

log = get_plugin_logger("paper-archive")

HOME = "index.md"


class PaperArchiveConfig(base.Config):
    """Options below `paper-archive:` in `mkdocs.yml`."""

    dumps = c.Type(str, default="dumps")
    """Folder of the dumps, relative to the docs folder."""


class PaperArchivePlugin(BasePlugin[PaperArchiveConfig]):
    """Turns the dumps in the docs folder into pages of the site."""

    is_serving = False
    newest_date: str | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether a problem may end the run."""
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse settings under which the archive's addresses would not hold."""
        if not config.use_directory_urls:
            message = "paper-archive needs `use_directory_urls: true`; take the setting out"
            raise PluginError(message)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Take the dumps out of the site and put the generated pages in."""
        folder = Path(config.docs_dir, self.config.dumps)
        for file in list(files):
            if Path(file.src_uri).is_relative_to(self.config.dumps):
                files.remove(file)
        try:
            archive = self._read(folder)
            self._register(archive, files, config)
        except ArchiveError as error:
            raise PluginError(str(error)) from error
        log.info(
            "%d papers from %d dumps on %d days",
            len(archive.papers),
            len(archive.dumps),
            len(archive.days),
        )
        return files

    def _read(self, folder: Path) -> Archive:
        """Return the archive; while serving, a problem is logged and what it spoils left out."""
        dumps, problems = read_dumps(folder)
        if problems and not self.is_serving:
            raise PluginError("\n".join(map(str, problems)))
        for problem in problems:
            log.error("%s", problem)
        try:
            return build_archive(dumps, read_corrections(folder))
        except MetadataError as error:
            if not self.is_serving:
                raise
            log.error("%s", error)
            return build_archive(dumps)

    def _register(self, archive: Archive, files: Files, config: MkDocsConfig) -> None:
        self.newest_date = str(archive.days[-1].date) if archive.days else None
        home = files.get_file_from_path(HOME)
        introduction = ""
        if home is not None:
            introduction = home.content_string
            files.remove(home)
        site = Site(introduction=introduction, source_url=self._source_url(config))
        for output in build_outputs(archive, site):
            if files.get_file_from_path(output.uri):
                message = "a hand-written file has the address of a generated page; rename it"
                raise OutputConflictError(message, uri=output.uri)
            files.append(File.generated(config, output.uri, content=output.content))

    def _source_url(self, config: MkDocsConfig) -> str | None:
        if not config.repo_url:
            return None
        root = Path(config.config_file_path).parent
        folder = Path(config.docs_dir, self.config.dumps).relative_to(root).as_posix()
        return f"{config.repo_url.rstrip('/')}/blob/HEAD/{folder}/"

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Date the page by the dumps, not by today, and point a moved page at the new one."""
        page.update_date = page.meta.get("updated") or self.newest_date or page.update_date
        if moved_to := page.meta.get("moved_to"):
            page.canonical_url = urljoin(config.site_url or "", moved_to)
        return markdown

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch the theme's and our own templates as well."""
        self.is_serving = True
        for folder in filter(None, (config.theme.custom_dir, Path(__file__).parent / "templates")):
            server.watch(str(folder))
        return server

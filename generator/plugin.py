"""The MkDocs plugin `paper-archive`: hooks only, and the one module that imports mkdocs.

It takes the folder of dumps out of the site, registers the generated pages in memory and
lets MkDocs do the rest. Nothing is written into the docs folder.
"""

from pathlib import Path
from urllib.parse import urljoin

from jinja2 import TemplateError
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.errors import ArchiveError
from generator.escape import fold_blanks
from generator.loading import load_archive
from generator.model import Archive, OutputFile, Site
from generator.outputs import build_outputs
from generator.pages import HOME
from generator.text import counted

log = get_plugin_logger("paper-archive")

TEMPLATES = Path(__file__).parent / "templates"
NEVER = "1970-01-01"
"""The date of the pages of an archive without dumps, which is as good as any."""


class PaperArchiveConfig(base.Config):
    """Options below `paper-archive:` in `mkdocs.yml`."""

    dumps = c.Type(str, default="dumps")
    """Folder of the dumps, relative to the docs folder."""


class PaperArchivePlugin(BasePlugin[PaperArchiveConfig]):
    """Turns the dumps in the docs folder into pages of the site."""

    is_serving = False
    newest_date = NEVER
    outputs: tuple[OutputFile, ...] = ()
    """What was generated last; shown on while serving when a build goes wrong."""

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
        for output in self.outputs:
            files.append(File.generated(config, output.uri, content=output.content))
        return files

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

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Leave out the lines and indents that the theme's templates leave behind."""
        return fold_blanks(output)

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

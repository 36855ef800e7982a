"""What the project's configuration, `mkdocs.yml`, says of the archive."""

import re
from pathlib import Path

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from generator.model import Site

PLAIN_EXTENSIONS = frozenset({"attr_list", "def_list", "fenced_code", "tables", "toc"})
"""Markdown extensions that leave raw HTML blocks alone."""
PLAIN_PLUGINS = frozenset({"paper-archive"})
"""Plugins that treat all pages of a kind alike."""
CACHE = Path(".cache", "paper-archive")
"""Beside `mkdocs.yml`; safe to delete."""


class PaperArchiveConfig(base.Config):
    """Options below `paper-archive:` in `mkdocs.yml`."""

    dumps = c.Type(str, default="dumps")
    """Folder of the dumps, relative to the docs folder."""
    shell = c.Type(bool, default=True)
    """Whether pages are made without MkDocs. False is slow and gives the same bytes."""
    profile = c.Type(bool, default=False)
    """Whether to say where the time of a build went."""


def dumps_folder(config: MkDocsConfig, options: PaperArchiveConfig) -> Path:
    """Return the folder of the dumps."""
    return Path(config.docs_dir, options.dumps).resolve()


def cache_folder(config: MkDocsConfig) -> Path:
    """Return the folder in which builds keep what they worked out."""
    return Path(config.config_file_path).parent / CACHE


def site_of(config: MkDocsConfig, options: PaperArchiveConfig, introduction: str) -> Site:
    """Return what pages know of the site around them.

    Args:
        config: All settings.
        options: Ours.
        introduction: The hand-written beginning of the home page.
    """
    repository = (config.repo_url or "").rstrip("/")
    folder = dumps_folder(config, options)
    root = Path(config.config_file_path).parent.resolve()  # that of the repository
    source_url = None
    if repository and folder.is_relative_to(root):
        source_url = f"{repository}/blob/HEAD/{folder.relative_to(root).as_posix()}/"
    return Site(
        introduction=introduction,
        name=config.site_name,
        url=config.site_url or "",
        source_url=source_url,
        issues_url=f"{repository}/issues/new" if repository else None,
    )


def has_plain_plugins(config: MkDocsConfig) -> bool:
    """Say whether no plugin or hook is in use that could treat one page otherwise than another."""
    return set(config.plugins) <= PLAIN_PLUGINS


def linked_names(
    config: MkDocsConfig, options: PaperArchiveConfig, files: Files, introduction: str
) -> set[str] | None:
    """Return names in addresses of pages that MkDocs has to know; None when it needs all.

    It reports a link of somebody's Markdown to a page that it does not know, and looks for
    the pages of the navigation. A name counts wherever a page of that name is. All pages
    are needed when a setting may change how they look.

    Args:
        config: All settings.
        options: Ours.
        files: What people wrote.
        introduction: The hand-written beginning of the home page.
    """
    is_plain = (
        options.shell
        and set(config.markdown_extensions) <= PLAIN_EXTENSIONS
        and not config.mdx_configs
        and has_plain_plugins(config)
        and config.nav is not None
        and not (config.exclude_docs or config.draft_docs)
    )
    if not is_plain:
        return None
    written = [file.content_bytes for file in files.documentation_pages()]
    text = b"\n".join([*written, introduction.encode(), repr(config.nav).encode()])
    return {name.decode() for name in re.findall(rb"(?<![a-z0-9-])([a-z0-9-]++)\.md", text)}

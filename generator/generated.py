"""Outputs -> what MkDocs gets, and what the site gets past it."""

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from generator.cache import Cache, code_version
from generator.filling import Filling
from generator.model import LazyFile, OutputFile
from generator.pages import Page
from generator.shell import Shell
from generator.site import SiteFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What a build generates.

    Attributes:
        uris: Of all files, in their order.
        filling: The pages that are filled into shells.
        files: Those that MkDocs gets.
        lazy: Those that are made only when another is to be written.
    """

    uris: tuple[str, ...]
    filling: Filling
    files: tuple[OutputFile, ...]
    lazy: tuple[LazyFile, ...]

    def site_files(self, shells: Mapping[Hashable, Shell]) -> dict[str, SiteFile]:
        """Return the files of the site that MkDocs does not write."""
        version = code_version()
        lazy = {
            file.uri: SiteFile(partial(_encoded, file), f"{version}{file.key}")
            for file in self.lazy
        }
        return self.filling.site_files(shells) | lazy


def generate(
    outputs: Iterable[OutputFile | LazyFile | Page], linked: Container[str] | None, cache: Cache
) -> Generated:
    """Return what becomes of the files of the generated tree.

    Args:
        outputs: All of them.
        linked: Names in addresses of pages that MkDocs has to have; None when it needs all.
        cache: Where the texts of pages are kept.
    """
    outputs = tuple(outputs)
    filling = Filling(_fillable(outputs, linked), cache)
    lazy, files = [], []
    for output in outputs:
        if isinstance(output, LazyFile):
            lazy.append(output)
        elif output.uri not in filling.pages:
            files.append(OutputFile(uri=output.uri, content=output.content))
    return Generated(
        uris=tuple(output.uri for output in outputs),
        filling=filling,
        files=tuple(files),
        lazy=tuple(lazy),
    )


def _encoded(file: LazyFile) -> bytes:
    content = file.content
    return content.encode() if isinstance(content, str) else content


def _fillable(
    outputs: Iterable[OutputFile | LazyFile | Page], linked: Container[str] | None
) -> list[Page]:
    """Return the pages that may be filled into shells: those in folders, unless linked."""
    if linked is None:
        return []
    pages = [output for output in outputs if isinstance(output, Page) and "/" in output.uri]
    return [
        page
        for page in pages
        if not any(name in linked for name in page.uri.removesuffix(".md").split("/")[1:])
    ]

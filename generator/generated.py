"""Outputs -> what MkDocs gets, and what the site gets past it."""

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass

from generator.cache import Cache, code_version
from generator.filling import Filling
from generator.model import OutputFile, SearchPart
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
        parts: The parts of the search, which are named by their content.
    """

    uris: tuple[str, ...]
    filling: Filling
    files: tuple[OutputFile, ...]
    parts: tuple[SearchPart, ...]

    def site_files(self, shells: Mapping[Hashable, Shell]) -> dict[str, SiteFile]:
        """Return the files of the site that MkDocs does not write."""
        version = code_version()
        parts = {part.uri: SiteFile(part.read, f"{version}{part.key}") for part in self.parts}
        return self.filling.site_files(shells) | parts


def generate(
    outputs: Iterable[OutputFile | SearchPart | Page], linked: Container[str] | None, cache: Cache
) -> Generated:
    """Return what becomes of the files of the generated tree.

    Args:
        outputs: All of them.
        linked: Names in addresses of pages that MkDocs has to have; None when it needs all.
        cache: Where the texts of pages are kept.
    """
    outputs = tuple(outputs)
    filling = Filling(_fillable(outputs, linked), cache)
    parts, files = [], []
    for output in outputs:
        if isinstance(output, SearchPart):
            parts.append(output)
        elif output.uri not in filling.pages:
            files.append(OutputFile(uri=output.uri, content=output.content))
    return Generated(
        uris=tuple(output.uri for output in outputs),
        filling=filling,
        files=tuple(files),
        parts=tuple(parts),
    )


def _fillable(
    outputs: Iterable[OutputFile | SearchPart | Page], linked: Container[str] | None
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

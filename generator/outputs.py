"""Archive -> every file of the generated tree."""

from collections.abc import Iterable

from generator.cache import Cache
from generator.catalogue import build_catalogue
from generator.errors import OutputConflictError
from generator.exports import build_exports
from generator.feeds import build_feed
from generator.model import Archive, LazyFile, OutputFile, Site
from generator.pages import HOME, Page, build_pages
from generator.pages.render import compile_templates
from generator.progress import Profile
from generator.search import build_search


def build_outputs(
    archive: Archive,
    site: Site | None = None,
    hand_written: Iterable[str] = (),
    cache: Cache | None = None,
    profile: Profile | None = None,
) -> tuple[OutputFile | LazyFile | Page, ...]:
    """Return all files of the generated tree, each at an address of its own.

    Args:
        archive: What the pages show.
        site: What they know of the site around them.
        hand_written: URIs of the files that people wrote into the docs folder.
        cache: What earlier builds worked out.
        profile: Where to note how long the steps took.

    Raises:
        OutputConflictError: Two files would be served at the same address.
    """
    written = {_address(uri): uri for uri in hand_written if uri != HOME}
    site = site or Site()
    cache, profile = cache or Cache(), profile or Profile()
    with profile.step("relate papers"):
        catalogue = build_catalogue(archive, cache)
    with profile.step("lay out pages"):
        compile_templates(cache)
        pages = (*build_pages(catalogue, site), *build_feed(catalogue, site, cache))
    with profile.step("index for the search"):
        parts = (*build_exports(archive), *build_search(catalogue, cache=cache))
    outputs = (*pages, *parts)
    generated: set[str] = set()
    for output in outputs:
        address = _address(output.uri)
        if address in written:
            message = f"a generated file has the address {address} already; rename this one"
            raise OutputConflictError(message, uri=written[address])
        if address in generated:
            message = f"another generated file has the address {address}; please report this"
            raise OutputConflictError(message, uri=output.uri)
        generated.add(address)
    return outputs


def _address(uri: str) -> str:
    """Return where a file of the docs folder is served, the same for a page's spellings."""
    place, _, ending = uri.rpartition(".")
    if ending not in ("md", "html"):
        return uri
    folder, _, name = place.rpartition("/")
    if name in ("index", "README"):
        return f"{folder}/"
    return f"{place}/" if ending == "md" else uri

"""A text as a page shows it, and the links out of the archive: in place, buttons, look-ups."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlsplit

from generator.escape import Markup, as_html
from generator.maths import Span, find_spans
from generator.model import Listing, Paper
from generator.text import FoundUrl, clean, find_urls

_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "4open.science")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link a template prints: its words and where it goes."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a text as a page shows it.

    Attributes:
        text: The words; for mathematics, in plain characters.
        html: The same, escaped; with markup for mathematics alone.
        href: Where the piece leads, when it is a web address.
        captured: Where the piece reads otherwise than captured, the words as captured.
    """

    text: str
    html: Markup
    href: str = ""
    captured: str = ""


@functools.lru_cache(maxsize=1024)  # asked for several times while a page is made
def text_parts(text: str) -> tuple[Part, ...]:
    """Return a text in pieces, in order: words, web addresses and repaired mathematics.

    Examples:
        >>> [(part.text, part.href) for part in text_parts("See https://example.org.")]
        [('See ', ''), ('https://example.org', 'https://example.org'), ('.', '')]
    """
    return _parts(text, find_spans(text))


@functools.lru_cache(maxsize=1024)  # likewise
def abstract_parts(listing: Listing) -> tuple[Part, ...]:
    """Return the same of an abstract, whose mathematics may be known since its dump was read."""
    text = clean(listing.abstract)
    spans = listing.spans
    return text_parts(text) if spans is None else _parts(text, spans)


def _parts(text: str, spans: Sequence[Span]) -> tuple[Part, ...]:
    pieces = [(url.start, url.end, _address(text, url)) for url in find_urls(text)]
    for span in spans:
        maths = Part(text=span.text, html=span.html, captured=text[span.start : span.end])
        pieces.append((span.start, span.end, maths))
    parts = []
    at = 0
    for start, end, part in sorted(pieces, key=lambda piece: piece[:2]):
        parts += [_words(text[at:start]), part]
        at = end
    parts.append(_words(text[at:]))
    return tuple(part for part in parts if part.text)


@functools.lru_cache(maxsize=2**15)  # a title stands on many pages
def shown(text: str) -> Markup:
    """Return a text as a page shows it, its mathematics repaired and nothing linked."""
    return marked_up(text_parts(text))


def shown_text(text: str) -> str:
    """Return a text as a page shows it, in plain characters."""
    return plain(text_parts(text))


def marked_up(parts: Iterable[Part]) -> Markup:
    """Return the pieces of a text as one, nothing in them linked."""
    return as_html("").join(part.html for part in parts)


def plain(parts: Iterable[Part]) -> str:
    """Return the pieces of a text as one, in plain characters."""
    return "".join(part.text for part in parts)


def is_repaired(parts: Iterable[Part]) -> bool:
    """Return whether a page shows some of a text otherwise than it was captured."""
    return any(part.captured for part in parts)


def _words(text: str) -> Part:
    return Part(text=text, html=as_html(text))


def _address(text: str, found: FoundUrl) -> Part:
    """Return a link; what a page leaves out, as it says nothing more, is kept as captured."""
    whole = text[found.start : found.end]
    captured = whole if whole != found.words else ""
    return Part(text=found.words, html=as_html(found.words), href=found.url, captured=captured)


def buttons(urls: Iterable[str]) -> list[Link]:
    """Return a button for each web address, each address once."""
    links: dict[str, Link] = {}
    for url in urls:
        kind = "Code" if is_code(url) else "Project"
        name = url.partition("://")[2].rstrip("/")
        links.setdefault(url, Link(text=f"{kind}: {name}", href=url))
    return list(links.values())


def has_code(parts: Iterable[Part]) -> bool:
    """Return whether a text links to source code."""
    return any(part.href and is_code(part.href) for part in parts)


def is_code(url: str) -> bool:
    """Return whether a web address is one of a host of source code.

    Examples:
        >>> is_code("https://github.com/lab/code"), is_code("https://notgithub.com/")
        (True, False)
    """
    host = urlsplit(url).hostname or ""
    return any(f".{host}".endswith(f".{code_host}") for code_host in _CODE_HOSTS)


def lookup(paper: Paper) -> str:
    """Return where arXiv has the paper: by its id when known, else by title.

    `lookups.js` makes the links to other places of this one, so that a page holds the title once.
    """
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{quote(paper.arxiv_id)}"
    title = quote_plus(clean(paper.title))
    return f"https://arxiv.org/search/?searchtype=title&query={title}"

"""Links out of the archive: in an abstract, as buttons, and to look a paper up elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlsplit

from generator.model import Paper
from generator.text import clean, find_urls

_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "4open.science")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link a template prints: its words and where it goes."""

    text: str
    href: str


def text_parts(text: str) -> list[Link]:
    """Return a text in pieces, in order; a piece that is a web address has an `href`.

    Examples:
        >>> [(part.text, part.href) for part in text_parts("See https://example.org.")]
        [('See ', ''), ('https://example.org', 'https://example.org'), ('.', '')]
    """
    parts = []
    end = 0
    for found in find_urls(text):
        parts.append(Link(text=text[end : found.start], href=""))
        parts.append(Link(text=text[found.start : found.end], href=found.url))
        end = found.end
    parts.append(Link(text=text[end:], href=""))
    return [part for part in parts if part.text]


def buttons(parts: Iterable[Link]) -> list[Link]:
    """Return a button for every web address in the parts of a text, each address once."""
    links: dict[str, Link] = {}
    for url in (part.href for part in parts if part.href):
        host = urlsplit(url).hostname or ""
        is_code = any(f".{host}".endswith(f".{code_host}") for code_host in _CODE_HOSTS)
        kind = "Code" if is_code else "Project"
        shown = url.partition("://")[2].rstrip("/")
        links.setdefault(url, Link(text=f"{kind}: {shown}", href=url))
    return list(links.values())


def lookup_links(paper: Paper) -> list[Link]:
    """Return where to find the paper elsewhere: by its arXiv id when known, else by title."""
    title = quote_plus(clean(paper.title))
    scholar = Link(
        text="Google Scholar", href=f"https://scholar.google.com/scholar?q=%22{title}%22"
    )
    if paper.arxiv_id:
        id_ = quote(paper.arxiv_id)
        return [
            Link(text="arXiv", href=f"https://arxiv.org/abs/{id_}"),
            Link(text="Semantic Scholar", href=f"https://www.semanticscholar.org/arxiv/{id_}"),
            scholar,
            Link(text="Hugging Face", href=f"https://huggingface.co/papers/{id_}"),
        ]
    return [
        Link(text="arXiv", href=f"https://arxiv.org/search/?searchtype=title&query={title}"),
        Link(text="Semantic Scholar", href=f"https://www.semanticscholar.org/search?q={title}"),
        scholar,
        Link(text="Hugging Face", href=f"https://huggingface.co/papers?q={title}"),
    ]

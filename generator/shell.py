"""Pages without a run of MkDocs for each: what the theme puts around them, made once.

Pages of one kind differ in a few places only. So MkDocs and the theme render one page of each
kind, whose title, address and so on are marks (`sample`). The result is cut at the marks
(`Shell.cut`) and filled for each page (`Shell.fill`). Pages that lie in a folder are made so;
those at the root are few, and stand in the navigation.

The body of a page is what Python-Markdown would make of it. `read_plain` knows the Markdown of
our own templates, which is front matter, a heading without marks, and raw HTML blocks. It
refuses everything else, and MkDocs renders what is refused.
"""

import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.escape import ESCAPED_IN_YAML, as_html, front_matter, spellings
from generator.model import OutputFile
from generator.pages import Page

_ADDRESS = re.compile(r"[a-z0-9]+(?:(?:-+|/)[a-z0-9]+)*+")
# White space and marks that Python-Markdown changes wherever they stand.
_CHANGED = ("\t", "\r", "\x02", "\x03")
_CHANGED_LINE = re.compile(r"\n +\n")
_BLANKS = re.compile(r"\n\s+")  # none are kept, as no element below is one with text as written
_FRONT_MATTER = re.compile(r"---\n((?:[a-z_]+: [^\n]*\n)+)---\n\n*")
_HEADING = re.compile(r"# ([^\n]+) \{: #title \}\n\n(?=<)")
# What means nothing to Markdown: letters, references, and what mathematics is shown with.
_INERT = re.compile(
    r"(?:[^\x00-\x1f!-/:-@\[-`{-\x7f]++|&#[0-9]++;"
    r"|</?(?:i|sub|sup)>|<span class=\"maths\">|</span>)++"
)
# A tag or a whole `title`, in which some parsers see no references; and what may follow a block.
_TAG = re.compile(
    r"<(?:title>[^<>&]*+</title|/([a-z][a-z0-9]*+)"
    r"|([a-z][a-z0-9]*+)(?: [a-zA-Z-]++(?:=\"[^\"<>\n]*+\")?)*+(/?))>"
    r"(\n\n?(?=<)|\n+\Z)?"
)
_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*+|#[0-9]++|#x[0-9a-f]++);")
_BLOCKS = {"details", "div", "h2", "nav", "ol", "p", "section", "ul"}
_INSIDE = {"a", "button", "dd", "del", "dl", "dt", "fieldset", "figcaption", "figure", "form"}
_INSIDE |= {"g", "i", "ins", "label", "legend", "li", "option", "output", "rect", "select"}
_INSIDE |= {"span", "sub", "summary", "sup", "svg", "text", "time"}
_EMPTY = {("input", ""), ("rect", "/")}  # with the slash that each is written with

# What differs between pages of a kind, and the marks for it in a sample. Texts have quotes
# around their marks, by which their spellings differ. No slug begins with a hyphen.
_SLOTS = frozenset({"title", "description", "updated", "moved_to"})
MARK = "paper-archive-slot-"
"""What the names and texts of samples begin with, so that nothing else has it."""
_TEXTS = {"title": f'"{MARK}title"', "description": f'"{MARK}description"'}
_UPDATED = "0101-01-01"  # a date, since MkDocs asks for the newest
_MOVED_TO = f"--{MARK}elsewhere"
_HERE = f"--{MARK}here"
_BODY = f"{MARK}body"


class ShellError(ValueError):
    """A theme's page cannot be cut into a shell."""


class PlainPage(NamedTuple):
    """A page whose HTML is known without Python-Markdown.

    Attributes:
        folder: The first part of where it is served.
        address: The other parts, of which there is at least one.
        head: The front matter.
        moved_to: The address, in the same folder, of the page that this one leads to, if it does.
        body: The HTML that Python-Markdown would make of the page's Markdown.
    """

    folder: str
    address: str
    head: Mapping[str, Any]
    moved_to: str | None
    body: str


def kind_of(page: Page) -> Hashable:
    """Return what pages with the same shell have in common: the links that lead from it, and more.

    Pages of one template have the same front matter, but for the values.
    """
    same = [(key, None if key in _SLOTS else value) for key, value in page.settings.items()]
    return page.template, page.uri.partition("/")[0], page.uri.count("/"), tuple(same)


def read_plain(output: OutputFile | Page) -> PlainPage | None:
    r"""Return a page as the parts a shell is filled with, or None when MkDocs has to render it.

    Examples:
        >>> page = '---\ntitle: "A"\nupdated: "2025-03-11"\n---\n\n# A {: #title }\n\n<p>B</p>'
        >>> read_plain(OutputFile(uri="papers/a.md", content=page)).body
        '<h1 id="title">A</h1>\n<p>B</p>'
        >>> read_plain(OutputFile(uri="papers/a.md", content=page.replace("<p>B</p>", "*B*")))
    """
    folder = output.uri.partition("/")[0]
    address = _address(output.uri, folder, ".md")
    content = output.content
    if address is None or not isinstance(content, str) or _is_changed(content):
        return None
    front = _FRONT_MATTER.match(content)
    heading = _HEADING.match(content, front.end()) if front else None
    if not front or not heading or not _is_inert(heading[1]):
        return None
    head = _read_head(front[1])
    moved_to = _address(head.get("moved_to", ""), folder, "/")
    if not head or ("moved_to" in head and moved_to in (None, address)):
        return None
    if not _are_raw_blocks(content, heading.end()):
        return None
    return PlainPage(
        folder=folder,
        address=address,
        head=head,
        moved_to=moved_to,
        body=f'<h1 id="title">{heading[1]}</h1>\n{content[heading.end() :].rstrip()}',
    )


def _read_head(text: str) -> dict[str, Any]:
    """Return a front matter that has all that a shell has a place for, or nothing.

    Each line is a key and JSON, as we write it, of a kind that YAML reads alike.
    """
    head = {}
    for line in text.rstrip("\n").split("\n"):
        key, _, value = line.partition(": ")
        try:
            head[key] = json.loads(value)
        except ValueError:
            return {}
        texts = head[key] if isinstance(head[key], list) else [head[key]]
        if "\\u" in value or ESCAPED_IN_YAML.search(value):
            return {}
        if not all(isinstance(text, str) for text in texts):
            return {}
    values = [head[key] for key in _SLOTS if key in head]
    if not {"title", "updated"} <= head.keys() or not all(values):
        return {}
    return head if all(isinstance(value, str) for value in values) else {}


def _address(place: str, folder: str, end: str) -> str | None:
    """Return what follows the folder in an address, if it stays as it is in any link."""
    address = place.removeprefix(f"{folder}/").removesuffix(end)
    is_plain = place == f"{folder}/{address}{end}" and _ADDRESS.fullmatch(f"{folder}/{address}")
    return address if is_plain and address.rpartition("/")[2] != "index" else None


def _is_changed(content: str) -> bool:
    return any(mark in content for mark in _CHANGED) or bool(_CHANGED_LINE.search(content))


def _is_inert(heading: str) -> bool:
    return bool(_INERT.fullmatch(heading)) and heading == " ".join(heading.split())


def _are_raw_blocks(content: str, start: int) -> bool:
    """Whether Markdown from `start` on is raw HTML blocks, which Python-Markdown leaves alone."""
    open_tags: list[str] = []
    tags = _TAG.findall(f"{content}\n", start)
    for closed, opened, slash, gap in tags:
        if closed:
            if not open_tags or open_tags.pop() != closed or not (open_tags or gap):
                return False
        elif not open_tags and opened not in _BLOCKS:
            return False
        elif not slash and (opened in _BLOCKS or opened in _INSIDE):
            open_tags.append(opened)
        elif opened and (opened, slash) not in _EMPTY:
            return False
    titles = sum(1 for tag in tags if not (tag[0] or tag[1]))
    return (
        not open_tags
        and content.count("<", start) == len(tags) + titles
        and content.count("&", start) == len(_REFERENCE.findall(content, start))
    )


def sample(page: PlainPage, number: int) -> OutputFile:
    """Return for MkDocs to render a page of the same kind, with marks for what differs.

    Args:
        page: One of the kind.
        number: What tells the samples of a site apart.
    """
    parts = [f"{_HERE}-{number}"] * (page.address.count("/") + 1)
    texts = {key: _TEXTS[key] for key in page.head if key in _TEXTS}
    settings = {key: value for key, value in page.head.items() if key not in _TEXTS}
    settings["updated"] = _UPDATED
    if page.moved_to:
        settings["moved_to"] = f"{page.folder}/{_MOVED_TO}/"
    head = front_matter(texts, settings)
    content = f"{head}\n# {_BODY} {{: #title }}\n\n<p>{_BODY}</p>\n"
    return OutputFile(uri=f"{'/'.join([page.folder, *parts])}.md", content=content)


@dataclass(frozen=True, slots=True)
class Shell:
    """What the theme puts around the pages of a kind.

    Attributes:
        pieces: HTML between the places that are filled, and at each such place its name.
    """

    pieces: tuple[str, ...]

    @classmethod
    def cut(cls, html: str, uri: str) -> "Shell":
        """Return the shell in the HTML of a sample.

        Args:
            html: What the theme made of it.
            uri: The sample's.

        Raises:
            ShellError: The page has its body not once, or a mark in an unknown spelling. So
                some extension, plugin or template does what is not known here.
        """
        body = f'<h1 id="title">{_BODY}</h1>\n<p>{_BODY}</p>'
        names = {body: "body", _UPDATED: "updated"}
        names |= {uri.partition("/")[2].removesuffix(".md"): "address", _MOVED_TO: "moved_to"}
        for key, mark in _TEXTS.items():
            ways = spellings(str(as_html(mark)))
            names |= {text: f"{key} {n}" for n, text in enumerate(ways)}
        marks = "|".join(map(re.escape, names))
        pieces = re.split(f"({marks})", html)
        left = "".join(pieces[::2])
        if pieces.count(body) != 1 or MARK in left.casefold():
            raise ShellError(
                "the theme, an extension or a plugin changes pages in a way that is not known; "
                "set `shell: false` below `paper-archive`"
            )
        pieces[1::2] = [names[mark] for mark in pieces[1::2]]
        return cls(tuple(pieces))

    def fill(self, page: PlainPage) -> str:
        """Return the HTML of a page."""
        values = {
            "address": page.address,
            "body": _BLANKS.sub("\n", page.body),
            "updated": page.head["updated"],
        }
        values["moved_to"] = page.moved_to or ""
        for key in _TEXTS.keys() & page.head.keys():
            values |= {f"{key} {n}": text for n, text in enumerate(spellings(page.head[key]))}
        filled = list(self.pieces)
        filled[1::2] = [values[name] for name in filled[1::2]]
        return "".join(filled)

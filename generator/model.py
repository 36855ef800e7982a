"""The archive's vocabulary: frozen values, no input or output.

A *dump* is one capture of the daily page, a *listing* is one entry of it. Listings that
are the same paper become one *paper* whose *appearances* say where they stood. A *day*
has one or more dumps. Read in this order, the classes follow the data through the
generator: `Listing` -> `Dump` -> `Paper`, `Day` -> `Archive` -> `OutputFile`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from generator.maths import Span

LABEL = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""What tells two dumps of one day apart, as a pattern."""
DUMP_NAME = rf"(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:\.{LABEL})?"
"""The name of a dump, as a pattern: its date and, where there is one, its label."""
FEED = "feed.xml"
"""Address of the feed of days, relative to the root of the site."""


class Abstract(NamedTuple):
    """An abstract as its dump is kept.

    Attributes:
        text: As listed; not cleaned, not escaped.
        spans: The damaged mathematics in it, once cleaned.
    """

    text: str
    spans: Sequence[Span]


class Listing(NamedTuple):
    """One entry of a dump, as its reader saw it.

    Attributes:
        title: As listed; not cleaned, not escaped.
        text: Its abstract, or what returns that of a position: read when it is asked for.
        position: Place on the page, counted from 1.
        line: Line of the title in the dump file, counted from 1.
        arxiv_id: Such as `2503.01234`, without a version; None when not captured, as in all
            formats so far. A reader that finds it need only set it: papers are told apart by it.
    """

    title: str
    text: str | Callable[[int], Abstract]
    position: int
    line: int
    arxiv_id: str | None = None

    @property
    def abstract(self) -> str:
        """As listed; not cleaned, not escaped."""
        return self.text if isinstance(self.text, str) else self.text(self.position).text

    @property
    def spans(self) -> Sequence[Span] | None:
        """The damaged mathematics in the abstract; None when nobody has looked for it yet."""
        return None if isinstance(self.text, str) else self.text(self.position).spans

    @property
    def values(self) -> tuple[str, str, int, int, str | None]:
        """All of it, with the abstract: what tells it, whether or not that was read before."""
        return self.title, self.abstract, self.position, self.line, self.arxiv_id

    def __repr__(self) -> str:
        """Tell the values."""
        return f"Listing{self.values}"

    def __eq__(self, other: object) -> bool:
        """Compare the values."""
        return isinstance(other, Listing) and self.values == other.values

    def __ne__(self, other: object) -> bool:
        """Compare the values: a tuple would not ask `__eq__`."""
        return not self == other

    def __hash__(self) -> int:
        """Return the hash of the values."""
        return hash(self.values)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Dump:
    """One capture.

    Attributes:
        name: The file's stem (`2025-03-12.a`), which sorts by date and label.
        path: The file.
        format: The name of its reader.
        date: The day that it shows.
        listings: Its entries in order.
        key: A digest that tells the listings.
    """

    name: str
    path: Path
    format: str
    date: dt.date
    listings: tuple[Listing, ...]
    key: str

    def __repr__(self) -> str:
        """Tell the dump in full and briefly, as pages follow from it."""
        return f"Dump({self.name}, {self.path.name}, {self.format}, {self.key})"

    @property
    def label(self) -> str:
        """What tells two dumps of one day apart; empty when there is one."""
        return dump_label(self.name)


class Appearance(NamedTuple):
    """A paper in a dump. `line` is the line of its title in the dump file."""

    dump: str
    date: dt.date
    position: int
    line: int

    @property
    def anchor(self) -> str:
        """The id of the listing's element on the page of its day."""
        return f"{self.dump}-{self.position}"

    @property
    def label(self) -> str:
        """What tells the dump from others of its day; empty when there is one."""
        return dump_label(self.dump)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another wording of a paper.

    Attributes:
        listing: The first that has it.
        dump: The name of the dump where that stands.
        wording: A digest of its title and abstract.
    """

    listing: Listing
    dump: str
    wording: str

    @property
    def title(self) -> str:
        """As listed there."""
        return self.listing.title

    @property
    def abstract(self) -> str:
        """As listed there."""
        return self.listing.abstract


class Paper(NamedTuple):
    """Listings that are the same paper.

    Attributes:
        id: The last part of the paper's address, `papers/<id>/`.
        title: As listed where the paper was first seen.
        listing: That listing.
        arxiv_id: The one id its listings agree on, or None.
        appearances: Ordered by date, label and position; the first is "first seen".
        variants: Other wordings, in the order in which they appeared.
        other_addresses: Addresses that point on to it; one that several papers share counts
            for the first of them. What a browser kept under one of them is about this paper.
        wording: A digest of the title and the abstract.
        key: What tells everything above, in a few words or as a digest.
    """

    id: str
    title: str
    listing: Listing
    arxiv_id: str | None
    appearances: tuple[Appearance, ...]
    variants: tuple[Variant, ...]
    other_addresses: tuple[str, ...]
    wording: str
    key: str

    def __repr__(self) -> str:
        """Tell the paper in full and briefly, as pages follow from it."""
        return f"Paper({self.id}, {self.key})"

    @property
    def abstract(self) -> str:
        """As listed where the paper was first seen."""
        return self.listing.abstract

    @property
    def url(self) -> str:
        """The paper's address, relative to the root of the site."""
        return paper_url(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """An address of papers that live elsewhere: `papers/<address>/` points on to them."""

    address: str
    paper_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date and the names of its dumps, ordered by label."""

    date: dt.date
    dumps: tuple[str, ...]

    @property
    def url(self) -> str:
        """The day's address, relative to the root of the site."""
        return day_url(self.date)


class Topic(NamedTuple):
    """A subject that papers share, as people of the project describe it.

    Attributes:
        id: The last part of its address, `topics/<id>/`.
        name: As shown.
        description: One sentence on what belongs here.
        patterns: Words and phrases that point to it, as `docs/dumps/topics.yml` explains.
    """

    id: str
    name: str
    description: str
    patterns: tuple[str, ...]

    @property
    def url(self) -> str:
        """The topic's address, relative to the root of the site."""
        return f"topics/{self.id}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything the dumps hold, resolved.

    Attributes:
        papers: Ordered by first appearance.
        days: Ordered by date.
        dumps: Ordered by date and label.
        aliases: Ordered by address.
        topics: The vocabulary that the papers are sorted into, in its own order.
        told_apart: Pairs of ids of papers that the corrections call different.
    """

    papers: tuple[Paper, ...]
    days: tuple[Day, ...]
    dumps: tuple[Dump, ...]
    aliases: tuple[Alias, ...]
    topics: tuple[Topic, ...] = ()
    told_apart: frozenset[frozenset[str]] = frozenset()

    def newcomers(self) -> list[tuple[Paper, ...]]:
        """Return the papers by the day that had them first; days without any are left out."""
        by_day = groupby(self.papers, key=lambda paper: paper.appearances[0].date)
        return [tuple(papers) for _, papers in by_day]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What a person decided about listings, each named `<dump>#<position>`.

    Attributes:
        path: The file they come from, for messages.
        same: Groups of listings that are one paper.
        different: Groups of listings that are papers apart, each from each.
    """

    path: Path
    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages need to know of the site around them.

    Attributes:
        introduction: Markdown with front matter that opens the home page.
        name: What the site is called.
        url: Address of the root of the site, with a trailing slash; empty when not known.
        source_url: Address of the folder of dumps in the source repository, with a
            trailing slash; None when the repository is not known.
        issues_url: Address of the form for a new issue in the repository, or None.
    """

    introduction: str = ""
    name: str = "Paper Archive"
    url: str = ""
    source_url: str | None = None
    issues_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """A file of the generated tree: text, or bytes.

    `uri` is relative to the docs folder.
    """

    uri: str
    content: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyFile:
    """A generated file that is made when somebody asks for it, such as a part of the search.

    Attributes:
        uri: Its address, relative to the docs folder.
        read: Returns its content.
        key: A digest of all that this follows from, but for the code.
    """

    uri: str
    read: Callable[[], str | bytes] = field(compare=False, repr=False)
    key: str

    @property
    def content(self) -> str | bytes:
        """Text or bytes."""
        return self.read()


def dump_label(name: str) -> str:
    """Return the label in the name of a dump.

    Examples:
        >>> dump_label("2025-03-12.a"), dump_label("2025-03-11")
        ('a', '')
    """
    return name.partition(".")[2]


def paper_url(address: str) -> str:
    """Return the address of a paper's page, relative to the root of the site.

    Examples:
        >>> paper_url("lora-pro")
        'papers/lora-pro/'
    """
    return f"papers/{address}/"


def day_url(date: dt.date) -> str:
    """Return the address of a day's page, relative to the root of the site.

    Examples:
        >>> day_url(dt.date(2025, 3, 11))
        'days/2025-03-11/'
    """
    return f"days/{date}/"


def month_url(date: dt.date) -> str:
    """Return the address of a month's page, relative to the root of the site.

    Examples:
        >>> month_url(dt.date(2025, 3, 11))
        'months/2025-03/'
    """
    return f"months/{date:%Y-%m}/"


def year_url(date: dt.date) -> str:
    """Return the address of a year's page, relative to the root of the site.

    Examples:
        >>> year_url(dt.date(2025, 3, 11))
        'years/2025/'
    """
    return f"years/{date:%Y}/"

"""The page of a day: its dumps, and each listing with the paper's other days."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.catalogue import Card, Catalogue, Row
from generator.links import Link, Part, has_code, text_parts
from generator.model import Appearance, Day, month_url
from generator.pages.render import (
    Page,
    TopicName,
    long_date,
    month_name,
    named,
    render_page,
    short_date,
    topic_name,
)
from generator.text import clean, counted


class Entry(NamedTuple):
    """A listing on the page of its day, with what the filters and the marks need."""

    title: str
    abstract: str
    position: int
    anchor: str
    paper: Card
    is_first: bool
    before: tuple[Link, ...]
    after: tuple[Link, ...]
    topics: tuple[TopicName, ...]


class Section(NamedTuple):
    """The listings of a dump: its name, how it is called, and its entries in order."""

    dump: str
    called: str
    entries: tuple[Entry, ...]


class Shown(NamedTuple):
    """The abstract of an entry as shown, and whether it leads to code."""

    parts: tuple[Part, ...]
    has_code: bool


def day_page(
    catalogue: Catalogue, day: Day, *, previous: Day | None, following: Day | None
) -> Page:
    """Return the page of a day, between those of its neighbours."""
    tally = catalogue.tally(day)
    date = long_date(day.date)
    sections = [_section(catalogue, name) for name in day.dumps]
    present = {topic.id for s in sections for entry in s.entries for topic in entry.topics}
    first_seen = f"{tally.first_seen} of them first seen that day."
    return render_page(
        day.url,
        "day.md.jinja",
        texts={
            "title": date,
            "description": f"{counted(tally.listings, 'listing')} on {date}, {first_seen}",
        },
        updated=day.date,
        settings={"script": "day.js"},
        work_out=_abstracts,
        day=day,
        sections=sections,
        tally=tally,
        topics=[topic_name(t) for t in catalogue.archive.topics if t.id in present],
        previous=_link(previous),
        month=Link(text=month_name(day.date), href=f"../../{month_url(day.date)}"),
        next=_link(following),
    )


def _abstracts(sections: Sequence[Section], **_: object) -> dict[str, object]:
    """Return the abstracts of the entries, by the ids of their elements."""
    shown = {}
    for entry in (entry for section in sections for entry in section.entries):
        abstract = clean(entry.abstract)
        shown[entry.anchor] = Shown(text_parts(abstract), has_code(abstract))
    return {"shown": shown, "any_code": any(one.has_code for one in shown.values())}


def _link(day: Day | None) -> Link | None:
    return Link(text=short_date(day.date), href=f"../../{day.url}") if day else None


def _section(catalogue: Catalogue, name: str) -> Section:
    entries = tuple(_entry(catalogue, row) for row in catalogue.rows[name])
    return Section(name, named(catalogue.dumps[name]), entries)


def _entry(catalogue: Catalogue, row: Row) -> Entry:
    paper, here = row.paper, row.appearance
    return Entry(
        title=row.title,
        abstract=catalogue.listing(here).abstract,
        position=here.position,
        anchor=here.anchor,
        paper=catalogue.cards[paper.id],
        is_first=row.is_first,
        before=_other_days(catalogue, here, paper.appearances[: row.number]),
        after=_other_days(catalogue, here, paper.appearances[row.number + 1 :]),
        topics=tuple(map(topic_name, catalogue.topics_of[paper.id])),
    )


def _other_days(
    catalogue: Catalogue, here: Appearance, others: tuple[Appearance, ...]
) -> tuple[Link, ...]:
    """Return a link to each other place the paper stood, one for each day."""
    links: dict[str, Link] = {}
    for other in others:
        same_day = other.date == here.date
        dump = named(catalogue.dumps[other.dump])
        text = f"{dump} of this day" if same_day else short_date(other.date)
        page = "" if same_day else f"../{other.date}/"
        links.setdefault(text, Link(text=text, href=f"{page}#{other.anchor}"))
    return tuple(links.values())

"""The page of a day: its dumps, and each listing with the paper's other days."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.catalogue import Card, Catalogue, Row, TopicName, card_of
from generator.links import Link, Part, abstract_parts, has_code
from generator.model import Appearance, Day, Dump, Listing, month_url
from generator.pages.render import (
    Page,
    long_date,
    month_name,
    named,
    render_page,
    short_date,
)
from generator.text import counted


class Entry(NamedTuple):
    """A listing on the page of its day, with what the filters and the marks need."""

    title: str
    abstract: tuple[Part, ...]
    has_code: bool
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


def day_page(
    catalogue: Catalogue, day: Day, *, previous: Day | None, following: Day | None
) -> Page:
    """Return the page of a day, between those of its neighbours."""
    tally = catalogue.tally(day)
    date = long_date(day.date)
    dumps = [catalogue.dumps[name] for name in day.dumps]
    rows = [catalogue.rows[name] for name in day.dumps]
    topics = [[catalogue.topics_of[row.paper.id] for row in in_dump] for in_dump in rows]
    present = {topic for in_dump in topics for of_paper in in_dump for topic in of_paper}
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
        work_out=_work_out,
        day=day,
        dumps=dumps,
        rows=rows,
        topics_of=topics,
        tally=tally,
        topics=[topic for topic in catalogue.topics if topic in present],
        previous=_link(previous),
        month=Link(text=month_name(day.date), href=f"../../{month_url(day.date)}"),
        next=_link(following),
    )


def _work_out(
    *,
    dumps: Sequence[Dump],
    rows: Sequence[Sequence[Row]],
    topics_of: Sequence[Sequence[tuple[TopicName, ...]]],
    **_: object,
) -> dict[str, object]:
    """Return the sections, and whether any of their entries leads to code."""
    sections = [
        Section(dump.name, named(dump), tuple(map(_entry, dump.listings, in_dump, topics)))
        for dump, in_dump, topics in zip(dumps, rows, topics_of, strict=True)
    ]
    any_code = any(entry.has_code for section in sections for entry in section.entries)
    return {"sections": sections, "any_code": any_code}


def _link(day: Day | None) -> Link | None:
    return Link(text=short_date(day.date), href=f"../../{day.url}") if day else None


def _entry(listing: Listing, row: Row, topics: tuple[TopicName, ...]) -> Entry:
    paper, here = row.paper, row.appearance
    abstract = abstract_parts(listing)
    return Entry(
        title=listing.title,
        abstract=abstract,
        has_code=has_code(abstract),
        position=here.position,
        anchor=here.anchor,
        paper=card_of(paper),
        is_first=row.is_first,
        before=_other_days(here, paper.appearances[: row.number]),
        after=_other_days(here, paper.appearances[row.number + 1 :]),
        topics=topics,
    )


def _other_days(here: Appearance, others: tuple[Appearance, ...]) -> tuple[Link, ...]:
    """Return a link to each other place the paper stood, one for each day."""
    links: dict[str, Link] = {}
    for other in others:
        same_day = other.date == here.date
        text = f"{named(other)} of this day" if same_day else short_date(other.date)
        page = "" if same_day else f"../{other.date}/"
        links.setdefault(text, Link(text=text, href=f"{page}#{other.anchor}"))
    return tuple(links.values())

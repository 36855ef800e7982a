"""The page of a day: its dumps, and each listing with the paper's other days."""

from dataclasses import dataclass

from generator.catalogue import Catalogue, Row
from generator.links import Link, Part, has_code, text_parts
from generator.model import Appearance, Day, OutputFile, Topic, month_url
from generator.pages.render import (
    anchor,
    long_date,
    month_name,
    named,
    render_page,
    short_date,
)
from generator.text import clean, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A listing on the page of its day, with what the filters and the marks need."""

    row: Row
    abstract: tuple[Part, ...]
    before: tuple[Link, ...]
    after: tuple[Link, ...]
    topics: tuple[Topic, ...]
    has_code: bool


def day_page(
    catalogue: Catalogue, day: Day, *, previous: Day | None, following: Day | None
) -> OutputFile:
    """Return the page of a day, between those of its neighbours."""
    tally = catalogue.tally(day)
    date = long_date(day.date)
    dumps = [
        (catalogue.dumps[name], [_entry(catalogue, row) for row in catalogue.rows[name]])
        for name in day.dumps
    ]
    entries = [entry for _, of_dump in dumps for entry in of_dump]
    present = {topic for entry in entries for topic in entry.topics}
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
        day=day,
        dumps=dumps,
        tally=tally,
        topics=[topic for topic in catalogue.archive.topics if topic in present],
        any_code=any(entry.has_code for entry in entries),
        previous=_link(previous),
        month=Link(text=month_name(day.date), href=f"../../{month_url(day.date)}"),
        next=_link(following),
    )


def _link(day: Day | None) -> Link | None:
    return Link(text=short_date(day.date), href=f"../../{day.url}") if day else None


def _entry(catalogue: Catalogue, row: Row) -> Entry:
    paper, here = row.paper, row.appearance
    abstract = clean(catalogue.listing(here).abstract)
    return Entry(
        row=row,
        abstract=text_parts(abstract),
        before=_other_days(catalogue, here, paper.appearances[: row.number]),
        after=_other_days(catalogue, here, paper.appearances[row.number + 1 :]),
        topics=catalogue.topics_of[paper.id],
        has_code=has_code(abstract),
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
        links.setdefault(text, Link(text=text, href=f"{page}#{anchor(other)}"))
    return tuple(links.values())

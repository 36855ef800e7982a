"""The home page: the latest day, the calendar, what keeps coming back, the topics."""

from generator.catalogue import Catalogue, most_recurring
from generator.escape import hand_written
from generator.model import FEED, OutputFile, Site
from generator.pages.periods import calendar_of
from generator.pages.render import render

HOME = "index.md"
"""The home page; what people wrote there opens it, as `Site.introduction`."""

LATEST = 8
"""The most listings of the latest day on the home page."""
RECENT_DAYS = 10
RECENT_DUMPS = 60
"""Dumps by which a returning reader's browser tells what is new."""
RECURRING = 6
MONTHS = 12
"""The most months in the calendar; the pages of the years have the rest."""


def home_page(catalogue: Catalogue, site: Site) -> OutputFile:
    """Return the home page."""
    archive = catalogue.archive
    days = archive.days
    latest = days[-1] if days else None
    content = render(
        "home.md.jinja",
        root="",
        introduction=hand_written(site.introduction),
        feed=FEED if site.url else None,
        latest=latest,
        latest_tally=catalogue.tally(latest) if latest else None,
        latest_rows=[
            (row, catalogue.cards[row.paper.id])
            for row in (catalogue.rows_of(latest)[:LATEST] if latest else [])
        ],
        days=[(day, catalogue.tally(day)) for day in reversed(days[-RECENT_DAYS:])],
        charts=calendar_of(catalogue, days)[-MONTHS:] if latest else [],
        dumps=[dump.name for dump in archive.dumps[-RECENT_DUMPS:]],
        years=sorted({day.date.replace(month=1, day=1) for day in days}, reverse=True),
        totals=(
            ("Papers", len(archive.papers)),
            ("Listings", catalogue.tally(*days).listings),
            ("Listed again", len(catalogue.recurring)),
            ("Days", len(days)),
        ),
        recurring=[catalogue.cards[p.id] for p in most_recurring(catalogue.recurring, RECURRING)],
        topics=catalogue.counted_topics(),
    )
    return OutputFile(uri=HOME, content=content)

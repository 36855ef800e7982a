"""The pages of months and years: calendars, counts, and what kept coming back."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.catalogue import Card, Catalogue, TopicName, months_of
from generator.charts import BarChart, MonthChart, bar_chart, month_chart, months_between
from generator.links import Link
from generator.model import Day, month_url, year_url
from generator.pages.render import (
    Page,
    month_name,
    render_page,
    with_neighbours,
)
from generator.text import counted

MOST_LISTED = 10
"""The most papers that a month's or a year's page names as listed most often."""


def month_pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the page of each month that has a day."""
    months = months_of(catalogue.archive.days)
    for previous, month, following in with_neighbours(list(months)):
        days = months[month]
        yield render_page(
            month_url(month),
            "month.md.jinja",
            texts={"title": month_name(month), "description": _told(catalogue, days)},
            updated=days[-1].date,
            settings={"script": "list.js"},
            month=month,
            chart=calendar_of(catalogue, days)[0],
            days=[(day, catalogue.tally(day)) for day in days],
            tally=catalogue.tally(*days),
            most_listed=most_listed(catalogue, days),
            topics=topics_of_days(catalogue, days),
            previous=_month(previous),
            year=_year(month),
            next=_month(following),
        )


def year_pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the page of each year that has a day."""
    by_year = groupby(catalogue.archive.days, key=lambda day: day.date.replace(month=1, day=1))
    years = {year: list(days) for year, days in by_year}
    for previous, year, following in with_neighbours(list(years)):
        days = years[year]
        by_month = months_of(days).items()
        yield render_page(
            year_url(year),
            "year.md.jinja",
            texts={"title": str(year.year), "description": _told(catalogue, days)},
            updated=days[-1].date,
            settings={"script": "list.js"},
            year=year.year,
            charts=calendar_of(catalogue, days),
            chart=listings_a_month(catalogue, days),
            months=[(m, of_month, catalogue.tally(*of_month)) for m, of_month in by_month],
            days=days,
            tally=catalogue.tally(*days),
            most_listed=most_listed(catalogue, days),
            topics=topics_of_days(catalogue, days),
            previous=_year(previous),
            home=Link(text="All days", href="../../"),
            next=_year(following),
        )


def calendar_of(catalogue: Catalogue, days: Sequence[Day]) -> list[MonthChart]:
    """Return a calendar for each month from the first to the last of some days."""
    tallies = {day.date: catalogue.tally(day) for day in days}
    months = months_between(days[0].date, days[-1].date)
    return [month_chart(month, tallies, catalogue.busiest) for month in months]


def listings_a_month(catalogue: Catalogue, days: Sequence[Day]) -> BarChart:
    """Return the number of listings in each month from the first to the last of some days."""
    counts = {m: catalogue.tally(*of_month).listings for m, of_month in months_of(days).items()}
    return bar_chart(list(months_between(days[0].date, days[-1].date)), counts)


def papers_a_month(catalogue: Catalogue, dates: Sequence[dt.date]) -> BarChart:
    """Return how many of some dates fall into each month that the archive spans."""
    days = catalogue.archive.days
    months = months_between(days[0].date, days[-1].date) if days else ()
    return bar_chart(list(months), Counter(date.replace(day=1) for date in dates))


def most_listed(catalogue: Catalogue, days: Sequence[Day]) -> list[tuple[Card, int]]:
    """Return the papers listed most often on some days, of those listed more than once."""
    times = Counter(row.paper.id for day in days for row in catalogue.rows_of(day))
    again = [(catalogue.cards[id_], number) for id_, number in times.items() if number > 1]
    return sorted(again, key=lambda pair: -pair[1])[:MOST_LISTED]


def topics_of_days(catalogue: Catalogue, days: Sequence[Day]) -> list[tuple[TopicName, int]]:
    """Return the topics of the papers first seen on some days, the largest first."""
    first_seen = [row.paper.id for day in days for row in catalogue.rows_of(day) if row.is_first]
    counts = Counter(topic for id_ in first_seen for topic in catalogue.topics_of[id_])
    found = [(topic, counts[topic]) for topic in catalogue.topics if counts[topic]]
    return sorted(found, key=lambda pair: -pair[1])


def _month(month: dt.date | None) -> Link | None:
    return Link(text=month_name(month), href=f"../../{month_url(month)}") if month else None


def _year(date: dt.date | None) -> Link | None:
    return Link(text=str(date.year), href=f"../../{year_url(date)}") if date else None


def _told(catalogue: Catalogue, days: Sequence[Day]) -> str:
    tally = catalogue.tally(*days)
    captured = f"{counted(tally.listings, 'listing')} on {counted(len(days), 'captured day')}"
    return f"{captured}, {counted(tally.first_seen, 'paper')} first seen."

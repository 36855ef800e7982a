"""Days and counts -> the geometry of small charts, in SVG user units.

Templates draw what stands here; nothing here is markup. Every shape has words beside it,
so a chart says the same to someone who cannot see it.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.catalogue import Tally

CELL = 24
"""Side of a day in a month's chart; small enough for a phone, large enough for a thumb."""
LEVELS = 4
"""Shades of a day in a month's chart, from few listings to the most."""
BAR = 8
"""Width of a bar, with the gap after it."""
BARS_HEIGHT = 40


class Cell(NamedTuple):
    """A day of a month's chart. One that was not captured has no tally and level 0."""

    date: dt.date
    x: int
    y: int
    level: int
    tally: Tally | None


class MonthChart(NamedTuple):
    """A month as a calendar of seven columns, Monday first."""

    month: dt.date
    is_captured: bool
    cells: tuple[Cell, ...]
    width: int
    height: int


class Bar(NamedTuple):
    """A bar of a bar chart: how many, in which month."""

    month: dt.date
    number: int
    x: int
    y: float
    height: float


class BarChart(NamedTuple):
    """A count for each month, oldest first; `highest` is the largest count."""

    bars: tuple[Bar, ...]
    highest: int
    width: int
    height: int


def month_chart(month: dt.date, tallies: Mapping[dt.date, Tally], most: int) -> MonthChart:
    """Return the calendar of a month.

    Args:
        month: Any date in it.
        tallies: What each captured day has.
        most: The number of listings that has the deepest shade.

    Examples:
        >>> chart = month_chart(dt.date(2025, 3, 1), {dt.date(2025, 3, 2): Tally(50, 30)}, 100)
        >>> [(cell.x, cell.y, cell.level) for cell in chart.cells[:3]]
        [(120, 0, 0), (144, 0, 2), (0, 24, 0)]
    """
    first, length = calendar.monthrange(month.year, month.month)
    cells = []
    for day in range(length):
        row, column = divmod(first + day, 7)
        date = month.replace(day=day + 1)
        tally = tallies.get(date)
        level = max(1, -(-LEVELS * tally.listings // max(most, 1))) if tally else 0
        cells.append(Cell(date, column * CELL, row * CELL, level, tally))
    is_captured = any(cell.tally for cell in cells)
    height = cells[-1].y + CELL
    return MonthChart(month.replace(day=1), is_captured, tuple(cells), 7 * CELL, height)


def bar_chart(months: Sequence[dt.date], counts: Mapping[dt.date, int]) -> BarChart:
    """Return a bar for each month; a count above none is never too low to be seen.

    Examples:
        >>> march, april = dt.date(2025, 3, 1), dt.date(2025, 4, 1)
        >>> [(bar.x, bar.height) for bar in bar_chart([march, april], {april: 3}).bars]
        [(0, 0), (8, 40.0)]
    """
    highest = max(counts.values(), default=0)
    bars = []
    for number, month in enumerate(months):
        count = counts.get(month, 0)
        height = max(2, round(BARS_HEIGHT * count / highest, 1)) if count else 0
        bars.append(Bar(month, count, number * BAR, BARS_HEIGHT - height, height))
    return BarChart(tuple(bars), highest, max(1, len(bars)) * BAR, BARS_HEIGHT)


def months_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the first date of every month from one date to another, both included.

    Examples:
        >>> months = months_between(dt.date(2024, 12, 9), dt.date(2025, 1, 1))
        >>> [f"{month:%b %Y}" for month in months]
        ['Dec 2024', 'Jan 2025']
    """
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + dt.timedelta(days=31)).replace(day=1)

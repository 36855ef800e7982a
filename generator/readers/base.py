"""What every reader shares: the protocol, what it returns, and the limits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from generator.errors import DumpError, DumpSyntaxError
from generator.model import Listing

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MAX_BYTES = 2_000_000
MAX_LISTINGS = 500
MAX_TITLE = 500
"""Characters. The longest title of the first five dumps has 164."""
MAX_ABSTRACT = 20_000
"""Characters. The abstracts of the first five dumps have 1,362 to 1,920."""
MAX_PROBLEMS = 100
"""Problems reported of one file before the rest is only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What one file holds. `shown_date` is the page's own, without a year: `Mar 11`."""

    shown_date: str
    listings: tuple[Listing, ...]


class Reader(Protocol):
    """Reads one format of dump."""

    format: str
    """The format's name, such as `plain text`."""

    def read(self, text: str, path: Path, date: dt.date | None) -> Capture:
        """Return what the text holds.

        Args:
            text: The file's content.
            path: The file, for messages.
            date: The day the page has to show; None when any will do.

        Raises:
            DumpSyntaxError: The text does not follow the format; carries every problem.
        """
        ...


def shown_date(date: dt.date) -> str:
    """Return a date as the captured page shows it.

    Examples:
        >>> shown_date(dt.date(2025, 3, 1))
        'Mar 1'
    """
    return f"{MONTHS[date.month - 1]} {date.day}"


def refuse(problems: Sequence[DumpError]) -> DumpError:
    """Return the error that refuses a file: the first of its problems, carrying them all."""
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    shown, rest = ordered[:MAX_PROBLEMS], len(ordered) - MAX_PROBLEMS
    first = shown[0]
    if rest > 0:
        shown.append(
            DumpSyntaxError(f"and {rest:,} more problems; mend these first", path=first.path)
        )
    first.problems = tuple(shown)
    return first

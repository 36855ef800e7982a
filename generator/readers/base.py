"""What every reader shares: the protocol, what it returns, and the limits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from generator.errors import DumpError, DumpSyntaxError
from generator.model import Listing
from generator.text import counted

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MAX_BYTES = 2_000_000
MAX_LISTINGS = 500
MAX_TITLE = 500
"""Characters. The longest title of the first five dumps has 164."""
MAX_ABSTRACT = 20_000
"""Characters. The abstracts of the first five dumps have 1,362 to 1,920."""
SHORT_ABSTRACT = 100
"""Characters below which an abstract may be none. It is read, and pointed at."""
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


class Problems:
    """The problems of one file. Thousands of one kind are counted, not kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: list[DumpError] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, line: int | None, message: str) -> None:
        """Note that something is wrong at a line; None means the whole file."""
        self._count += 1
        if self._count <= MAX_PROBLEMS:
            self._kept.append(DumpSyntaxError(message, path=self._path, line=line))

    def error(self) -> DumpError:
        """Return the error that refuses the file, carrying all problems in order of line."""
        problems = sorted(self._kept, key=lambda problem: problem.line or 0)
        if rest := self._count - len(problems):
            message = f"and {counted(rest, 'more problem')}; mend these first"
            problems.append(DumpSyntaxError(message, path=self._path))
        return together(problems)


def together(problems: Sequence[DumpError]) -> DumpError:
    """Return the first of a file's problems, carrying them all."""
    problems[0].problems = tuple(problems)
    return problems[0]

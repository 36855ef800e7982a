"""The page's text as a browser copies it.

```
new                                         header lines, in any number and order
Get trending papers in your email inbox!

Mar 11                                      the date line, without a year

A title                                     then titles and abstracts in turn,
                                            each on one line, blank lines between
Its abstract
```

Line ends, a byte order mark, blanks around a line, the number of blank lines, the header and
the foot of the page vary between captures and do not matter. Everything else does.
"""

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

from generator.model import Listing
from generator.readers.base import (
    MAX_ABSTRACT,
    MAX_LISTINGS,
    MAX_TITLE,
    MONTHS,
    Capture,
    Problems,
    shown_date,
)
from generator.text import counted, strip_invisible

HEADER_LINES = frozenset(
    [
        "new",
        "Get trending papers in your email inbox!",
        "Subscribe",
        "Daily Papers",
        "byAK and the research community",
    ]
)
FOOT_LINES = frozenset(
    ("Company", "© Hugging Face", "TOS", "Privacy", "About", "Careers", "Jobs", "System theme")
)
FOOT_LINES |= {"Website", "Models", "Datasets", "Spaces", "Pricing", "Docs"}
_LEAST_FOOT = 4  # lines in a row at the end, as one of them could be a title
_DATE_LINE = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}})", re.ASCII)
_NEARLY_DATE = re.compile(rf"(?:{'|'.join(MONTHS)})[a-z]* \d", re.ASCII | re.IGNORECASE)


class _Line(NamedTuple):
    number: int
    text: str
    follows_blank: bool

    @property
    def visible(self) -> str:
        return " ".join(strip_invisible(self.text).split())

    @property
    def is_header(self) -> bool:
        return self.visible in HEADER_LINES

    @property
    def is_date(self) -> bool:
        return _DATE_LINE.fullmatch(self.visible) is not None

    @property
    def is_title_sized(self) -> bool:
        return len(self.text) <= MAX_TITLE


class PlainText:
    """Reader of the copied text of the daily page."""

    format = "plain text"

    def read(self, text: str, path: Path, date: dt.date | None) -> Capture:
        """Return the listings of a copied page; see `Reader.read`."""
        return _Reading(path).read(_filled_lines(text), date)


def _filled_lines(text: str) -> list[_Line]:
    lines = []
    follows_blank = True
    end = "\n" if "\n" in text else "\r"  # alone as on the first Macs
    for number, line in enumerate(text.split(end), start=1):
        is_blank = not strip_invisible(line).strip()
        if not is_blank:
            lines.append(_Line(number, line.strip(), follows_blank))
        follows_blank = is_blank
    return lines


def _without_foot(lines: list[_Line]) -> list[_Line]:
    """Return the lines below the date without those of the foot of the page, if it is there."""
    end = len(lines)
    while end and lines[end - 1].visible in FOOT_LINES:
        end -= 1
    return lines[:end] if len(lines) - end >= _LEAST_FOOT else lines


class _Reading:
    """One pass over one file, collecting listings and problems."""

    def __init__(self, path: Path) -> None:
        self.problems = Problems(path)
        self.pairs: list[tuple[_Line, _Line]] = []

    def read(self, lines: list[_Line], date: dt.date | None) -> Capture:
        if not lines:
            self.problems.add(None, "the file is empty; put the copied text of the page into it")
            raise self.problems.error()
        start = next((i for i, line in enumerate(lines) if line.is_date), None)
        if start is None:
            near = next((line for line in lines if _NEARLY_DATE.match(line.visible)), lines[0])
            self.problems.add(
                near.number,
                f"found no date line but {_quote(near)}; a line such as "
                '"Mar 11" stands above the first title',
            )
            raise self.problems.error()
        self.check_header(lines[:start])
        self.check_date(lines[start], date)
        self.pair_up(lines[start], _without_foot(lines[start + 1 :]))
        self.check_pairs(lines[start])
        if self.problems:
            raise self.problems.error()
        return Capture(
            shown_date=lines[start].visible,
            listings=tuple(
                Listing(title=title.text, text=abstract.text, position=n, line=title.number)
                for n, (title, abstract) in enumerate(self.pairs, start=1)
            ),
        )

    def check_header(self, header: list[_Line]) -> None:
        unknown = [line for line in header if not line.is_header]
        if unknown:
            more = f" and {counted(len(unknown) - 1, 'more line')}" if len(unknown) > 1 else ""
            self.problems.add(
                unknown[0].number,
                f"found {_quote(unknown[0])}{more} above the date line, not known as header; "
                "delete what is not part of the page; a new line of the page belongs into "
                "HEADER_LINES of the reader",
            )

    def check_date(self, line: _Line, date: dt.date | None) -> None:
        name, _, digits = line.visible.partition(" ")
        try:
            shown = dt.date(2000, MONTHS.index(name) + 1, int(digits))  # a leap year
        except ValueError:
            self.problems.add(line.number, f"{_quote(line)} does not exist; correct the date line")
            return
        if date and (shown.month, shown.day) != (date.month, date.day):
            self.problems.add(
                line.number,
                f"found the date {_quote(line)} in a file for {date}, which would show "
                f'"{shown_date(date)}"; name the file after the day it shows, or correct the line',
            )

    def pair_up(self, date: _Line, body: list[_Line]) -> None:
        """Pair titles with abstracts; after a missing one, find the rhythm again."""
        if crowded := [line for line in body if not line.follows_blank]:
            more = f", nor before {counted(len(crowded) - 1, 'other line')}"
            self.problems.add(
                crowded[0].number,
                f"found no blank line before {_quote(crowded[0])}{more if crowded[1:] else ''}; "
                "titles and abstracts stand on one line each, with a blank line between",
            )
        title: _Line | None = None
        for line in body:
            if line.is_header or line.is_date:
                if line.is_date and line.visible != date.visible:
                    self.problems.add(
                        line.number,
                        f"found a second date, {_quote(line)}, after {_quote(date)} on line "
                        f"{date.number}; one file holds one day, split it",
                    )
                if title:
                    self.report_lonely(title)
                    title = None
                continue
            if title:
                self.pairs.append((title, line))
                title = None
            elif line.is_title_sized:
                title = line
            else:
                self.find_rhythm(line)
        if title:
            self.report_lonely(title)

    def find_rhythm(self, line: _Line) -> None:
        """Handle an abstract that stands where a title should."""
        if self.pairs and self.pairs[-1][1].is_title_sized:
            lonely, title = self.pairs.pop()
            self.report_lonely(lonely)
            self.pairs.append((title, line))
        else:
            self.problems.add(
                line.number,
                f"found {len(line.text):,} characters, {_quote(line)}, where a title should be "
                f"(limit {MAX_TITLE}); add the title that is missing above it",
            )

    def report_lonely(self, title: _Line) -> None:
        self.problems.add(
            title.number,
            f"found the title {_quote(title)} without an abstract; add the abstract or the title "
            "that is missing next to it",
        )

    def check_pairs(self, date: _Line) -> None:
        first_seen: dict[str, int] = {}
        for title, abstract in self.pairs:
            if len(abstract.text) > MAX_ABSTRACT:
                self.problems.add(
                    abstract.number,
                    f"found an abstract of {len(abstract.text):,} characters (limit "
                    f"{MAX_ABSTRACT:,}); check that it is one abstract",
                )
            if title.visible in first_seen:
                self.problems.add(
                    title.number,
                    f"found the title {_quote(title)} again, first on line "
                    f"{first_seen[title.visible]}; delete one of the two listings",
                )
            first_seen.setdefault(title.visible, title.number)
        if len(self.pairs) > MAX_LISTINGS:
            self.problems.add(
                self.pairs[MAX_LISTINGS][0].number,
                f"found {len(self.pairs):,} listings (limit {MAX_LISTINGS}); check that the "
                "file is one capture",
            )
        if not self.pairs and not self.problems:
            self.problems.add(date.number, "found no listing below the date line; capture it again")


def _quote(line: _Line) -> str:
    text = line.visible
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'

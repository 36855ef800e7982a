"""Values -> Markdown pages: what every template can use, and what every page's head says."""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import jinja2

from generator.escape import front_matter, template_environment
from generator.links import shown
from generator.model import Appearance, Dump, OutputFile, day_url, month_url, year_url
from generator.text import clean, counted

_T = TypeVar("_T")

DESCRIPTION_LENGTH = 160
"""Characters of a text that search engines get as the page's description."""


def render_page(
    url: str,
    template: str,
    *,
    texts: Mapping[str, str],
    updated: dt.date | None,
    settings: Mapping[str, object] | None = None,
    **context: object,
) -> OutputFile:
    """Return the page at an address that ends in a slash.

    Args:
        url: Relative to the root of the site.
        template: A file in `generator/templates/`.
        texts: The page's `title` and `description`, from dumps or not.
        updated: The date of the newest thing on it.
        settings: Further front matter, decided here and not by a dump.
        context: What the template prints, beside `head` and `root`, the way to the
            root of the site.
    """
    head = front_matter(
        {key: shorten(text) if key == "description" else text for key, text in texts.items()},
        {
            "updated": str(updated) if updated else None,
            "hide": ["navigation", "toc"],
            **(settings or {}),
        },
    )
    root = "../" * url.count("/")
    content = render(template, head=head, root=root, title=texts["title"], **context)
    return OutputFile(uri=f"{url.rstrip('/')}.md", content=content)


def render(template: str, **context: object) -> str:
    """Return a template filled in."""
    return _environment().get_template(template).render(context)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = template_environment(jinja2.PackageLoader("generator"))
    environment.filters |= {
        "anchor": anchor,
        "clean": clean,
        "counted": counted,
        "day_url": day_url,
        "gap": gap,
        "long_date": long_date,
        "month": month_name,
        "month_url": month_url,
        "named": named,
        "short_date": short_date,
        "shown": shown,
        "year_url": year_url,
    }
    return environment


def with_neighbours(items: Sequence[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Yield each item between the one before and the one after it.

    Examples:
        >>> list(with_neighbours("ab"))
        [(None, 'a', 'b'), ('a', 'b', None)]
    """
    for number, item in enumerate(items):
        before = items[number - 1] if number else None
        yield before, item, items[number + 1] if number + 1 < len(items) else None


def long_date(date: dt.date) -> str:
    """Return a date for a heading or a sentence.

    Examples:
        >>> long_date(dt.date(2025, 3, 1))
        '1 March 2025'
    """
    return f"{date.day} {date:%B %Y}"


def short_date(date: dt.date) -> str:
    """Return a date for a list.

    Examples:
        >>> short_date(dt.date(2025, 3, 1))
        '1 Mar 2025'
    """
    return f"{date.day} {date:%b %Y}"


def month_name(date: dt.date) -> str:
    """Return a date's month for a heading.

    Examples:
        >>> month_name(dt.date(2025, 3, 1))
        'March 2025'
    """
    return f"{date:%B %Y}"


def gap(later: dt.date, earlier: dt.date) -> str:
    """Return the time from one date to another.

    Examples:
        >>> gap(dt.date(2025, 3, 12), dt.date(2025, 3, 11))
        '1 day later'
        >>> gap(dt.date(2025, 3, 12), dt.date(2025, 3, 12))
        'the same day'
    """
    days = (later - earlier).days
    return f"{counted(days, 'day')} later" if days else "the same day"


def named(dump: Dump) -> str:
    """Return what a dump is called beside others of its day."""
    return f"dump {dump.label or 'without label'}"


def anchor(appearance: Appearance) -> str:
    """Return the id of a listing's element on its day page."""
    return f"{appearance.dump}-{appearance.position}"


def shorten(text: str) -> str:
    """Return a text cut at a word, so that a description is as long as search engines show.

    Examples:
        >>> shorten("A longer text " * 20)[-14:]
        'longer text A…'
    """
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"

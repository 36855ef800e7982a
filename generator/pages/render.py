"""Values -> Markdown pages: what every template can use, and what every page's head says."""

import datetime as dt
import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import jinja2

from generator.bytecode import KeptBytecode
from generator.cache import Cache, key_of
from generator.escape import front_matter, template_environment
from generator.links import shown, shown_text
from generator.model import Appearance, Dump, day_url, month_url, year_url
from generator.text import clean, counted

_T = TypeVar("_T")

DESCRIPTION_LENGTH = 160
"""Characters of a text that search engines get as the page's description."""

_HIDDEN = ("navigation", "toc")  # parts of the theme that the pages do without


class Page(ABC):
    """A Markdown page.

    Attributes:
        uri: Relative to the docs folder.
        template: A file in `generator/templates/`.
        settings: Its front matter, but for what dumps say; values that have a hash.
    """

    __slots__ = ()

    uri: str
    template: str
    settings: Mapping[str, object]

    @property
    def url(self) -> str:
        """Where the page is served, relative to the root of the site."""
        return f"{self.uri.removesuffix('.md')}/"

    @property
    @abstractmethod
    def key(self) -> str:
        """A digest of all that the page follows from, but for the code and the templates."""

    @property
    @abstractmethod
    def content(self) -> str:
        """The page in Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOutPage(Page):
    """A page as all that it follows from, and what becomes of that when it is asked for.

    Attributes:
        texts: The page's `title` and, if not worked out, its `description`, as listed where they
            are from dumps.
        values: What the template prints or `work_out` needs. Their `repr` tells all of them.
        work_out: Returns from the values what else the template prints and takes time, and the
            `description`, as shown, of a page whose texts have none.
    """

    uri: str
    template: str
    settings: Mapping[str, object]
    texts: Mapping[str, str]
    values: Mapping[str, object]
    work_out: Callable[..., Mapping[str, Any]] | None = None

    @property
    def key(self) -> str:
        """See `Page`."""
        return key_of(self.uri, self.template, self.texts, self.settings, self.values)

    @property
    def content(self) -> str:
        """See `Page`."""
        more = dict(self.work_out(**self.values)) if self.work_out else {}
        texts = {key: shown_text(clean(text)) for key, text in self.texts.items()}
        if "description" in more:
            texts["description"] = more.pop("description")
        if "description" in texts:
            texts["description"] = shorten(texts["description"])
        return render(
            self.template,
            head=front_matter(texts, self.settings),
            root="../" * (self.uri.count("/") + 1),
            title=texts["title"],
            **self.values,
            **more,
        )


class Plan(NamedTuple):
    """Pages that are laid out when they are asked for, as most of them are not.

    Attributes:
        name: What no other plan of an archive is called.
        key: A digest of all that any of them follows from, but for the code and the templates.
        size: How many they are.
        part: Returns the same digest for the one with a number, from 0, alone.
        lay_out: Returns the one with a number.
    """

    name: str
    key: str
    size: int
    part: Callable[[int], str]
    lay_out: Callable[[int], LaidOutPage]


class PlannedPage(Page):
    """A page of a plan, by its number there."""

    __slots__ = ("number", "plan", "settings", "template", "uri")

    def __init__(
        self, uri: str, template: str, settings: Mapping[str, object], plan: Plan, number: int
    ) -> None:
        self.uri = uri
        self.template = template
        self.settings = settings
        self.plan = plan
        self.number = number

    def laid_out(self) -> LaidOutPage:
        """Return the page laid out."""
        return self.plan.lay_out(self.number)

    @property
    def key(self) -> str:
        """See `Page`; the same as that of the page laid out."""
        return self.laid_out().key

    @property
    def content(self) -> str:
        """See `Page`."""
        return self.laid_out().content


def render_page(  # noqa: PLR0913 - a page has as many sides
    url: str,
    template: str,
    *,
    texts: Mapping[str, str],
    updated: dt.date | None,
    settings: Mapping[str, object] | None = None,
    work_out: Callable[..., Mapping[str, Any]] | None = None,
    **values: object,
) -> LaidOutPage:
    """Return the page at an address that ends in a slash.

    Args:
        url: Relative to the root of the site.
        template: See `Page`.
        texts: See `LaidOutPage`.
        updated: See `page_settings`.
        settings: See `page_settings`.
        work_out: See `LaidOutPage`; it is called with all values by name.
        values: See `LaidOutPage`; beside them the template knows `head`, `title` and `root`, the
            way to the root of the site.
    """
    return LaidOutPage(
        uri=uri_of(url),
        template=template,
        settings=page_settings(updated, settings or {}),
        texts=texts,
        values=values,
        work_out=work_out,
    )


def uri_of(url: str) -> str:
    """Return the place in the docs folder of the page at an address that ends in a slash."""
    return f"{url.rstrip('/')}.md"


def page_settings(updated: dt.date | None, further: Mapping[str, object]) -> dict[str, object]:
    """Return the front matter that is decided here and not by a dump.

    Args:
        updated: The date of the newest thing on the page.
        further: What pages of its kind have beside.
    """
    return {"updated": str(updated) if updated else None, "hide": _HIDDEN, **further}


def render(template: str, **context: object) -> str:
    """Return a template filled in."""
    return _environment().get_template(template).render(context)


def compile_templates(cache: Cache) -> None:
    """Compile all templates as they are now, or take what is kept of them."""
    environment = _environment()
    _loader().read.clear()
    if environment.cache is not None:
        environment.cache.clear()
    environment.bytecode_cache = KeptBytecode(cache)
    for name in _names(environment):
        environment.get_template(name)
    environment.bytecode_cache = None  # other processes must not read from this one's cache


def templates_key() -> str:
    """Return a digest of all templates as they were compiled, since each may use others."""
    environment = _environment()
    return key_of([(n, _loader().get_source(environment, n)[0]) for n in _names(environment)])


def _names(environment: jinja2.Environment) -> list[str]:
    """Return the templates, but not what an editor leaves beside them."""
    return environment.list_templates(["jinja"])


class _Loader(jinja2.PackageLoader):
    """Reads a template once for each build, as somebody may edit it in the meantime."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.read: dict[str, tuple[str, str, Callable[[], bool] | None]] = {}

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        if template not in self.read:
            self.read[template] = super().get_source(environment, template)
        return self.read[template]


@functools.cache
def _loader() -> _Loader:
    return _Loader("generator")


@functools.cache
def _environment() -> jinja2.Environment:
    environment = template_environment(_loader())
    environment.filters |= {
        "clean": clean,
        "counted": counted,
        "day_url": day_url,
        "gap": gap,
        "long_date": long_date,
        "month": month_name,
        "month_url": month_url,
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


@functools.cache  # a date stands on many pages
def long_date(date: dt.date) -> str:
    """Return a date for a heading or a sentence.

    Examples:
        >>> long_date(dt.date(2025, 3, 1))
        '1 March 2025'
    """
    return f"{date.day} {date:%B %Y}"


@functools.cache
def short_date(date: dt.date) -> str:
    """Return a date for a list.

    Examples:
        >>> short_date(dt.date(2025, 3, 1))
        '1 Mar 2025'
    """
    return f"{date.day} {date:%b %Y}"


@functools.cache
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


def named(dump: Dump | Appearance) -> str:
    """Return what a dump, or the one of an appearance, is called beside others of its day."""
    return f"dump {dump.label or 'without label'}"


def shorten(text: str) -> str:
    """Return a text cut at a word, so that a description is as long as search engines show.

    Examples:
        >>> shorten("A longer text " * 20)[-14:]
        'longer text A…'
    """
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"

"""Archive -> Markdown pages. Python decides, the templates in `templates/` hold the markup.

Every page's address is `<uri without .md>/`, two levels below the root of the site but
for the home page, so links are relative and the site works below any path.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import jinja2

from generator.escape import front_matter, hand_written, template_environment
from generator.links import Link, buttons, lookup_links, text_parts
from generator.model import (
    Alias,
    Appearance,
    Archive,
    Day,
    Dump,
    OutputFile,
    Paper,
    Site,
    paper_url,
)
from generator.text import clean, counted, slug, title_key

HOME = "index.md"
"""The home page; what people wrote there opens it, as `Site.introduction`."""

DESCRIPTION_LENGTH = 160
"""Characters of an abstract that search engines get as the page's description."""

NAMESAKES = 10
"""The most papers that a paper's page names because their titles look alike."""

_ROOT = "../../"


def build_pages(archive: Archive, site: Site) -> Iterator[OutputFile]:
    """Yield the Markdown page of every paper, day and alias, and the home page."""
    pages = _Pages(archive, site)
    yield pages.home()
    for position, day in enumerate(archive.days):
        yield pages.day(position, day)
    for paper in archive.papers:
        yield pages.paper(paper)
    for alias in archive.aliases:
        yield pages.alias(alias)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A listing on a day page, titled as it was there, with links to the paper's other days."""

    title: str
    paper: Paper
    appearance: Appearance
    is_first: bool
    before: tuple[Link, ...]
    after: tuple[Link, ...]


class _Pages:
    """Renders pages; holds what is looked up again and again."""

    def __init__(self, archive: Archive, site: Site) -> None:
        self.archive = archive
        self.site = site
        self.papers = {paper.id: paper for paper in archive.papers}
        self.dumps = {dump.name: dump for dump in archive.dumps}
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for paper in archive.papers:
            for number, appearance in enumerate(paper.appearances):
                self.rows[appearance.dump].append(self._row(paper, number, appearance))
        for rows in self.rows.values():
            rows.sort(key=lambda row: row.appearance.position)
        self.titled: dict[tuple[str, str], list[Paper]] = defaultdict(list)
        for paper in archive.papers:
            for name in _names(paper):
                self.titled[name].append(paper)
        environment = template_environment(jinja2.PackageLoader("generator"))
        environment.filters |= {"clean": clean, "parts": text_parts, "long_date": long_date}
        environment.filters |= {"short_date": short_date, "anchor": _anchor, "counted": counted}
        environment.filters["named"] = _named
        self.environment = environment

    def home(self) -> OutputFile:
        days = [(day, *self._counts(day)) for day in reversed(self.archive.days)]
        return OutputFile(
            uri=HOME,
            content=self._render(
                "home.md.jinja",
                introduction=hand_written(self.site.introduction),
                days=days,
                papers=len(self.archive.papers),
                listings=sum(listings for _, listings, _ in days),
                recurring=sum(len(paper.appearances) > 1 for paper in self.archive.papers),
            ),
        )

    def day(self, position: int, day: Day) -> OutputFile:
        listings, first_seen = self._counts(day)
        days = self.archive.days
        dumps = [(self.dumps[name], self.rows[name]) for name in day.dumps]
        date = long_date(day.date)
        seen = (
            f"{counted(listings, 'listing')} on {date}, {first_seen} of them first seen that day."
        )
        head = _head({"title": date, "description": seen}, updated=day.date)
        return OutputFile(
            uri=_page_uri(day.url),
            content=self._render(
                "day.md.jinja",
                head=head,
                root=_ROOT,
                day=day,
                dumps=dumps,
                listings=listings,
                first_seen=first_seen,
                previous=days[position - 1] if position else None,
                next=days[position + 1] if position + 1 < len(days) else None,
            ),
        )

    def paper(self, paper: Paper) -> OutputFile:
        abstract = clean(paper.abstract)
        parts = text_parts(abstract)
        head = _head(
            {"title": clean(paper.title), "description": _shorten(abstract)},
            updated=paper.appearances[-1].date,
        )
        return OutputFile(
            uri=_page_uri(paper.url),
            content=self._render(
                "paper.md.jinja",
                head=head,
                root=_ROOT,
                paper=paper,
                abstract=parts,
                appearances=[(a, self.dumps[a.dump], self._source(a)) for a in paper.appearances],
                days=len({appearance.date for appearance in paper.appearances}),
                links=buttons(parts),
                lookups=lookup_links(paper),
                namesakes=self._namesakes(paper),
            ),
        )

    def alias(self, alias: Alias) -> OutputFile:
        papers = [self.papers[paper_id] for paper_id in alias.paper_ids]
        title = clean(papers[0].title)
        updated = max(paper.appearances[-1].date for paper in papers)
        settings: dict[str, object] = {"search": {"exclude": True}}
        if len(papers) == 1:
            settings |= {"template": "moved.html", "moved_to": papers[0].url}
        return OutputFile(
            uri=_page_uri(paper_url(alias.address)),
            content=self._render(
                "alias.md.jinja",
                head=_head({"title": title}, updated=updated, **settings),
                root=_ROOT,
                title=title,
                papers=papers,
            ),
        )

    def _render(self, template: str, **context: object) -> str:
        return self.environment.get_template(template).render(context)

    def _row(self, paper: Paper, number: int, appearance: Appearance) -> Row:
        return Row(
            title=self.dumps[appearance.dump].listings[appearance.position - 1].title,
            paper=paper,
            appearance=appearance,
            is_first=number == 0,
            before=self._other_days(appearance, paper.appearances[:number]),
            after=self._other_days(appearance, paper.appearances[number + 1 :]),
        )

    def _other_days(self, here: Appearance, others: tuple[Appearance, ...]) -> tuple[Link, ...]:
        """Return a link to each other place the paper stood, one for each day."""
        links: dict[str, Link] = {}
        for other in others:
            same_day = other.date == here.date
            named = _named(self.dumps[other.dump])
            text = f"{named} of this day" if same_day else short_date(other.date)
            page = "" if same_day else f"../{other.date}/"
            links.setdefault(text, Link(text=text, href=f"{page}#{_anchor(other)}"))
        return tuple(links.values())

    def _namesakes(self, paper: Paper) -> list[Paper]:
        """Return other papers whose titles a reader could take for this one's."""
        alike = (self.titled[name][: NAMESAKES + 1] for name in sorted(_names(paper)))
        others = {other.id: other for other in itertools.chain(*alike) if other is not paper}
        return list(others.values())[:NAMESAKES]

    def _counts(self, day: Day) -> tuple[int, int]:
        """Return how many listings a day has, and how many of them are first seen."""
        rows = [row for name in day.dumps for row in self.rows[name]]
        return len(rows), sum(row.is_first for row in rows)

    def _source(self, appearance: Appearance) -> Link | None:
        if self.site.source_url is None:
            return None
        file = self.dumps[appearance.dump].path.name
        return Link(
            text=f"line {appearance.line} of {file}",
            href=f"{self.site.source_url}{quote(file)}#L{appearance.line}",
        )


def _names(paper: Paper) -> set[tuple[str, str]]:
    """Return what a paper's titles share with titles that look alike: key and slug."""
    titles = {paper.title, *(variant.title for variant in paper.variants)}
    keys = {("key", key) for title in titles if (key := title_key(title))}
    return keys | {("slug", slug(title)) for title in titles}


def _named(dump: Dump) -> str:
    """Return what a dump is called beside others of its day."""
    return f"dump {dump.label or 'without label'}"


def _head(texts: Mapping[str, str], *, updated: dt.date, **settings: object) -> str:
    """Return a page's front matter: one column, dated by the dumps."""
    return front_matter(texts, {"updated": str(updated), "hide": ["navigation", "toc"], **settings})


def _anchor(appearance: Appearance) -> str:
    """Return the id of a listing's element on its day page."""
    return f"{appearance.dump}-{appearance.position}"


def _page_uri(url: str) -> str:
    return f"{url.rstrip('/')}.md"


def _shorten(text: str) -> str:
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"

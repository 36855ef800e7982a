"""Catalogue -> Markdown pages. Python decides, the templates in `templates/` hold the markup.

One module for each kind of page; `render.py` has what they share. Links are relative, so
the site works below any path.
"""

from collections.abc import Iterator

from generator.catalogue import Catalogue
from generator.model import OutputFile, Site
from generator.pages.days import day_page
from generator.pages.home import HOME, home_page
from generator.pages.lists import recurring_pages, topic_pages
from generator.pages.papers import alias_page, paper_pages
from generator.pages.periods import month_pages, year_pages
from generator.pages.render import Page, with_neighbours

__all__ = ["HOME", "Page", "build_pages"]


def build_pages(catalogue: Catalogue, site: Site) -> Iterator[OutputFile | Page]:
    """Yield every Markdown page, the home page first, papers after the day that had them first."""
    yield home_page(catalogue, site)
    for previous, day, following in with_neighbours(catalogue.archive.days):
        yield day_page(catalogue, day, previous=previous, following=following)
        if newcomers := catalogue.newcomers.get(day.date):
            yield from paper_pages(catalogue, site, newcomers)
    for alias in catalogue.archive.aliases:
        yield alias_page(catalogue, alias)
    for pages in (month_pages, year_pages, topic_pages, recurring_pages):
        yield from pages(catalogue)

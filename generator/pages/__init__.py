"""Catalogue -> Markdown pages. Python decides, the templates in `templates/` hold the markup.

One module for each kind of page; `render.py` has what they share. Links are relative, so
the site works below any path.
"""

from collections.abc import Iterator

from generator.catalogue import Catalogue
from generator.model import OutputFile, Site
from generator.pages.days import day_pages
from generator.pages.home import HOME, home_page
from generator.pages.lists import recurring_pages, topic_pages
from generator.pages.papers import paper_pages
from generator.pages.periods import month_pages, year_pages

__all__ = ["HOME", "build_pages"]


def build_pages(catalogue: Catalogue, site: Site) -> Iterator[OutputFile]:
    """Yield every Markdown page, the home page first."""
    yield home_page(catalogue, site)
    for pages in (day_pages, month_pages, year_pages, topic_pages, recurring_pages):
        yield from pages(catalogue)
    yield from paper_pages(catalogue, site)

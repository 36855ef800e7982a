"""The pages that list papers: topics, and papers that keep coming back.

A long list is cut into pages of `PER_PAGE` papers, counted from the oldest, so a page that
is full never changes because papers are added. The newest stand on the list's own address:
between `PER_PAGE` and twice as many.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.catalogue import Catalogue
from generator.model import OutputFile, Paper, Topic
from generator.pages.periods import papers_a_month
from generator.pages.render import render_page
from generator.text import counted

PER_PAGE = 75
MOST_RECURRING = 20
"""The most papers that the page of recurring papers names as listed most often."""


class ListPage(NamedTuple):
    """A page of a long list. `number` is None for the newest, which has the list's address."""

    number: int | None
    papers: tuple[Paper, ...]


def topic_pages(catalogue: Catalogue) -> Iterator[OutputFile]:
    """Yield the page that explains all topics, and the pages of each."""
    topics = catalogue.archive.topics
    with_topic = sum(map(bool, catalogue.topics_of.values()))
    yield render_page(
        "topics/",
        "topics.md.jinja",
        texts={
            "title": "Topics",
            "description": f"{counted(len(topics), 'topic')}, and what is sorted into each.",
        },
        updated=catalogue.newest,
        topics=[(topic, len(catalogue.papers_of[topic.id])) for topic in topics],
        papers=len(catalogue.archive.papers),
        with_topic=with_topic,
    )
    for topic in topics:
        yield from _topic(catalogue, topic)


def recurring_pages(catalogue: Catalogue) -> Iterator[OutputFile]:
    """Yield the pages of the papers that were listed more than once."""
    papers = catalogue.recurring
    again = [a.date for paper in papers for a in paper.appearances[1:]]
    pages = in_pages(papers)
    for page in pages:
        yield render_page(
            _page_url("recurring/", page),
            "recurring.md.jinja",
            texts={
                "title": _numbered("Recurring papers", page),
                "description": f"{counted(len(papers), 'paper')} that the daily page showed again.",
            },
            updated=catalogue.newest,
            settings={"script": "list.js"},
            page=page,
            pages=pages,
            list_url="recurring/",
            most=most_recurring(catalogue, MOST_RECURRING),
            count=len(papers),
            chart=papers_a_month(catalogue, again),
        )


def most_recurring(catalogue: Catalogue, number: int) -> list[Paper]:
    """Return the papers listed most often; of equals, those seen last."""
    return sorted(
        catalogue.recurring,
        key=lambda paper: (len(paper.appearances), paper.appearances[-1].date),
        reverse=True,
    )[:number]


def in_pages(papers: Sequence[Paper]) -> list[ListPage]:
    """Return a list, oldest first, as pages with the newest first on each."""
    full = max(0, len(papers) // PER_PAGE - 1)
    cut = [papers[n * PER_PAGE : (n + 1) * PER_PAGE] for n in range(full)]
    newest = ListPage(None, tuple(reversed(papers[full * PER_PAGE :])))
    older = [ListPage(n, tuple(reversed(part))) for n, part in enumerate(cut, 1)]
    return [newest, *reversed(older)]


def _topic(catalogue: Catalogue, topic: Topic) -> Iterator[OutputFile]:
    papers = catalogue.papers_of[topic.id]
    pages = in_pages(papers)
    dates = [paper.appearances[0].date for paper in papers]
    for page in pages:
        yield render_page(
            _page_url(topic.url, page),
            "topic.md.jinja",
            texts={"title": _numbered(topic.name, page), "description": topic.description},
            updated=dates[-1] if dates else catalogue.newest,
            settings={"script": "list.js"},
            topic=topic,
            page=page,
            pages=pages,
            list_url=topic.url,
            count=len(papers),
            chart=papers_a_month(catalogue, dates),
        )


def _page_url(url: str, page: ListPage) -> str:
    return url if page.number is None else f"{url}{page.number}/"


def _numbered(title: str, page: ListPage) -> str:
    return title if page.number is None else f"{title}, page {page.number}"

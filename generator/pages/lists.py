"""The pages that list papers: topics, and papers that keep coming back.

A long list is cut into pages of `PER_PAGE` papers, counted from the oldest, so a full page
stays as it is when papers are added. The newest stand on the list's own address: between
`PER_PAGE` and twice as many. Only that page has what changes with each paper: the number
of papers, the chart, and the way to every other page.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.catalogue import Card, Catalogue, most_recurring
from generator.links import Link
from generator.model import Topic
from generator.pages.periods import papers_a_month
from generator.pages.render import Page, render_page, with_neighbours
from generator.text import counted

PER_PAGE = 60
MOST_RECURRING = 20
"""The most papers that the page of recurring papers names as listed most often."""


class OlderPage(NamedTuple):
    """A full page of a long list, counted from the oldest; its papers are newest first."""

    number: int
    papers: tuple[Card, ...]


def topic_pages(catalogue: Catalogue) -> Iterator[Page]:
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
        topics=[
            (topic.name, topic.url, topic.description, n) for topic, n in catalogue.counted_topics()
        ],
        papers=len(catalogue.archive.papers),
        with_topic=with_topic,
    )
    for topic in topics:
        yield from _topic(catalogue, topic)


def recurring_pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the pages of the papers that were listed more than once."""
    papers = catalogue.recurring
    newest, older = in_pages([catalogue.cards[paper.id] for paper in papers])
    description = "Papers that the daily page showed more than once."
    yield render_page(
        "recurring/",
        "recurring.md.jinja",
        texts={"title": "Recurring papers", "description": description},
        updated=catalogue.newest,
        settings={"script": "list.js"},
        newest=newest,
        older=[page.number for page in older],
        most=[catalogue.cards[p.id] for p in most_recurring(papers, MOST_RECURRING)],
        count=len(papers),
        chart=papers_a_month(catalogue, [a.date for p in papers for a in p.appearances[1:]]),
    )
    yield from _older_pages("recurring/", "Recurring papers", description, older)


def in_pages(papers: Sequence[Card]) -> tuple[tuple[Card, ...], list[OlderPage]]:
    """Return what a list, oldest first, shows on its newest page and on each older one."""
    full = max(0, len(papers) // PER_PAGE - 1)
    newest = tuple(reversed(papers[full * PER_PAGE :]))
    cut = [papers[n * PER_PAGE : (n + 1) * PER_PAGE] for n in range(full)]
    older = [OlderPage(n, tuple(reversed(part))) for n, part in enumerate(cut, 1)]
    return newest, older[::-1]


def _topic(catalogue: Catalogue, topic: Topic) -> Iterator[Page]:
    papers = catalogue.papers_of[topic.id]
    newest, older = in_pages([catalogue.cards[paper.id] for paper in papers])
    dates = [paper.appearances[0].date for paper in papers]
    yield render_page(
        topic.url,
        "topic.md.jinja",
        texts={"title": topic.name, "description": topic.description},
        updated=max((paper.last for paper in newest), default=catalogue.newest),
        settings={"script": "list.js"},
        topic=topic,
        newest=newest,
        older=[page.number for page in older],
        count=len(papers),
        chart=papers_a_month(catalogue, dates),
    )
    yield from _older_pages(topic.url, topic.name, topic.description, older)


def _older_pages(
    url: str, name: str, description: str, pages: Sequence[OlderPage]
) -> Iterator[Page]:
    for newer, page, older in with_neighbours(pages):
        yield render_page(
            f"{url}{page.number}/",
            "older.md.jinja",
            texts={"title": f"{name}, page {page.number}", "description": description},
            updated=max(paper.last for paper in page.papers),
            settings={"script": "list.js"},
            newer=Link(text="Newer", href=f"../{newer.number}/") if newer else None,
            newest=Link(text=f"{name}: the newest", href="../"),
            older=Link(text="Older", href=f"../{older.number}/") if older else None,
            papers=page.papers,
        )

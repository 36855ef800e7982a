"""Archive -> Catalogue: what pages look up, worked out once.

Everything here follows from the archive and the topics alone. Pages decide nothing about
papers; they ask the catalogue.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.cache import Cache
from generator.history import chain
from generator.model import Appearance, Archive, Day, Dump, Paper, Topic, paper_url
from generator.related import RelatedPapers, build_related
from generator.similar import possibly_same
from generator.topics import topics_of_papers


class Tally(NamedTuple):
    """How many listings some days have, and how many of them are a paper's earliest."""

    listings: int
    first_seen: int

    @property
    def seen_before(self) -> int:
        """How many listings show a paper that was there before."""
        return self.listings - self.first_seen


class Card(NamedTuple):
    """What pages say of a paper that is not theirs.

    Attributes:
        id: The paper's.
        title: As listed where it was first seen.
        other_addresses: See `Paper`.
        first: The date on which it was first seen.
        first_anchor: The id of that listing's element on the page of its day.
        last: The date on which it was last seen.
        last_anchor: The id of that listing's element.
        times: How often it was listed.
        key: A digest of the paper, which tells all of these.
    """

    id: str
    title: str
    other_addresses: tuple[str, ...]
    first: dt.date
    first_anchor: str
    last: dt.date
    last_anchor: str
    times: int
    key: str

    def __repr__(self) -> str:
        """Tell the card in full and briefly, as pages follow from many."""
        return self.key

    @property
    def url(self) -> str:
        """The paper's address, relative to the root of the site."""
        return paper_url(self.id)


class Mention(NamedTuple):
    """A paper, as the pages of others name it: what no later listing changes.

    Attributes:
        id: The paper's.
        title: As listed where it was first seen.
        first: The date on which it was first seen.
        told: What tells all of these, with the paper's wording, and is its `repr`.
    """

    id: str
    title: str
    first: dt.date
    told: str

    def __repr__(self) -> str:
        """Tell the mention in full and briefly, as pages follow from many."""
        return self.told


class TopicName(NamedTuple):
    """What pages say of a topic, but for its own; `told` is its `repr`."""

    id: str
    name: str
    url: str
    told: str

    def __repr__(self) -> str:
        """Tell the values alone, which were put in words once, as pages follow from many."""
        return self.told


class Newcomers(NamedTuple):
    """The papers that a day had first.

    Attributes:
        papers: In order.
        history: A digest of the mentions of these papers and of all before them.
    """

    papers: tuple[Paper, ...]
    history: str


class Row(NamedTuple):
    """A listing, titled as it was, with its paper; `number` counts the paper's appearances."""

    title: str
    paper: Paper
    number: int

    def __repr__(self) -> str:
        """Tell the values alone, which is quick, as pages follow from many."""
        return tuple.__repr__(self)

    @property
    def appearance(self) -> Appearance:
        """Where the listing stands."""
        return self.paper.appearances[self.number]

    @property
    def is_first(self) -> bool:
        """Whether the paper was not seen before."""
        return self.number == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The archive, and where to find what in it.

    Attributes:
        archive: What the dumps hold.
        papers: Every paper by its id.
        cards: What lists say of each paper, by its id.
        mentions: What the pages of other papers say of each, by its id.
        newcomers: The papers that a day had first, by its date; days without any are left out.
        dumps: Every dump by its name.
        rows: The listings of each dump by its name, ordered by position.
        tallies: What each day has, by its date.
        busiest: The most listings that a day has.
        topics: All topics, in the vocabulary's order.
        topics_of: A paper's topics by its id, the surest first.
        papers_of: The papers of each topic by its id, ordered by first appearance.
        relations: Related papers by a paper's id.
        possibly_same: Papers that may be the same by a paper's id, where there are any.
        recurring: Papers listed more than once, ordered by their second appearance.
    """

    archive: Archive
    papers: Mapping[str, Paper]
    cards: Mapping[str, Card]
    mentions: Mapping[str, Mention]
    newcomers: Mapping[dt.date, Newcomers]
    dumps: Mapping[str, Dump]
    rows: Mapping[str, Sequence[Row]]
    tallies: Mapping[dt.date, Tally]
    busiest: int
    topics: tuple[TopicName, ...]
    topics_of: Mapping[str, tuple[TopicName, ...]]
    papers_of: Mapping[str, Sequence[Paper]]
    relations: RelatedPapers
    possibly_same: Mapping[str, tuple[str, ...]]
    recurring: tuple[Paper, ...]

    @property
    def newest(self) -> dt.date | None:
        """The date of the newest day, if there is any."""
        return self.archive.days[-1].date if self.archive.days else None

    def rows_of(self, day: Day) -> list[Row]:
        """Return all listings of a day, dump by dump."""
        return [row for name in day.dumps for row in self.rows[name]]

    def counted_topics(self) -> list[tuple[Topic, int]]:
        """Return every topic, in the vocabulary's order, with the number of its papers."""
        return [(topic, len(self.papers_of[topic.id])) for topic in self.archive.topics]

    def tally(self, *days: Day) -> Tally:
        """Return the number of listings of days, and how many of them are first seen."""
        tallies = [self.tallies[day.date] for day in days]
        return Tally(
            sum(tally.listings for tally in tallies), sum(tally.first_seen for tally in tallies)
        )


def build_catalogue(archive: Archive, cache: Cache | None = None) -> Catalogue:
    """Return the catalogue of an archive.

    Args:
        archive: What the dumps hold.
        cache: Where what was worked out for a day is kept; None to work out everything.
    """
    cache = cache or Cache()
    dumps = {dump.name: dump for dump in archive.dumps}
    topics = tuple(map(topic_name, archive.topics))
    topics_of = {
        paper.id: tuple([topics[place] for place in places])
        for paper, places in zip(archive.papers, topics_of_papers(archive, cache), strict=True)
    }
    papers_of: dict[str, list[Paper]] = {topic.id: [] for topic in archive.topics}
    for paper in archive.papers:
        for topic in topics_of[paper.id]:
            papers_of[topic.id].append(paper)
    rows = _rows(archive, dumps)
    tallies = _tallies(archive, rows)
    mentions = {paper.id: _mention(paper) for paper in archive.papers}
    return Catalogue(
        archive=archive,
        papers={paper.id: paper for paper in archive.papers},
        cards={paper.id: card_of(paper) for paper in archive.papers},
        mentions=mentions,
        newcomers=_newcomers(archive, mentions),
        dumps=dumps,
        rows=rows,
        tallies=tallies,
        busiest=max((tally.listings for tally in tallies.values()), default=0),
        topics=topics,
        topics_of=topics_of,
        papers_of=papers_of,
        relations=build_related(archive, cache),
        possibly_same=possibly_same(archive, cache),
        recurring=recurring_papers(archive),
    )


def months_of(days: Sequence[Day]) -> dict[dt.date, list[Day]]:
    """Return the days of each month, by the month's first date; both in order."""
    months: dict[dt.date, list[Day]] = defaultdict(list)
    for day in days:
        months[day.date.replace(day=1)].append(day)
    return dict(months)


def recurring_papers(archive: Archive) -> tuple[Paper, ...]:
    """Return the papers listed more than once, ordered by their second appearance."""
    again = [paper for paper in archive.papers if len(paper.appearances) > 1]
    return tuple(sorted(again, key=lambda p: (p.appearances[1].dump, p.appearances[1].position)))


def most_recurring(papers: Iterable[Paper], number: int) -> list[Paper]:
    """Return the papers listed most often; of equals, those seen last."""
    return sorted(
        papers,
        key=lambda paper: (len(paper.appearances), paper.appearances[-1].date),
        reverse=True,
    )[:number]


def card_of(paper: Paper) -> Card:
    """Return what pages say of a paper that is not theirs."""
    first, last = paper.appearances[0], paper.appearances[-1]
    return Card(
        id=paper.id,
        title=paper.title,
        other_addresses=paper.other_addresses,
        first=first.date,
        first_anchor=first.anchor,
        last=last.date,
        last_anchor=last.anchor,
        times=len(paper.appearances),
        key=paper.key,
    )


def topic_name(topic: Topic) -> TopicName:
    """Return what pages say of a topic, but for its own."""
    values = (topic.id, topic.name, topic.url)
    return TopicName(*values, told=repr(values))


def _mention(paper: Paper) -> Mention:
    first = paper.appearances[0].date
    return Mention(paper.id, paper.title, first, f"{paper.id} {first} {paper.wording}")


def _newcomers(archive: Archive, mentions: Mapping[str, Mention]) -> dict[dt.date, Newcomers]:
    by_day = archive.newcomers()
    histories = chain([mentions[paper.id] for paper in papers] for papers in by_day)
    return {
        papers[0].appearances[0].date: Newcomers(papers, history)
        for papers, history in zip(by_day, histories, strict=True)
    }


def _rows(archive: Archive, dumps: Mapping[str, Dump]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in dumps}
    for paper in archive.papers:
        for number, appearance in enumerate(paper.appearances):
            listing = dumps[appearance.dump].listings[appearance.position - 1]
            rows[appearance.dump].append(Row(listing.title, paper, number))
    for in_dump in rows.values():
        in_dump.sort(key=lambda row: row.appearance.position)
    return rows


def _tallies(archive: Archive, rows: Mapping[str, Sequence[Row]]) -> dict[dt.date, Tally]:
    tallies = {}
    for day in archive.days:
        of_day = [row for name in day.dumps for row in rows[name]]
        tallies[day.date] = Tally(len(of_day), sum(row.is_first for row in of_day))
    return tallies

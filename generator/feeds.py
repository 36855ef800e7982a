"""Catalogue -> the Atom feed of the newest days, one entry for each."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urljoin

from feedgenerator import Atom1Feed

from generator.cache import Cache, key_of
from generator.catalogue import Catalogue
from generator.model import FEED, OutputFile, Site
from generator.pages.render import long_date, render, templates_key
from generator.text import counted

ENTRIES = 20
"""The most days in the feed."""


class _Feed(Atom1Feed):  # type: ignore[misc]  # has no types
    """A feed that is dated by its entries; without any it would say now."""

    def latest_post_date(self) -> dt.datetime:
        if not self.items:
            return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        return super().latest_post_date()  # type: ignore[no-any-return]


def build_feed(catalogue: Catalogue, site: Site, cache: Cache | None = None) -> list[OutputFile]:
    """Return the feed; none for a site without an address, as its links have to be whole.

    An entry holds the titles that were first seen that day, and is dated by it.

    Args:
        catalogue: What the entries show.
        site: Where their links lead.
        cache: Where the texts of entries are kept.
    """
    if not site.url:
        return []
    cache = cache or Cache()
    templates = templates_key()
    feed = _Feed(
        title=site.name,
        link=site.url,
        description="What the daily page showed, day by day.",
        feed_url=urljoin(site.url, FEED),
        language="en",
    )
    for day in reversed(catalogue.archive.days[-ENTRIES:]):
        tally = catalogue.tally(day)
        address = urljoin(site.url, day.url)
        date = dt.datetime.combine(day.date, dt.time(), dt.UTC)
        new = [row for row in catalogue.rows_of(day) if row.is_first]
        values = {"root": site.url, "rows": new, "tally": tally}
        feed.add_item(
            title=f"{long_date(day.date)}: {counted(tally.listings, 'listing')}",
            link=address,
            unique_id=address,
            description=f"{tally.first_seen} first seen, {tally.seen_before} seen before.",
            content=_content(values, key_of(values, templates), cache),
            pubdate=date,
            updateddate=date,
        )
    return [OutputFile(uri=FEED, content=feed.writeString("utf-8"))]


def _content(values: Mapping[str, object], key: str, cache: Cache) -> str:
    """Return the text of an entry that shows some values, which the key tells."""
    content = cache.get("feed", key)
    if content is None:
        content = render("feed-entry.html.jinja", **values)
        cache.put("feed", key, content)
    return str(content)

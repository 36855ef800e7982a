"""Addresses of pages -> sitemaps, by which search engines learn what there is and what is new.

The protocol (sitemaps.org) allows 50,000 addresses in one, so there may be several;
`sitemap.xml`, a template of the theme, lists them.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.escape import as_html
from generator.processes import batches

AT_MOST = 10_000
"""Addresses in a sitemap. One more day concerns the last of them and few others."""


_NAME = re.compile(r"sitemap-[1-9][0-9]*\.xml")


class Address(NamedTuple):
    """Where a page is on the web, and the date of the newest thing on it."""

    url: str
    updated: str


class Sitemap(NamedTuple):
    """A sitemap.

    Attributes:
        uri: Its address, relative to the root of the site, below which all its addresses are.
        updated: The date of the newest thing on its pages.
        content: XML.
    """

    uri: str
    updated: str
    content: str


def build_sitemaps(addresses: Sequence[Address], at_most: int = AT_MOST) -> list[Sitemap]:
    """Return the sitemaps of a site.

    Args:
        addresses: Those of all pages. What is added best comes last.
        at_most: How many a sitemap has.

    Examples:
        >>> [sitemap] = build_sitemaps([Address("https://example.org/a/?b&c", "2025-03-11")])
        >>> print(sitemap.content)
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc>https://example.org/a/?b&amp;c</loc><lastmod>2025-03-11</lastmod></url>
        </urlset>
    """
    return [
        Sitemap(f"sitemap-{number}.xml", max(updated for _, updated in some), _xml(some))
        for number, some in enumerate(batches(addresses, at_most), start=1)
    ]


def is_sitemap(uri: str) -> bool:
    """Return whether a sitemap may be of that address."""
    return bool(_NAME.fullmatch(uri))


def _xml(addresses: Sequence[Address]) -> str:
    urls = [
        f"<url><loc>{as_html(url)}</loc><lastmod>{updated}</lastmod></url>"
        for url, updated in addresses
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    opening = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, opening, *urls, "</urlset>"])

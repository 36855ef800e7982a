"""The page of a paper, and the page at an address that a paper no longer lives at."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode, urljoin

from generator.catalogue import Catalogue
from generator.differences import Change, differences
from generator.links import Link, buttons, is_repaired, lookup_links, text_parts
from generator.model import Alias, Appearance, Dump, Paper, Site, Variant, paper_url
from generator.pages.render import Card, Page, card, render_page, topic_name
from generator.related import Relation
from generator.text import clean, strip_invisible


class Place(NamedTuple):
    """An appearance, what to know of its dump, the date before, and its line in the sources."""

    appearance: Appearance
    label: str
    listings: int
    before: dt.date | None
    source: Link | None


class Wording(NamedTuple):
    """A later wording, and what it says otherwise than the first."""

    variant: Variant
    title: Sequence[Change]
    abstract: Sequence[Change]


def paper_page(catalogue: Catalogue, site: Site, paper: Paper) -> Page:
    """Return the page of a paper."""
    relations = catalogue.relations[paper.id]
    possibly_same = catalogue.possibly_same.get(paper.id, ())
    return render_page(
        paper.url,
        "paper.md.jinja",
        texts={"title": paper.title, "description": paper.abstract},
        updated=paper.appearances[-1].date,
        settings={"script": "paper.js"},
        work_out=_texts,
        paper=paper,
        about=card(paper),
        topics=[topic_name(topic) for topic in catalogue.topics_of[paper.id]],
        places=_places(catalogue, site, paper),
        days=len({appearance.date for appearance in paper.appearances}),
        related=_with_terms(catalogue, relations.related),
        later=_with_terms(catalogue, relations.later),
        possibly_same=[card(catalogue.papers[id_]) for id_ in possibly_same],
        correction=_correction(site, paper),
    )


def _texts(paper: Paper, **_: object) -> dict[str, object]:
    """Return what the page shows of the paper's own texts."""
    abstract = text_parts(clean(paper.abstract))
    captured = [text for text in (paper.title, paper.abstract) if is_repaired(clean(text))]
    parts = [part for text in captured for part in text_parts(clean(text))]
    return {
        "abstract": abstract,
        "captured": [strip_invisible(text) for text in captured],
        "is_maths_repaired": any(part.captured and not part.href for part in parts),
        "links": buttons(part.href for part in abstract if part.href),
        "lookups": lookup_links(paper),
        "wordings": [_wording(paper, variant) for variant in paper.variants],
    }


def _with_terms(
    catalogue: Catalogue, relations: Sequence[Relation]
) -> list[tuple[Card, tuple[str, ...]]]:
    return [(card(catalogue.papers[relation.paper_id]), relation.terms) for relation in relations]


def _places(catalogue: Catalogue, site: Site, paper: Paper) -> list[Place]:
    places = []
    before = None
    for appearance in paper.appearances:
        dump = catalogue.dumps[appearance.dump]
        source = _source(site, dump, appearance)
        places.append(Place(appearance, dump.label, len(dump.listings), before, source))
        before = appearance.date
    return places


def _source(site: Site, dump: Dump, appearance: Appearance) -> Link | None:
    if site.source_url is None:
        return None
    file = dump.path.name
    return Link(
        text=f"line {appearance.line} of {file}",
        href=f"{site.source_url}{quote(file)}#L{appearance.line}",
    )


def _wording(paper: Paper, variant: Variant) -> Wording:
    return Wording(
        variant,
        differences(clean(paper.title), clean(variant.title)),
        differences(clean(paper.abstract), clean(variant.abstract)),
    )


def _correction(site: Site, paper: Paper) -> str | None:
    """Return the address of a form, filled in, for what is wrong with a page."""
    if site.issues_url is None:
        return None
    listings = ", ".join(f"{a.dump}#{a.position}" for a in paper.appearances)
    body = (
        f"Page: {urljoin(site.url, paper.url)}\nListings: {listings}\n\n"
        "What is wrong, and what should it say?\n"
    )
    query = urlencode({"title": f"Correction: {paper.id}", "body": body}, safe=":/?,")
    return f"{site.issues_url}?{query}"


def alias_page(catalogue: Catalogue, alias: Alias) -> Page:
    """Return the page at an address that leads to papers elsewhere."""
    papers = [catalogue.papers[paper_id] for paper_id in alias.paper_ids]
    settings: dict[str, object] = {}
    if len(papers) == 1:
        settings |= {"template": "moved.html", "moved_to": papers[0].url}
    return render_page(
        paper_url(alias.address),
        "alias.md.jinja",
        texts={"title": papers[0].title},
        updated=max(paper.appearances[-1].date for paper in papers),
        settings=settings,
        papers=[card(paper) for paper in papers],
    )

"""The pages of papers, and the page at an address that a paper no longer lives at."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from generator.cache import key_of
from generator.catalogue import Catalogue, Mention, Newcomers, card_of
from generator.differences import Change, differences
from generator.links import (
    Link,
    abstract_parts,
    buttons,
    is_repaired,
    lookup,
    plain,
    text_parts,
)
from generator.model import Alias, Appearance, Dump, Paper, Site, Variant, paper_url
from generator.pages.render import (
    LaidOutPage,
    Plan,
    PlannedPage,
    page_settings,
    render_page,
    uri_of,
)
from generator.related import Relation
from generator.text import clean, strip_invisible

TEMPLATE = "paper.md.jinja"


class Held(NamedTuple):
    """The dump that an appearance stands in: its label, its listings' number, its file's name."""

    label: str
    listings: int
    file: str

    def __repr__(self) -> str:
        """Tell the values alone, which is quick, as pages follow from many."""
        return tuple.__repr__(self)


class Place(NamedTuple):
    """An appearance, its dump, the date of the one before, and its line in the sources."""

    appearance: Appearance
    dump: Held
    before: dt.date | None
    source: Link | None


class Wording(NamedTuple):
    """A later wording, and what it says otherwise than the first."""

    variant: Variant
    title: Sequence[Change]
    abstract: Sequence[Change]


def paper_pages(catalogue: Catalogue, site: Site, newcomers: Newcomers) -> list[PlannedPage]:
    """Return the pages of the papers that a day had first.

    What is related to them was settled that day, so the day's history tells it.
    """
    papers = newcomers.papers
    names = {appearance.dump for paper in papers for appearance in paper.appearances}
    told = [
        (
            paper.key,
            catalogue.topics_of[paper.id],
            _with_terms(catalogue, catalogue.relations.later(paper.id)),
            _possibly_same(catalogue, paper),
        )
        for paper in papers
    ]
    held = [_held(catalogue.dumps[name]) for name in sorted(names)]
    all_follow_from = newcomers.history, _urls(site)
    plan = Plan(
        name=str(papers[0].appearances[0].date),
        key=key_of(all_follow_from, told, held),
        size=len(papers),
        part=lambda number: key_of(
            all_follow_from, told[number], _dumps_of(catalogue, papers[number])
        ),
        lay_out=lambda number: _lay_out(catalogue, site, papers[number]),
    )
    return [
        PlannedPage(uri_of(paper.url), TEMPLATE, _settings(paper), plan, number)
        for number, paper in enumerate(papers)
    ]


def _lay_out(catalogue: Catalogue, site: Site, paper: Paper) -> LaidOutPage:
    possibly_same = _possibly_same(catalogue, paper)
    named = {mention.id for mention in possibly_same}  # once is enough
    related, later = (
        _with_terms(catalogue, [relation for relation in found if relation.paper_id not in named])
        for found in catalogue.relations[paper.id]
    )
    return LaidOutPage(
        uri=uri_of(paper.url),
        template=TEMPLATE,
        settings=_settings(paper),
        texts={"title": paper.title},
        work_out=_work_out,
        values={
            "paper": paper,
            "topics": catalogue.topics_of[paper.id],
            "held": _dumps_of(catalogue, paper),
            "related": related,
            "later": later,
            "possibly_same": possibly_same,
            "urls": _urls(site),
        },
    )


def _settings(paper: Paper) -> dict[str, object]:
    return page_settings(paper.appearances[-1].date, {"script": "paper.js"})


def _possibly_same(catalogue: Catalogue, paper: Paper) -> list[Mention]:
    return [catalogue.mentions[id_] for id_ in catalogue.possibly_same.get(paper.id, ())]


def _urls(site: Site) -> tuple[str | None, str | None]:
    return site.source_url, site.issues_url


def _dumps_of(catalogue: Catalogue, paper: Paper) -> list[Held]:
    return [_held(catalogue.dumps[appearance.dump]) for appearance in paper.appearances]


def _held(dump: Dump) -> Held:
    return Held(dump.label, len(dump.listings), dump.path.name)


def _with_terms(
    catalogue: Catalogue, relations: Sequence[Relation]
) -> list[tuple[Mention, tuple[str, ...]]]:
    return [(catalogue.mentions[id_], terms) for id_, terms in relations]


def _work_out(
    *, paper: Paper, held: Sequence[Held], urls: tuple[str | None, str | None], **_: object
) -> dict[str, object]:
    """Return what the page shows of the paper's own texts and of its appearances."""
    source_url, issues_url = urls
    title, abstract = text_parts(clean(paper.title)), abstract_parts(paper.listing)
    texts = (paper.title, title), (paper.abstract, abstract)
    return {
        "description": plain(abstract),
        "about": card_of(paper),
        "abstract": abstract,
        "captured": [strip_invisible(text) for text, parts in texts if is_repaired(parts)],
        "is_maths_repaired": any(part.captured and not part.href for part in title + abstract),
        "places": _places(paper, held, source_url),
        "days": len({appearance.date for appearance in paper.appearances}),
        "links": buttons(part.href for part in abstract if part.href),
        "lookup": lookup(paper),
        "wordings": [_wording(paper, variant) for variant in paper.variants],
        "correction": _correction(issues_url, paper),
    }


def _places(paper: Paper, held: Sequence[Held], source_url: str | None) -> list[Place]:
    places = []
    before = None
    for appearance, dump in zip(paper.appearances, held, strict=True):
        source = _source(source_url, dump.file, appearance.line)
        places.append(Place(appearance, dump, before, source))
        before = appearance.date
    return places


def _source(source_url: str | None, file: str, line: int) -> Link | None:
    if source_url is None:
        return None
    return Link(text=f"line {line} of {file}", href=f"{source_url}{quote(file)}#L{line}")


def _wording(paper: Paper, variant: Variant) -> Wording:
    return Wording(
        variant,
        differences(clean(paper.title), clean(variant.title)),
        differences(clean(paper.abstract), clean(variant.abstract)),
    )


def _correction(issues_url: str | None, paper: Paper) -> str | None:
    """Return the address of a form for what is wrong with a page; `paper.js` adds where that is."""
    if issues_url is None:
        return None
    return f"{issues_url}?{urlencode({'title': f'Correction: {paper.id}'}, safe=':')}"


def alias_page(catalogue: Catalogue, alias: Alias) -> LaidOutPage:
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
        papers=[catalogue.cards[paper.id] for paper in papers],
    )

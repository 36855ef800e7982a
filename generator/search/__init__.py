"""Catalogue -> the files of the search, of which a browser fetches what a query touches.

```
search/manifest.json         the number of papers, and where everything else is
search/terms/<digest>.bin    a shard of the inverted index: terms and their postings
search/tables/<digest>.bin   where the terms of one of the next three kinds are
search/broad/<digest>.bin    answers to beginnings of words that very many papers have,
                             with what is shown of the best of these
search/words/<digest>.bin    the words alone, for misspelt ones and those with a wildcard
search/endings/<digest>.bin  the same words written backwards
search/papers/<digest>/<n>.bin   what answers show of two papers
search/facets/<digest>.bin   by what the answers of some thousand papers can be narrowed
search/filters/<digest>.bin  days, topics, and where those are
```

A file is named by its content, so what a browser kept is never mixed with what is newer:
an old manifest names files that are there as they were, or are gone. `docs/design.md`
explains the choices; `overrides/assets/javascripts/search/` reads the files.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from generator.cache import Cache
from generator.catalogue import Catalogue
from generator.model import Archive, LazyFile, OutputFile
from generator.processes import batches
from generator.search.documents import as_json, facets
from generator.search.encoding import NAME_LENGTH, compressed, table
from generator.search.folders import PAPERS_PER_FILE, PAPERS_PER_FOLDER, Folders
from generator.search.inverted import STOP_WORDS
from generator.search.kept import KINDS, Extent, Shards
from generator.search.later import Later, later_wordings
from generator.search.shards import LARGEST

__all__ = ["MANIFEST", "build_search"]

MANIFEST = "search/manifest.json"
"""Address of the manifest, relative to the root of the site."""
PAPERS_PER_FACETS = 4096


def build_search(
    catalogue: Catalogue, largest: int = LARGEST, cache: Cache | None = None
) -> Iterator[OutputFile | LazyFile]:
    """Yield the files of the search, the manifest last.

    Args:
        catalogue: What there is to find.
        largest: Bytes, before compression, above which a shard is cut.
        cache: What earlier builds worked out. The files are read from it as long as it is open.
    """
    papers = catalogue.archive.papers
    cache = cache or Cache()
    folders = Folders(papers, cache)
    for place, folder in enumerate(folders.all):
        for number in range(-(-len(folder.has_code) // PAPERS_PER_FILE)):
            yield LazyFile(
                uri=f"search/papers/{folder.name}/{number}.bin",
                read=partial(folders.file, place, number),
                key=f"{folder.key}{number}",
            )
    facet_parts = _facets(catalogue, b"".join(folder.has_code for folder in folders.all))
    filters = {
        "days": _days(catalogue.archive),
        "topics": [[topic.id, topic.name] for topic in catalogue.archive.topics],
        "facets": list(map(_name, facet_parts)),
    }
    filter_part = _part("filters", as_json(filters))
    later = later_wordings(papers)
    shards = Shards(folders, later, _settled(catalogue.archive, later), largest, cache)
    parts = {
        f"search/{shard.kind}/{shard.name}.bin": (shard.key, partial(shards.file, shard))
        for shard in shards.all
    }
    for uri, (key, read) in sorted(parts.items(), key=lambda part: part[0]):
        yield LazyFile(uri=uri, read=read, key=key)
    tables = {
        kind: table((s.prefix for s in shards.of(kind)), (s.name for s in shards.of(kind)))
        for kind in KINDS
    }
    of_terms = tables.pop("terms")  # which most searches need
    others = {kind: _part("tables", as_json(found)) for kind, found in tables.items()}
    small = (*facet_parts, filter_part, *others.values())
    yield from {part.uri: part for part in small}.values()  # some may have the same content
    broad = [place for place, shard in enumerate(shards.of("terms")) if shard.is_broad]
    manifest = {
        "papers": len(papers),
        "stopWords": sorted(STOP_WORDS),
        "papersPerFile": PAPERS_PER_FILE,
        "papersPerFolder": PAPERS_PER_FOLDER,
        "folders": "".join(folder.name for folder in folders.all),
        "filters": _name(filter_part),
        "terms": of_terms,
        "broadTerms": [place - before for before, place in pairwise([0, *broad])],
        "tables": {kind: _name(part) for kind, part in others.items()},
    }
    yield OutputFile(uri=MANIFEST, content=json.dumps(manifest, separators=(",", ":")).encode())


def _settled(archive: Archive, later: Sequence[Later]) -> Extent:
    """Return how many papers and later wordings there were before the last day."""
    last_day = archive.days[-1].dumps if archive.days else ()
    return Extent(
        sum(paper.appearances[0].dump not in last_day for paper in archive.papers),
        sum(wording.variant.dump not in last_day for wording in later),
    )


def _days(archive: Archive) -> dict[str, object]:
    """Return the days that showed a paper first: their steps, and how many each showed."""
    papers = Counter(paper.appearances[0].date for paper in archive.papers)
    days = sorted(papers)
    return {
        "first": str(days[0]) if days else None,
        "steps": [(after - before).days for before, after in pairwise(days)],
        "papers": [papers[day] for day in days],
    }


def _facets(catalogue: Catalogue, has_code: bytes) -> list[LazyFile]:
    """Return the files of the facets of all papers."""
    number_of = {topic.id: number for number, topic in enumerate(catalogue.archive.topics)}
    content = [
        facets(
            len(paper.appearances),
            code,
            tuple([number_of[topic.id] for topic in catalogue.topics_of[paper.id]]),
        )
        for paper, code in zip(catalogue.archive.papers, has_code, strict=True)
    ]
    return [_part("facets", b"".join(few)) for few in batches(content, PAPERS_PER_FACETS)]


def _part(kind: str, content: bytes) -> LazyFile:
    key = hashlib.sha256(content).hexdigest()
    uri = f"search/{kind}/{key[:NAME_LENGTH]}.bin"
    return LazyFile(uri=uri, read=partial(compressed, content), key=key)


def _name(part: LazyFile) -> str:
    return part.uri.rpartition("/")[2].removesuffix(".bin")

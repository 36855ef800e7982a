"""Catalogue -> the files of the search, of which a browser fetches what a query touches.

```
search/manifest.json         numbers of papers and days, and where everything is
search/terms/<digest>.bin    a shard of the inverted index: terms and their postings
search/broad/<digest>.bin    answers to beginnings of words that very many papers have,
                             with what is shown of the best of these
search/words/<digest>.bin    the words alone, for misspelt ones and those with a wildcard
search/endings/<digest>.bin  the same words written backwards
search/papers/<digest>/<n>.bin   what answers show of two papers
search/facets/<digest>.bin   by what the answers of some thousand papers can be narrowed
```

A file is named by its content, so what a browser kept is never mixed with what is newer:
an old manifest names files that are there as they were, or are gone. `docs/design.md`
explains the choices; `overrides/assets/javascripts/search/` reads the files.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from generator.cache import Cache
from generator.catalogue import Catalogue
from generator.model import Archive, OutputFile, Paper
from generator.processes import batches
from generator.search.documents import as_json, document, facets, passage
from generator.search.encoding import compressed, digest
from generator.search.folders import (
    PAPERS_PER_FILE,
    PAPERS_PER_FOLDER,
    folder_keys,
    read_folders,
)
from generator.search.index import build_shards, keep_index, keep_shards, kept_index, kept_shards
from generator.search.inverted import STOP_WORDS, Inverted
from generator.search.parts import unpack_part
from generator.search.shards import LARGEST

__all__ = ["MANIFEST", "build_search"]

MANIFEST = "search/manifest.json"
"""Address of the manifest, relative to the root of the site."""
PAPERS_PER_FACETS = 4096


def build_search(
    catalogue: Catalogue, largest: int = LARGEST, cache: Cache | None = None
) -> Iterator[OutputFile]:
    """Yield the files of the search, the manifest last.

    Args:
        catalogue: What there is to find.
        largest: Bytes, before compression, above which a shard is cut.
        cache: What earlier builds worked out.
    """
    archive = catalogue.archive
    cache = cache or Cache()
    keys = folder_keys(archive.papers)
    kept = kept_shards(cache, keys, largest)
    index, indexed = (Inverted(), 0) if kept else kept_index(cache, keys)
    full = len(archive.papers) // PAPERS_PER_FOLDER
    names: list[str] = []
    has_code = bytearray()
    for folder in read_folders(archive.papers, keys, cache):
        if not kept and len(names) >= indexed:
            index.add(unpack_part(folder.part))
            if len(names) + 1 == full:
                keep_index(index, cache, keys[:full])
        names.append(folder.name)
        has_code += folder.has_code
        for number, content in enumerate(folder.files):
            yield OutputFile(uri=f"search/papers/{folder.name}/{number}.bin", content=content)
    facet_files = _facets(catalogue, bytes(has_code))
    if not kept:
        kept = build_shards(index, largest, _shown(archive.papers, cache))
        keep_shards(kept, cache, keys, largest)
    files = [(f"facets/{name}", content) for name, content in facet_files]
    for name, content in [*files, *kept.files.items()]:
        yield OutputFile(uri=f"search/{name}.bin", content=content)
    manifest = {
        "papers": len(archive.papers),
        "days": _days(archive),
        "topics": [[topic.id, topic.name] for topic in archive.topics],
        "stopWords": sorted(STOP_WORDS),
        "papersPerFile": PAPERS_PER_FILE,
        "papersPerFolder": PAPERS_PER_FOLDER,
        "papersPerFacets": PAPERS_PER_FACETS,
        "folders": names,
        "facets": [name for name, _ in facet_files],
        # In columns, as these compress better than pairs do.
        **{
            kind: {"prefixes": [p for p, _ in table], "names": "".join(n for _, n in table)}
            for kind, table in kept.tables.items()
        },
    }
    yield OutputFile(uri=MANIFEST, content=json.dumps(manifest, separators=(",", ":")).encode())


def _days(archive: Archive) -> dict[str, object]:
    """Return the days that showed a paper first: their steps, and how many each showed."""
    papers = Counter(paper.appearances[0].date for paper in archive.papers)
    days = sorted(papers)
    return {
        "first": str(days[0]) if days else None,
        "steps": [(after - before).days for before, after in pairwise(days)],
        "papers": [papers[day] for day in days],
    }


def _shown(papers: Sequence[Paper], cache: Cache) -> Callable[[str, Sequence[int]], bytes]:
    """Return what tells what the answer to a beginning of a word shows of some of the papers."""

    def shown(prefix: str, numbers: Sequence[int]) -> bytes:
        whole = cache.map("search results", document, [papers[number] for number in numbers])
        return as_json([(id_, title, passage(text, prefix)) for id_, title, text in whole])

    return shown


def _facets(catalogue: Catalogue, has_code: bytes) -> list[tuple[str, bytes]]:
    """Return the files of the facets of all papers, each by its digest."""
    number_of = {topic: number for number, topic in enumerate(catalogue.archive.topics)}
    content = [
        facets(paper, [number_of[topic] for topic in catalogue.topics_of[paper.id]], has_code=code)
        for paper, code in zip(catalogue.archive.papers, map(bool, has_code), strict=True)
    ]
    joined = map(b"".join, batches(content, PAPERS_PER_FACETS))
    return [(digest(few), compressed(few)) for few in joined]

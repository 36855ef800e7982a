"""Catalogue -> the files of the search, of which a browser fetches what a query touches.

```
search/manifest.json         numbers of papers and days, and where everything is
search/terms/<digest>.bin    a shard of the inverted index: terms and their postings
search/broad/<digest>.bin    answers to beginnings of words that very many papers have
search/words/<digest>.bin    the words alone, for misspelt ones and those with a wildcard
search/endings/<digest>.bin  the same words written backwards
search/papers/<digest>/<n>.bin   what answers show of two papers
search/facets/<digest>.bin   by what the answers of some thousand papers can be narrowed
```

A file is named by its content, so what a browser kept is never mixed with what is newer:
an old manifest names files that are there as they were, or are gone. `docs/design.md`
explains the choices; `overrides/assets/javascripts/search/` reads the files.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from generator.catalogue import Catalogue
from generator.model import Archive, OutputFile
from generator.search.broad import LARGEST_ANSWERS, find
from generator.search.documents import document, facets, indexed_words
from generator.search.encoding import (
    broad_answer,
    compressed,
    front_coded,
    postings,
    term_shard,
)
from generator.search.inverted import STOP_WORDS, Inverted
from generator.search.shards import LARGEST, cut, sort_key

__all__ = ["MANIFEST", "build_search"]

MANIFEST = "search/manifest.json"
"""Address of the manifest, relative to the root of the site."""
PAPERS_PER_FILE = 2
PAPERS_PER_FOLDER = 256
PAPERS_PER_FACETS = 4096

_T = TypeVar("_T")
_Table = list[tuple[str, str]]  # prefix and digest of each shard, in order
_Files = Generator[OutputFile, None, _T]  # yields files, then returns how to find them


def build_search(catalogue: Catalogue, largest: int = LARGEST) -> Iterator[OutputFile]:
    """Yield the files of the search, the manifest last.

    Args:
        catalogue: What there is to find.
        largest: Bytes, before compression, above which a shard is cut.
    """
    archive = catalogue.archive
    index = Inverted()
    folders = yield from _papers(archive, index)
    facet_lists = yield from _facets(catalogue)
    terms = sorted(index.order, key=sort_key)
    shards, broad = yield from _terms(index, terms, largest)
    manifest = {
        "papers": len(archive.papers),
        "days": _days(archive),
        "topics": [[topic.id, topic.name] for topic in archive.topics],
        "stopWords": sorted(STOP_WORDS),
        "papersPerFile": PAPERS_PER_FILE,
        "papersPerFolder": PAPERS_PER_FOLDER,
        "papersPerFacets": PAPERS_PER_FACETS,
        "folders": folders,
        "facets": facet_lists,
        "terms": shards,
        "broad": broad,
        "words": (yield from _lexicon("words", terms, largest)),
        "endings": (yield from _lexicon("endings", [term[::-1] for term in terms], largest)),
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


def _papers(archive: Archive, index: Inverted) -> _Files[list[str]]:
    """Put the papers into the index; yield what answers show of them, return the folders."""
    folders = []
    for papers in _batches(archive.papers, PAPERS_PER_FOLDER):
        for paper in papers:
            index.add(*indexed_words(paper))
        files = [
            json.dumps([document(p) for p in few], ensure_ascii=False, separators=(",", ":"))
            for few in _batches(papers, PAPERS_PER_FILE)
        ]
        folders.append(_digest("\n".join(files).encode()))
        for number, content in enumerate(files):
            yield _file(f"papers/{folders[-1]}/{number}", content.encode())
    return folders


def _facets(catalogue: Catalogue) -> _Files[list[str]]:
    """Yield the facets of all papers; return the digests."""
    number_of = {topic: number for number, topic in enumerate(catalogue.archive.topics)}
    digests = []
    for papers in _batches(catalogue.archive.papers, PAPERS_PER_FACETS):
        content = b"".join(
            facets(paper, [number_of[topic] for topic in catalogue.topics_of[paper.id]])
            for paper in papers
        )
        digests.append(_digest(content))
        yield _file(f"facets/{digests[-1]}", content)
    return digests


def _terms(index: Inverted, terms: Sequence[str], largest: int) -> _Files[tuple[_Table, _Table]]:
    """Yield the shards of terms and the answers to broad beginnings; return where they are."""
    encoded = [postings(index, term) for term in terms]
    shards, broad = cut(
        terms, [len(term) + len(data) for term, data in zip(terms, encoded, strict=True)], largest
    )
    contents = [term_shard(index, terms[start:end], encoded[start:end]) for _, start, end in shards]
    table = yield from _shards("terms", [shard.prefix for shard in shards], contents)
    prefixes = [found.prefix for found in broad]
    answers = [
        broad_answer(prefix, find(index, prefix, terms[start:end])) for prefix, start, end in broad
    ]
    shards, _ = cut(prefixes, list(map(len, answers)), LARGEST_ANSWERS)
    contents = [b"".join(answers[start:end]) for _, start, end in shards]
    return table, (yield from _shards("broad", [shard.prefix for shard in shards], contents))


def _lexicon(kind: str, words: Sequence[str], largest: int) -> _Files[_Table]:
    """Yield shards of words; return where they are."""
    words = sorted(words, key=sort_key)
    shards, _ = cut(words, list(map(len, front_coded(words))), largest)
    contents = [b"".join(front_coded(words[start:end])) for _, start, end in shards]
    return (yield from _shards(kind, [shard.prefix for shard in shards], contents))


def _shards(kind: str, prefixes: Sequence[str], contents: Sequence[bytes]) -> _Files[_Table]:
    table = []
    for prefix, content in zip(prefixes, contents, strict=True):
        digest = _digest(content)
        yield _file(f"{kind}/{digest}", content)
        table.append((prefix, digest))
    return table


def _file(name: str, content: bytes) -> OutputFile:
    return OutputFile(uri=f"search/{name}.bin", content=compressed(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

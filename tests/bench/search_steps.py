"""The steps of the search's benchmark that run in a process of their own; prints JSON.

python -m tests.bench.search_steps ours|stock|pages DUMPS OUT
python -m tests.bench.search_steps exactness DUMPS SEARCH
python -m tests.bench.search_steps day DUMPS EXTRA
"""

import html
import json
import os
import sys
import time
import zlib
from bisect import bisect
from collections import Counter
from pathlib import Path
from typing import Any

from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]

from generator import Archive, LazyFile, OutputFile, load_archive
from generator.catalogue import Catalogue, topic_name
from generator.links import abstract_parts, text_parts
from generator.related import RelatedPapers
from generator.search import MANIFEST, build_search
from generator.search.documents import indexed_words
from generator.search.inverted import STOP_WORDS
from generator.search.shards import sort_key
from generator.text import clean
from generator.topics import Vocabulary
from tests.lunr_oracle import compared, documents

QUERIES = 1000
RARE = 3
"""How many papers have the rare word."""
STOCK = {
    "lang": ["en"],
    "separator": r"[\s\-]+",
    "pipeline": ["stopWordFilter"],
    "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
}
"""What the theme's search says of itself with its defaults."""
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main data-pagefind-body><h1>{title}</h1><p>{abstract}</p></main></body></html>
"""


def load(folder: Path) -> Archive:
    """Return the archive of a folder; stop where it has problems."""
    archive, problems = load_archive(folder)
    if problems:
        sys.exit("\n".join(map(str, problems[:5])))
    return archive


def catalogue(archive: Archive) -> Catalogue:
    """Return what the search reads of a catalogue; related papers take much longer."""
    vocabulary = Vocabulary(archive.topics)
    return Catalogue(
        archive=archive,
        papers={},
        cards={},
        mentions={},
        newcomers={},
        dumps={},
        rows={},
        tallies={},
        busiest=0,
        topics=(),
        topics_of={
            paper.id: tuple(map(topic_name, vocabulary.topics_of(paper.title, paper.abstract)))
            for paper in archive.papers
        },
        papers_of={},
        relations=RelatedPapers([], [], []),
        possibly_same={},
        recurring=(),
    )


def peak_memory() -> float:
    """Return the most MB that this process had so far."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def seconds_of_all() -> float:
    """Return the CPU seconds of this process and of those it started and waited for."""
    return sum(os.times()[:4])


def data(output: OutputFile | LazyFile) -> bytes:
    """Return what a file has."""
    content = output.content
    return content.encode() if isinstance(content, str) else content


def ours(dumps: Path, out: Path) -> dict[str, Any]:
    """Write our files below a folder; what it costs is told without loading and writing."""
    archive = load(dumps)
    loaded = catalogue(archive)
    memory_before, seconds = peak_memory(), 0.0
    outputs = build_search(loaded)
    while True:
        start = seconds_of_all()
        output = next(outputs, None)
        seconds += seconds_of_all() - start
        if output is None:
            break
        path = out / output.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data(output))
    memory = peak_memory()
    text_parts.cache_clear()
    abstract_parts.cache_clear()
    start = time.process_time()
    for paper in archive.papers:
        text_parts(clean(paper.title))
        abstract_parts(paper.listing)
    repair = time.process_time() - start
    counts = Counter(word for p in archive.papers for word in set(indexed_words(p)[1]))
    return {
        "seconds": seconds,
        "repair": repair,
        "memory": memory,
        "memory_before": memory_before,
        "papers": len(archive.papers),
        "rare": min(w for w, number in counts.items() if number == RARE and len(w) > 6),
    }


def stock(dumps: Path, out: Path) -> dict[str, Any]:
    """Write the index of the theme's own search, as its plugin takes pages apart."""
    archive = load(dumps)
    start = time.process_time()
    entries = []
    for paper in archive.papers:
        parser = Parser()
        parser.feed(
            f'<h1 id="title">{html.escape(paper.title)}</h1>\n<p>{html.escape(paper.abstract)}</p>'
        )
        parser.close()
        section = parser.data[-1]
        title, text = ("".join(parts).strip() for parts in (section.title, section.text))
        entries.append({"location": f"papers/{paper.id}/", "title": title, "text": text})
    content = json.dumps({"config": STOCK, "docs": entries}, separators=(",", ":"))
    seconds = time.process_time() - start
    (out / "search").mkdir(parents=True, exist_ok=True)
    (out / "search" / "search_index.json").write_text(content, "utf-8")
    return {"seconds": seconds, "memory": peak_memory()}


def pages(dumps: Path, out: Path) -> dict[str, Any]:
    """Write a plain page for each paper, for Pagefind to read."""
    archive = load(dumps)
    for paper in archive.papers:
        path = out / "papers" / f"{paper.id}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = {"title": html.escape(paper.title), "abstract": html.escape(paper.abstract)}
        path.write_text(PAGE.format_map(texts), "utf-8")
    return {}


def exactness(dumps: Path, search: Path) -> dict[str, Any]:
    """Compare an index that `ours` wrote with lunr on random queries."""
    found, different = compared(search, documents(load(dumps)), QUERIES)
    return {"queries": QUERIES, "found": found, "different": different}


def day(before: Path, after: Path) -> dict[str, Any]:
    """Count the files that differ once a day is added, and those that its words lie in."""
    known = load(before)
    grown = load(after)
    old = {output.uri: data(output) for output in build_search(catalogue(known))}
    new = {output.uri: data(output) for output in build_search(catalogue(grown))}
    changed = [uri for uri, content in new.items() if old.get(uri) != content]
    manifest = json.loads(new[MANIFEST])
    tables = {
        kind: json.loads(zlib.decompress(new[f"search/tables/{name}.bin"]))
        for kind, name in manifest["tables"].items()
    }
    old_ids = {paper.id for paper in known.papers}
    terms = {
        word
        for paper in grown.papers
        if paper.id not in old_ids
        for words in indexed_words(paper)[:2]
        for word in words
    } - STOP_WORDS
    old_terms = {w for paper in known.papers for field in indexed_words(paper)[:2] for w in field}
    fresh = terms - old_terms
    numbers = [number for number, p in enumerate(grown.papers) if p.id not in old_ids]
    touched = {
        "papers": len({number // manifest["papersPerFile"] for number in numbers}),
        "terms": touched_shards(manifest["terms"], terms),
        "words": touched_shards(tables["words"], fresh),
        "endings": touched_shards(tables["endings"], {term[::-1] for term in fresh}),
    }
    return {
        "files": Counter(uri.split("/")[1] for uri in new),
        "changed": Counter(uri.split("/")[1] for uri in changed),
        "touched": touched,
        "terms": len(terms),
        "fresh": len(fresh),
        "new_papers": len(numbers),
        "bytes": sum(len(new[uri]) for uri in changed),
    }


def touched_shards(table: dict[str, str], words: set[str]) -> int:
    """Return in how many of the shards of a table some words lie."""
    starts = []
    prefix = ""
    for coded in table["prefixes"].split():
        prefix = prefix[: int(coded[0], 36)] + coded[1:]
        starts.append(sort_key(prefix))
    return len({bisect(starts, sort_key(word)) for word in words})


STEPS = {"ours": ours, "stock": stock, "pages": pages, "exactness": exactness, "day": day}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*map(Path, sys.argv[2:]))))

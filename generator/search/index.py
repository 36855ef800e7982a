"""An inverted index -> the files that hold it, kept until a paper changes."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, key_of
from generator.search.broad import LARGEST_ANSWERS, find
from generator.search.encoding import (
    broad_answer,
    compressed,
    digest,
    front_coded,
    postings,
    term_entry,
)
from generator.search.inverted import Inverted
from generator.search.parts import pack_part, unpack_part
from generator.search.shards import Range, cut, sort_key

_Table = list[list[str]]  # prefix and digest of each shard, in order

# What is kept, and where.
_INDEX, _FOLDERS, _PART = "search index", "folders", "part"
_SHARDS, _TABLES = "search shards", "tables"


class Shards(NamedTuple):
    """The files of an index.

    Attributes:
        tables: By their kind (`terms`, `broad`, `words`, `endings`), how to find them.
        files: Their contents as they are served, by `<kind>/<digest>`.
    """

    tables: dict[str, _Table]
    files: dict[str, bytes]


def build_shards(
    index: Inverted, largest: int, shown: Callable[[str, Sequence[int]], bytes]
) -> Shards:
    """Return the files of an index.

    Args:
        index: Of all papers.
        largest: Bytes, before compression, above which a shard is cut.
        shown: What the answer to a beginning of a word shows of papers.
    """
    terms = sorted(index.order, key=sort_key)
    words = front_coded(terms)
    entries = [postings(index, term) for term in terms]
    sizes = [len(term) + len(entry) for term, entry in zip(terms, entries, strict=True)]
    shards, broad = cut(terms, sizes, largest)
    prefixes = [found.prefix for found in broad]
    found = [find(index, prefix, terms[start:end]) for prefix, start, end in broad]
    answers = [
        broad_answer(prefix, answer, shown(prefix, answer.best))
        for prefix, answer in zip(prefixes, found, strict=True)
    ]
    answer_shards, _ = cut(prefixes, list(map(len, answers)), LARGEST_ANSWERS)
    endings = sorted((term[::-1] for term in terms), key=sort_key)
    parts = {
        "terms": (shards, _term_shards(index, terms, words, entries, shards)),
        "broad": (answer_shards, (b"".join(answers[s.start : s.end]) for s in answer_shards)),
        "words": _lexicon(terms, words, largest),
        "endings": _lexicon(endings, front_coded(endings), largest),
    }
    tables: dict[str, _Table] = {}
    files = {}
    for kind, (ranges, contents) in parts.items():
        tables[kind] = []
        for shard, content in zip(ranges, contents, strict=True):
            name = digest(content)
            tables[kind].append([shard.prefix, name])
            files[f"{kind}/{name}"] = compressed(content)
    return Shards(tables, dict(sorted(files.items())))  # as a table gives them back


def kept_index(cache: Cache, keys: Sequence[str]) -> tuple[Inverted, int]:
    """Return an index of as many folders as the last build that kept one agrees in, and how many.

    Args:
        cache: Where it is kept.
        keys: The `folder_keys` of the papers now.
    """
    index = Inverted()
    table = cache.table(_INDEX)
    try:
        kept = table.read([_FOLDERS, _PART])
    except CacheLostError:
        return index, 0
    folders = int(kept.get(_FOLDERS, b"0"))
    if not folders or table.stamp != key_of(keys[:folders]):
        return index, 0
    index.add(unpack_part(kept[_PART]))
    return index, folders


def keep_index(index: Inverted, cache: Cache, keys: Sequence[str]) -> None:
    """Keep an index of some folders, whose `folder_keys` these are."""
    if cache.is_open:
        part = pack_part(index.whole())
        values = {_FOLDERS: str(len(keys)).encode(), _PART: part}
        cache.table(_INDEX).write(values, key_of(keys))


def kept_shards(cache: Cache, keys: Sequence[str], largest: int) -> Shards | None:
    """Return the files of the index if the last build that kept them had the same papers."""
    table = cache.table(_SHARDS)
    if table.stamp != key_of(keys, largest):
        return None
    try:
        files = table.read_all()
    except CacheLostError:
        return None
    return Shards(json.loads(files.pop(_TABLES)), files)


def keep_shards(shards: Shards, cache: Cache, keys: Sequence[str], largest: int) -> None:
    """Keep the files of the index for the next build.

    Args:
        shards: The files.
        cache: Where to keep them.
        keys: The `folder_keys` of the papers.
        largest: As for `build_shards`.
    """
    table = cache.table(_SHARDS)
    table.clear()
    tables = json.dumps(shards.tables).encode()
    table.write({_TABLES: tables, **shards.files}, key_of(keys, largest))


def _term_shards(
    index: Inverted,
    terms: Sequence[str],
    words: Sequence[bytes],
    entries: Sequence[bytes],
    shards: Sequence[Range],
) -> Iterator[bytes]:
    for _, start, end in shards:
        yield b"".join(
            word + term_entry(index.place(term), entry)
            for term, word, entry in zip(
                terms[start:end],
                _cut_words(terms, words, start, end),
                entries[start:end],
                strict=True,
            )
        )


def _lexicon(
    words: Sequence[str], coded: Sequence[bytes], largest: int
) -> tuple[list[Range], Iterator[bytes]]:
    """Return shards of words."""
    shards, _ = cut(words, list(map(len, coded)), largest)
    return shards, (b"".join(_cut_words(words, coded, start, end)) for _, start, end in shards)


def _cut_words(
    words: Sequence[str], coded: Sequence[bytes], start: int, end: int
) -> Sequence[bytes]:
    """Return front-coded words of a shard, the first of which has none before it."""
    return [*front_coded(words[start : start + 1]), *coded[start + 1 : end]]

"""Which listings are the same paper.

Two listings are the same paper when

1. `same:` in the corrections says so, or
2. they have the same arXiv id, or
3. their titles and abstracts are equal, or
4. their title keys are equal (and not empty) and their abstracts agree.

A paper is a connected component of these links, but a link that would join two arXiv ids
or what `different:` tells apart is refused. Links are tried from the surest to the least
sure, ties in the order of the listings, so the result depends on neither the order of the
files nor the day of the build. A link less sure than these is never made.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from generator.cache import Cache, key_of
from generator.errors import MetadataError
from generator.model import Corrections, Dump, Listing
from generator.text import clean, counted

AGREEMENT = 0.5
"""Abstracts agree from this share of common words on.

Of the 27,028 pairs of unlike papers in the first five dumps none shares more than 0.26;
a revised abstract shares far more than half of its words with the one before.
"""

_Wordings = dict[str, list[int]]
"""The entries, by number, of each title and abstract, which stand under their digest."""


class Entries(NamedTuple):
    """The listings of all dumps in order, each known by its number, and what follows from it.

    Attributes:
        dumps: The dump of each.
        listings: The listings.
        title_keys: What spellings of its title agree on.
        wordings: A digest of its title and its abstract.
        slugs: Its title's slug.
        contents: What tells it from other listings whose titles have its slug.
    """

    dumps: Sequence[Dump]
    listings: Sequence[Listing]
    title_keys: Sequence[str]
    wordings: Sequence[str]
    slugs: Sequence[str]
    contents: Sequence[str]

    def reference(self, number: int) -> str:
        """Return how the corrections name a listing."""
        return f"{self.dumps[number].name}#{self.listings[number].position}"


def group_entries(
    entries: Entries, corrections: Corrections, cache: Cache | None = None
) -> list[list[int]]:
    """Return the entries of each paper, by number and in order.

    Args:
        entries: All of them. Papers are in the order of their first entry.
        corrections: What a person decided.
        cache: Where it is kept how far abstracts agree.

    Raises:
        MetadataError: A correction names a listing that does not exist, or contradicts
            another correction or an arXiv id.
    """
    groups = _Groups([listing.arxiv_id for listing in entries.listings])
    for _, one, other in corrected_pairs(entries, corrections, "different"):
        groups.keep_apart(one, other)
    for key, one, other in corrected_pairs(entries, corrections, "same"):
        if not groups.join(one, other):
            message = (
                f"{entries.reference(one)} and {entries.reference(other)} have two arXiv ids or "
                "stand under different:; take one of the two statements out"
            )
            raise MetadataError(message, path=corrections.path, key=key)
    wordings_of_key = _wordings_of_key(entries)
    for equal in _equals(entries, wordings_of_key):
        groups.join_all(equal)
    for one, other in _reworded(entries, wordings_of_key, cache or Cache()):
        groups.join(one, other)
    return groups.all()


def corrected_pairs(
    entries: Entries, corrections: Corrections, kind: str
) -> Iterator[tuple[str, int, int]]:
    """Yield the pairs of entries that a kind of correction names, each with its key."""
    stated = corrections.same if kind == "same" else corrections.different
    if not stated:
        return
    numbers = {entries.reference(number): number for number in range(len(entries.listings))}
    for index, references in enumerate(stated):
        key = f"{kind}[{index}]"
        for reference in references:
            if reference not in numbers:
                message = f"there is no listing {reference}; {_nearest(entries, reference)}"
                raise MetadataError(message, path=corrections.path, key=key)
        for one, other in itertools.combinations(references, 2):
            yield key, numbers[one], numbers[other]


def _nearest(entries: Entries, reference: str) -> str:
    """Say which listings there are in the place of one that there is not."""
    name = reference.rpartition("#")[0]
    listings = Counter(dump.name for dump in entries.dumps)
    if name in listings:
        return f"{name} has {counted(listings[name], 'listing')}"
    named = [other for other in listings if other.startswith(name[:10])]
    return f"that day has {' and '.join(named)}" if named else "there is no dump of that day"


def _equals(entries: Entries, wordings_of_key: Mapping[str, _Wordings]) -> Iterator[list[int]]:
    """Yield entries equal in arXiv id, then entries equal in title and abstract."""
    by_arxiv_id: dict[str, list[int]] = defaultdict(list)
    for number, listing in enumerate(entries.listings):
        if listing.arxiv_id:
            by_arxiv_id[listing.arxiv_id].append(number)
    yield from by_arxiv_id.values()
    for wordings in wordings_of_key.values():
        yield from wordings.values()


def _wordings_of_key(entries: Entries) -> dict[str, _Wordings]:
    """Return the entries of each wording, under those keys of titles that several entries have.

    Under the empty key stand titles of marks alone, which are not one.
    """
    times = Counter(entries.title_keys)
    wordings_of_key: dict[str, _Wordings] = defaultdict(lambda: defaultdict(list))
    for number, key in enumerate(entries.title_keys):
        if times[key] > 1:
            wordings_of_key[key][entries.wordings[number]].append(number)
    return wordings_of_key


def _reworded(
    entries: Entries, wordings_of_key: Mapping[str, _Wordings], cache: Cache
) -> list[tuple[int, int]]:
    """Return the pairs of one title key whose abstracts differ but agree, most alike first."""
    several = [found for key, found in wordings_of_key.items() if key and len(found) > 1]
    listings = [[entries.listings[of[0]] for of in wordings.values()] for wordings in several]
    keys = [key_of(*wordings) for wordings in several]
    found = cache.map("agreements", _agreements, listings, keys)
    pairs = []
    for wordings, shares in zip(several, found, strict=True):
        both = itertools.combinations(wordings.values(), 2)
        for share, (ones, others) in zip(shares, both, strict=True):
            if share >= AGREEMENT:
                product = itertools.product(ones, others)
                pairs += [(-share, min(pair), max(pair)) for pair in product]
    return [(one, other) for _, one, other in sorted(pairs)]


def _agreements(listings: Sequence[Listing]) -> list[float]:
    """Return how far the abstracts of each two listings agree."""
    words = [abstract_words(listing.abstract) for listing in listings]
    return [agreement(one, other) for one, other in itertools.combinations(words, 2)]


def agreement(words: Sequence[str], other_words: Sequence[str]) -> float:
    """Return the share of words, in order, that two abstracts have in common: 0 to 1.

    An abstract that a capture did not hold cannot disagree. Two abstracts of n and m
    words with c common words in order share 2c / (n + m).

    Examples:
        >>> agreement(["we", "train", "a", "model"], ["we", "train", "two", "models"])
        0.5
        >>> agreement(["we", "train", "a", "model"], [])
        1.0
    """
    if not words or not other_words:
        return 1.0
    return Indel.normalized_similarity(words, other_words)


def abstract_words(abstract: str) -> list[str]:
    """Return the words by which abstracts are compared.

    Examples:
        >>> abstract_words("We train  a Model.")
        ['we', 'train', 'a', 'model.']
    """
    return clean(abstract).casefold().split()


class _Groups:
    """Disjoint sets of entries that refuse to join what has to stay apart."""

    def __init__(self, arxiv_ids: Iterable[str | None]) -> None:
        self._arxiv_id = list(arxiv_ids)
        self._parent = list(range(len(self._arxiv_id)))
        self._apart: dict[int, set[int]] = defaultdict(set)

    def find(self, entry: int) -> int:
        while self._parent[entry] != entry:
            self._parent[entry] = self._parent[self._parent[entry]]
            entry = self._parent[entry]
        return entry

    def keep_apart(self, one: int, other: int) -> None:
        self._apart[self.find(one)].add(other)
        self._apart[self.find(other)].add(one)

    def join(self, one: int, other: int) -> bool:
        """Join the groups of two entries; return whether they are in one group now."""
        root, merged = sorted((self.find(one), self.find(other)))
        if root == merged:
            return True
        ids = {self._arxiv_id[root], self._arxiv_id[merged]} - {None}
        if len(ids) > 1 or any(self.find(entry) == merged for entry in self._apart[root]):
            return False
        self._parent[merged] = root
        self._arxiv_id[root] = next(iter(ids), None)
        self._apart[root] |= self._apart.pop(merged, set())
        return True

    def join_all(self, entries: Iterable[int]) -> None:
        """Join entries that are linked each to each; one refused by a group tries the next."""
        formed: list[int] = []
        for entry in entries:
            if not any(self.join(other, entry) for other in formed):
                formed.append(entry)

    def all(self) -> list[list[int]]:
        members: dict[int, list[int]] = {}
        for entry, parent in enumerate(self._parent):
            if parent == entry:  # the first of its group
                members[entry] = [entry]
            else:
                members[self.find(entry)].append(entry)
        return list(members.values())

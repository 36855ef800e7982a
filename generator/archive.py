"""Dumps -> Archive: which listings are the same paper, and where each paper lives.

Two listings are the same paper when

1. `same:` in the corrections says so, or
2. they have the same arXiv id, or
3. their title keys are equal (and not empty) and their abstracts agree.

A paper is a connected component of these links, but a link that would join two arXiv ids
or what `different:` tells apart is refused. Links are tried from the surest to the least
sure, ties in the order of the listings, so the result depends on neither the order of the
files nor the day of the build. A link less sure than these is never made.

An address that once answered goes on answering when dumps are added, because each
depends on one listing alone: its title's slug and, where listings of unlike content
share that slug, the slug with the listing's digest. See `_address`.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Indel

from generator.cache import Cache, key_of
from generator.errors import MetadataError
from generator.model import (
    Alias,
    Appearance,
    Archive,
    Corrections,
    Day,
    Dump,
    Listing,
    Paper,
    Topic,
    Variant,
)
from generator.text import clean, digest, slug, title_key, with_digest

AGREEMENT = 0.5
"""Abstracts agree from this share of common words on.

Of the 27,028 pairs of unlike papers in the first five dumps none shares more than 0.26;
a revised abstract shares far more than half of its words with the one before.
"""


_Wordings = dict[str, list[int]]
"""The entries, by number, of each title and abstract, which stand under their digest."""


class _Facts(NamedTuple):
    """What follows from a listing alone.

    Attributes:
        title_key: What spellings of its title agree on.
        wording: A digest of its title and its abstract.
        slug: Its title's slug.
        content: What tells it from other listings whose titles have its slug.
    """

    title_key: str
    wording: str
    slug: str
    content: str


class _Entry(NamedTuple):
    """A listing and the dump it stands in."""

    dump: Dump
    listing: Listing
    facts: _Facts

    @property
    def reference(self) -> str:
        return f"{self.dump.name}#{self.listing.position}"


def build_archive(
    dumps: Iterable[Dump],
    corrections: Corrections | None = None,
    topics: Iterable[Topic] = (),
    cache: Cache | None = None,
) -> Archive:
    """Return the archive that the dumps hold. The order in which they come does not matter.

    Args:
        dumps: All of them.
        corrections: What a person decided about their listings.
        topics: The vocabulary that the papers are sorted into.
        cache: Where what follows from each listing alone is kept.

    Raises:
        MetadataError: A correction names a listing that does not exist, or contradicts
            another correction or an arXiv id.
    """
    dumps = tuple(sorted(dumps, key=lambda dump: dump.name))
    facts = (cache or Cache()).map(
        "listings", _facts, [dump.listings for dump in dumps], [dump.key for dump in dumps]
    )
    entries = [
        _Entry(dump, listing, _Facts(*found))
        for dump, of_dump in zip(dumps, facts, strict=True)
        for listing, found in zip(dump.listings, of_dump, strict=True)
    ]
    corrections = corrections or Corrections(path=Path())
    groups = _group(entries, corrections)
    ids, aliases = _address(entries, groups)
    other_addresses: dict[str, list[str]] = {id_: [] for id_ in ids}
    for alias in aliases:
        other_addresses[alias.paper_ids[0]].append(alias.address)
    id_of = {number: id_ for id_, group in zip(ids, groups, strict=True) for number in group}
    different = _corrected_pairs(entries, corrections, "different")
    by_date = itertools.groupby(dumps, key=lambda dump: dump.date)
    return Archive(
        papers=tuple(
            _paper(id_, [entries[number] for number in group], tuple(other_addresses[id_]))
            for id_, group in zip(ids, groups, strict=True)
        ),
        days=tuple(Day(date=date, dumps=tuple(d.name for d in same)) for date, same in by_date),
        dumps=dumps,
        aliases=aliases,
        topics=tuple(topics),
        told_apart=frozenset(frozenset((id_of[one], id_of[other])) for _, one, other in different),
    )


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


def _facts(listings: Sequence[Listing]) -> list[_Facts]:
    return [
        _Facts(
            title_key=title_key(listing.title),
            wording=key_of(listing.title, listing.abstract),
            slug=slug(listing.title),
            content=digest(*_content(listing)),
        )
        for listing in listings
    ]


def _content(listing: Listing) -> tuple[str, str]:
    """Return what tells a listing from others whose titles have its slug."""
    return ("arxiv", listing.arxiv_id) if listing.arxiv_id else (listing.title, listing.abstract)


def _paper(id_: str, entries: Sequence[_Entry], other_addresses: tuple[str, ...]) -> Paper:
    first = entries[0].listing
    appearances = tuple(
        Appearance(id_, dump.name, dump.date, listing.position, listing.line)
        for dump, listing, _ in entries
    )
    arxiv_id = next((e.listing.arxiv_id for e in entries if e.listing.arxiv_id), None)
    told_by = [(e.dump.name, e.listing.position, e.listing.line, e.facts.wording) for e in entries]
    return Paper(
        id=id_,
        title=first.title,
        abstract=first.abstract,
        arxiv_id=arxiv_id,
        appearances=appearances,
        variants=_variants(entries) if len(entries) > 1 else (),
        other_addresses=other_addresses,
        wording=entries[0].facts.wording,
        key=key_of(id_, arxiv_id, told_by, other_addresses),
    )


def _variants(entries: Sequence[_Entry]) -> tuple[Variant, ...]:
    variants: dict[str, Variant] = {}
    for dump, listing, facts in entries:
        variant = Variant(title=listing.title, abstract=listing.abstract, dump=dump.name)
        variants.setdefault(facts.wording, variant)
    return tuple(variants.values())[1:]


class _Groups:
    """Disjoint sets of entries that refuse to join what has to stay apart."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._parent = list(range(len(entries)))
        self._arxiv_id = [entry.listing.arxiv_id for entry in entries]
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
        members: dict[int, list[int]] = defaultdict(list)
        for entry in range(len(self._parent)):
            members[self.find(entry)].append(entry)
        return list(members.values())


def _group(entries: Sequence[_Entry], corrections: Corrections) -> list[list[int]]:
    """Return the entries of each paper, ordered; papers are ordered by their first entry."""
    groups = _Groups(entries)
    for _, one, other in _corrected_pairs(entries, corrections, "different"):
        groups.keep_apart(one, other)
    for key, one, other in _corrected_pairs(entries, corrections, "same"):
        if not groups.join(one, other):
            message = (
                f"{entries[one].reference} and {entries[other].reference} have two arXiv ids or "
                "stand under different:; take one of the two statements out"
            )
            raise MetadataError(message, path=corrections.path, key=key)
    wordings_of_key = _wordings_of_key(entries)
    for equal in _equals(entries, wordings_of_key):
        groups.join_all(equal)
    for one, other in _reworded(entries, wordings_of_key):
        groups.join(one, other)
    return groups.all()


def _corrected_pairs(
    entries: Sequence[_Entry], corrections: Corrections, kind: str
) -> Iterator[tuple[str, int, int]]:
    """Yield the pairs of entries that a kind of correction names, each with its key."""
    stated = corrections.same if kind == "same" else corrections.different
    if not stated:
        return
    numbers = {entry.reference: number for number, entry in enumerate(entries)}
    for index, references in enumerate(stated):
        key = f"{kind}[{index}]"
        for reference in references:
            if reference not in numbers:
                message = f"there is no listing {reference}; name one as <dump>#<position>"
                raise MetadataError(message, path=corrections.path, key=key)
        for one, other in itertools.combinations(references, 2):
            yield key, numbers[one], numbers[other]


def _equals(
    entries: Sequence[_Entry], wordings_of_key: Mapping[str, _Wordings]
) -> Iterator[list[int]]:
    """Yield entries equal in arXiv id, then entries equal in title and abstract."""
    by_arxiv_id: dict[str, list[int]] = defaultdict(list)
    for number, (_, listing, _) in enumerate(entries):
        if listing.arxiv_id:
            by_arxiv_id[listing.arxiv_id].append(number)
    yield from by_arxiv_id.values()
    for wordings in wordings_of_key.values():
        yield from wordings.values()


def _wordings_of_key(entries: Sequence[_Entry]) -> dict[str, _Wordings]:
    """Return the entries of each wording, under the key of its title; no key, no wording."""
    wordings_of_key: dict[str, _Wordings] = defaultdict(lambda: defaultdict(list))
    for number, (_, _, facts) in enumerate(entries):
        if facts.title_key:
            wordings_of_key[facts.title_key][facts.wording].append(number)
    return wordings_of_key


def _reworded(
    entries: Sequence[_Entry], wordings_of_key: Mapping[str, _Wordings]
) -> list[tuple[int, int]]:
    """Return the pairs of one title key whose abstracts differ but agree, most alike first."""
    pairs = []
    for wordings in wordings_of_key.values():
        if len(wordings) < 2:
            continue
        words = {
            wording: abstract_words(entries[numbers[0]].listing.abstract)
            for wording, numbers in wordings.items()
        }
        for one, other in itertools.combinations(words, 2):
            share = agreement(words[one], words[other])
            if share >= AGREEMENT:
                both = itertools.product(wordings[one], wordings[other])
                pairs += [(-share, min(pair), max(pair)) for pair in both]
    return [(one, other) for _, one, other in sorted(pairs)]


def _address(
    entries: Sequence[_Entry], groups: Sequence[Sequence[int]]
) -> tuple[list[str], tuple[Alias, ...]]:
    """Return the address of each group, and every other address that has to answer.

    A listing claims its title's slug, and the next plainest address where others claim
    the same one: first the slug with a digest of the listing, then, where papers even agree
    in title and abstract and are kept apart all the same, with a digest of its place too. A
    paper lives at the plainest address of its earliest listing that no other paper claims.
    Claims of a listing never depend on how listings were grouped before, so adding a dump
    takes no address away.
    """
    group_of = {number: group for group, numbers in enumerate(groups) for number in numbers}
    claims: dict[str, set[int]] = defaultdict(set)
    addresses: list[list[str]] = [[] for _ in entries]

    def claim(number: int, address: str) -> None:
        claims[address].add(group_of[number])
        addresses[number].append(address)

    namesakes: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        claim(number, entry.facts.slug)
        namesakes[entry.facts.slug].append(number)
    told_apart: list[int] = []
    for name, numbers in namesakes.items():
        contents = {entries[number].facts.content for number in numbers[1:]}
        if len(claims[name]) > 1 or contents - {entries[numbers[0]].facts.content}:
            told_apart += numbers
    for number in told_apart:
        facts = entries[number].facts
        claim(number, with_digest(facts.slug, facts.content))
    for number in told_apart:
        if len(claims[addresses[number][-1]]) > 1:
            claim(number, _numbered(entries[number]))

    ids = [
        next(address for address in addresses[numbers[0]] if claims[address] == {group})
        for group, numbers in enumerate(groups)
    ]
    aliases = [
        Alias(address=address, paper_ids=tuple(ids[group] for group in sorted(claimants)))
        for address, claimants in sorted(claims.items())
        if [ids[group] for group in claimants] != [address]
    ]
    return ids, tuple(aliases)


def _numbered(entry: _Entry) -> str:
    """Return the address that no other listing has."""
    return with_digest(entry.facts.slug, digest(*_content(entry.listing), entry.reference))

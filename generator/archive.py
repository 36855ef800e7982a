"""Dumps -> Archive: which papers there are (see `grouping.py`), and where each of them lives.

An address that once answered goes on answering when dumps are added, because each
depends on one listing alone: its title's slug and, where listings of unlike content
share that slug, the slug with the listing's digest. See `_address`.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.cache import Cache, key_of
from generator.grouping import Entry, Facts, corrected_pairs, group_entries
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
from generator.text import digest, slug, title_key, with_digest


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
        Entry(dump, listing, Facts(*found))
        for dump, of_dump in zip(dumps, facts, strict=True)
        for listing, found in zip(dump.listings, of_dump, strict=True)
    ]
    corrections = corrections or Corrections(path=Path())
    groups = group_entries(entries, corrections)
    ids, aliases = _address(entries, groups)
    other_addresses: dict[str, list[str]] = {id_: [] for id_ in ids}
    for alias in aliases:
        other_addresses[alias.paper_ids[0]].append(alias.address)
    id_of = {number: id_ for id_, group in zip(ids, groups, strict=True) for number in group}
    different = corrected_pairs(entries, corrections, "different")
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


def _facts(listings: Sequence[Listing]) -> list[Facts]:
    return [
        Facts(
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


def _paper(id_: str, entries: Sequence[Entry], other_addresses: tuple[str, ...]) -> Paper:
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


def _variants(entries: Sequence[Entry]) -> tuple[Variant, ...]:
    variants: dict[str, Variant] = {}
    for dump, listing, facts in entries:
        variant = Variant(title=listing.title, abstract=listing.abstract, dump=dump.name)
        variants.setdefault(facts.wording, variant)
    return tuple(variants.values())[1:]


def _address(
    entries: Sequence[Entry], groups: Sequence[Sequence[int]]
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


def _numbered(entry: Entry) -> str:
    """Return the address that no other listing has."""
    return with_digest(entry.facts.slug, digest(*_content(entry.listing), entry.reference))

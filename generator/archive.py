"""Dumps -> Archive: which papers there are (see `grouping.py`), and where each of them lives.

An address that once answered goes on answering when dumps are added, because each
depends on one listing alone: its title's slug and, where listings of unlike content
share that slug, the slug with the listing's digest. See `_address`.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.cache import Cache, key_of
from generator.grouping import Entries, corrected_pairs, group_entries
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
    cache = cache or Cache()
    corrections = corrections or Corrections(path=Path())
    dumps = tuple(sorted(dumps, key=lambda dump: dump.name))
    entries = _entries(dumps, cache)
    groups = group_entries(entries, corrections, cache)
    ids, aliases = _address(entries, groups)
    by_date = itertools.groupby(dumps, key=lambda dump: dump.date)
    return Archive(
        papers=tuple(_papers(entries, groups, ids, aliases)),
        days=tuple(Day(date=date, dumps=tuple(d.name for d in same)) for date, same in by_date),
        dumps=dumps,
        aliases=aliases,
        topics=tuple(topics),
        told_apart=_told_apart(entries, groups, ids, corrections),
    )


def _entries(dumps: Sequence[Dump], cache: Cache) -> Entries:
    """Return the listings of all dumps, with what follows from each."""
    of_dumps = [dump.listings for dump in dumps]
    facts = cache.map("listings", _facts, of_dumps, [dump.key for dump in dumps])
    columns = [list(itertools.chain.from_iterable(column)) for column in zip(*facts, strict=True)]
    return Entries(
        [dump for dump in dumps for _ in dump.listings],
        list(itertools.chain.from_iterable(of_dumps)),
        *columns or ([], [], [], []),
    )


def _facts(listings: Sequence[Listing]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return what follows from each listing alone, in the columns of `Entries`."""
    return (
        [title_key(listing.title) for listing in listings],
        [key_of(listing.title, listing.abstract) for listing in listings],
        [slug(listing.title) for listing in listings],
        [digest(*_content(listing)) for listing in listings],
    )


def _content(listing: Listing) -> tuple[str, str]:
    """Return what tells a listing from others whose titles have its slug."""
    return ("arxiv", listing.arxiv_id) if listing.arxiv_id else (listing.title, listing.abstract)


def _papers(
    entries: Entries,
    groups: Sequence[Sequence[int]],
    ids: Sequence[str],
    aliases: Iterable[Alias],
) -> Iterator[Paper]:
    """Yield the paper of each group."""
    other_addresses: dict[str, list[str]] = {}
    for alias in aliases:
        other_addresses.setdefault(alias.paper_ids[0], []).append(alias.address)
    for id_, numbers in zip(ids, groups, strict=True):
        yield _paper(id_, entries, numbers, tuple(other_addresses.get(id_, ())))


def _paper(
    id_: str, entries: Entries, numbers: Sequence[int], other_addresses: tuple[str, ...]
) -> Paper:
    appearances, told_by = [], []
    for number in numbers:
        dump, (_, _, position, line, _) = entries.dumps[number], entries.listings[number]
        appearances.append(Appearance(dump.name, dump.date, position, line))
        told_by.append(f"{dump.name} {position} {line} {entries.wordings[number]}")
    first, wording = entries.listings[numbers[0]], entries.wordings[numbers[0]]
    arxiv_id = first.arxiv_id
    variants: tuple[Variant, ...] = ()
    key = told_by[0]
    # One listing tells its paper, as nearly always, if that lives at the slug of the title.
    if arxiv_id or other_addresses or len(numbers) > 1 or id_ != entries.slugs[numbers[0]]:
        arxiv_ids = [entries.listings[number].arxiv_id for number in numbers]
        arxiv_id = next(filter(None, arxiv_ids), None)
        variants = _variants(entries, numbers)
        key = key_of(id_, arxiv_id, told_by, other_addresses)
    return Paper(
        id=id_,
        title=first.title,
        listing=first,
        arxiv_id=arxiv_id,
        appearances=tuple(appearances),
        variants=variants,
        other_addresses=other_addresses,
        wording=wording,
        key=key,
    )


def _variants(entries: Entries, numbers: Sequence[int]) -> tuple[Variant, ...]:
    """Return the wordings of a paper but for the first."""
    first: dict[str, int] = {}
    for number in numbers:
        first.setdefault(entries.wordings[number], number)
    others = itertools.islice(first.items(), 1, None)
    return tuple(
        [
            Variant(listing=entries.listings[n], dump=entries.dumps[n].name, wording=wording)
            for wording, n in others
        ]
    )


def _told_apart(
    entries: Entries,
    groups: Sequence[Sequence[int]],
    ids: Sequence[str],
    corrections: Corrections,
) -> frozenset[frozenset[str]]:
    """Return the ids of each two papers that the corrections call different."""
    pairs = [(one, other) for _, one, other in corrected_pairs(entries, corrections, "different")]
    if not pairs:
        return frozenset()
    named = set(itertools.chain.from_iterable(pairs))
    id_of = {
        number: id_
        for id_, group in zip(ids, groups, strict=True)
        for number in named.intersection(group)
    }
    return frozenset(frozenset((id_of[one], id_of[other])) for one, other in pairs)


def _address(
    entries: Entries, groups: Sequence[Sequence[int]]
) -> tuple[list[str], tuple[Alias, ...]]:
    """Return the address of each group, and every other address that has to answer.

    A listing claims its title's slug, and the next plainest address where others claim
    the same one: first the slug with a digest of the listing, then, where papers even agree
    in title and abstract and are kept apart all the same, with a digest of its place too. A
    paper lives at the plainest address of its earliest listing that no other paper claims.
    Claims of a listing never depend on how listings were grouped before, so adding a dump
    takes no address away.
    """
    slugs, contents = entries.slugs, entries.contents
    times = Counter(slugs)
    # A paper of one listing whose title is like no other lives at its slug, as nearly all do.
    group_of = {
        number: group
        for group, numbers in enumerate(groups)
        for number in numbers
        if len(numbers) > 1 or times[slugs[number]] > 1
    }
    claims: dict[str, set[int]] = defaultdict(set)
    addresses: dict[int, list[str]] = defaultdict(list)

    def claim(number: int, address: str) -> None:
        claims[address].add(group_of[number])
        addresses[number].append(address)

    namesakes: dict[str, list[int]] = defaultdict(list)
    for number in group_of:
        claim(number, slugs[number])
        namesakes[slugs[number]].append(number)
    told_apart: list[int] = []
    for name, numbers in namesakes.items():
        if len(claims[name]) > 1 or len({contents[number] for number in numbers}) > 1:
            told_apart += numbers
    for number in told_apart:
        claim(number, with_digest(slugs[number], contents[number]))
    for number in told_apart:
        if len(claims[addresses[number][-1]]) > 1:
            claim(number, _numbered(entries, number))

    ids = [
        next(address for address in addresses[numbers[0]] if claims[address] == {group})
        if numbers[0] in group_of
        else slugs[numbers[0]]
        for group, numbers in enumerate(groups)
    ]
    aliases = [
        Alias(address=address, paper_ids=tuple(ids[group] for group in sorted(claimants)))
        for address, claimants in sorted(claims.items())
        if [ids[group] for group in claimants] != [address]
    ]
    return ids, tuple(aliases)


def _numbered(entries: Entries, number: int) -> str:
    """Return the address that no other listing has."""
    content = _content(entries.listings[number])
    return with_digest(entries.slugs[number], digest(*content, entries.reference(number)))

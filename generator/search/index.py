"""The terms of many papers with their postings, encoded as shards hold them.

Papers are added at the end. What is encoded of a term stays as it is when none of them has
it, so an index that was kept costs what is added.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from generator.search.inverted import Inverted, Postings
from generator.search.lexicon import (
    NO_PIECES,
    Lexicon,
    Pieces,
    changed_array,
    changed_pieces,
)
from generator.search.numbers import numbers, one_number, read_number, read_numbers


class Group(NamedTuple):
    """The papers that have a term in one field equally often.

    Attributes:
        key: Twice the frequency, plus 1 in abstracts.
        count: How many papers.
        last: The number of the last.
        steps: The number of the first, and the step to each next, as `numbers`.
        lengths: In titles, how many words each title has.
    """

    key: int
    count: int
    last: int
    steps: bytes
    lengths: bytes

    def papers(self) -> Iterator[int]:
        """Return the numbers of the papers, ascending."""
        return accumulate(read_numbers(self.steps))


class Index(NamedTuple):
    """An index of all papers so far.

    Attributes:
        papers: How many.
        terms: All terms.
        records: What a shard holds of each term (see `_record`).
        endings: The terms written backwards.
        orders: The number of each term in the order of first appearance (see `Inverted`).
        counted: How many papers have each term, those in both fields twice.
        sizes: What each term counts when shards are cut: its letters, and bytes of postings.
        groups: How many groups of postings each term has.
        lasts: Of each group, the number of the last paper.
        steps: Of each group, the number of bytes of its steps.
    """

    papers: int
    terms: Lexicon
    records: Pieces
    endings: Lexicon
    orders: "array[int]"
    counted: "array[int]"
    sizes: "array[int]"
    groups: "array[int]"
    lasts: "array[int]"
    steps: "array[int]"

    def reader(self) -> "Reader":
        """Return what reads the postings of terms."""
        return Reader(self)


def empty_index() -> Index:
    """Return an index of no papers."""
    none = Lexicon([], NO_PIECES)
    return Index(0, none, NO_PIECES, none, *(array("I") for _ in range(6)))


class Reader:
    """Reads the postings of an index by the number of a term among the sorted."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._records = index.records.starts()
        self._groups = list(accumulate(index.groups, initial=0))

    def span(self, number: int) -> tuple[int, int]:
        """Return which groups are of a term: from, and to (exclusive)."""
        return self._groups[number], self._groups[number + 1]

    def place(self, number: int) -> int:
        """Return a term's place among the terms that its first paper brought along."""
        at = self._records[number] + self._index.terms.pieces.sizes[number]
        return read_number(self._index.records.content, at)[0]

    def groups(self, number: int) -> list[Group]:
        """Return the postings of a term: those in titles, then in abstracts, by frequency."""
        index = self._index
        content = index.records.content
        size = index.sizes[number] - len(index.terms.words[number])
        at = self._records[number + 1] - size
        group = self._groups[number]
        found = []
        for field in (0, 1):
            frequencies, at = read_number(content, at)
            for _ in range(frequencies):
                frequency, at = read_number(content, at)
                count, at = read_number(content, at)
                end = at + index.steps[group]
                after = end if field else end + count
                last = index.lasts[group]
                key = frequency << 1 | field
                found.append(Group(key, count, last, content[at:end], content[end:after]))
                at = after
                group += 1
        return found


def with_papers(index: Index, more: Inverted) -> Index:
    """Return an index with further papers.

    Args:
        index: Of the papers before them.
        more: These papers.
    """
    reader = index.reader()
    known = dict(zip(index.terms.words, range(len(index.terms.words)), strict=True))
    places = _places(term for term in more.terms.items() if term[0] not in known)
    order = {term: number for number, term in enumerate(places, len(known))}
    insertions = index.terms.insertions(places)
    inserted = {insertion.at: insertion for insertion in insertions}
    touched = {known[term] for term in more.terms.keys() & known.keys()}
    words = index.terms.words
    starts = index.terms.pieces.starts()
    columns: list[list[tuple[int, int, list[int]]]] = [[] for _ in range(6)]
    records: list[tuple[int, int, list[bytes]]] = []
    for number in sorted(touched | inserted.keys()):
        is_old = number < len(words)
        fresh, coded = inserted[number][1:] if number in inserted else ([], [])
        if is_old and not fresh:
            coded = [index.terms.pieces.content[starts[number] : starts[number + 1]]]
        all_groups = [_joined([], more.terms[term]) for term in fresh]
        all_places = [places[term] for term in fresh]
        all_orders = [order[term] for term in fresh]
        if is_old:
            all_groups.append(_joined(reader.groups(number), more.terms.get(words[number], {})))
            all_places.append(reader.place(number))
            all_orders.append(index.orders[number])
        entries = list(map(_entry, all_groups))
        letters = map(len, [*fresh, *words[number : number + is_old]])
        before = reader.span(number) if is_old else (len(index.lasts), len(index.lasts))
        groups = list(chain.from_iterable(all_groups))
        for column, (start, end), values in zip(
            columns,
            [(number, number + is_old)] * 4 + [before] * 2,
            (
                all_orders,
                [sum(group.count for group in groups) for groups in all_groups],
                [n + len(entry) for n, entry in zip(letters, entries, strict=True)],
                list(map(len, all_groups)),
                [group.last for group in groups],
                [len(group.steps) for group in groups],
            ),
            strict=True,
        ):
            column.append((start, end, values))
        made = [_record(*parts) for parts in zip(coded, all_places, entries, strict=True)]
        records.append((number, number + is_old, made))
    kept = (index.orders, index.counted, index.sizes, index.groups, index.lasts, index.steps)
    endings = index.endings.insertions(term[::-1] for term in places)
    return Index(
        more.papers,
        index.terms.with_words(insertions),
        changed_pieces(index.records, records),
        index.endings.with_words(endings),
        *(changed_array(old, changes) for old, changes in zip(kept, columns, strict=True)),
    )


def _places(fresh: "Iterator[tuple[str, Mapping[int, Postings]]]") -> dict[str, int]:
    """Return of new terms, in their order, the place among those that their paper brought."""
    places = {}
    paper, place = -1, 0
    for term, having in fresh:
        first = min(postings.first for postings in having.values())
        place = place + 1 if first == paper else 0
        paper = first
        places[term] = place
    return places


def _joined(groups: Sequence[Group], more: Mapping[int, Postings]) -> list[Group]:
    """Return the postings of a term with those of further papers."""
    joined = {group.key: group for group in groups}
    for key, new in more.items():
        old = joined.get(key)
        count, last, steps, lengths = old[1:] if old else (0, 0, b"", b"")
        steps = b"".join((steps, one_number(new.first - last), new.steps))
        joined[key] = Group(key, count + new.count, new.last, steps, lengths + new.lengths)
    return sorted(joined.values(), key=lambda group: (group.key & 1, group.key))


def _entry(groups: Sequence[Group]) -> bytes:
    """Return a term's postings as a shard has them.

    For titles, then abstracts: the number of frequencies, and for each the frequency and
    the papers that have it. After the papers of titles, how many words each title has.
    """
    titles = sum(not group.key & 1 for group in groups)
    parts = [one_number(titles)]
    for number, group in enumerate(groups):
        if number == titles:
            parts.append(one_number(len(groups) - titles))
        parts += (one_number(group.key >> 1), one_number(group.count), group.steps, group.lengths)
    if titles == len(groups):
        parts.append(one_number(0))
    return b"".join(parts)


def _record(word: bytes, place: int, entry: bytes) -> bytes:
    """Return what a shard holds of a term.

    The front-coded term, its place among the terms that its first paper brought along (which
    with the number of that paper gives lunr's order), the bytes of its postings, and these.
    """
    return b"".join((word, one_number(place), one_number(len(entry)), entry))


def pack_index(index: Index) -> "list[bytes | array[int]]":
    """Return an index as bytes and numbers."""
    words = [" ".join(lexicon.words).encode() for lexicon in (index.terms, index.endings)]
    pieces = [*index.terms.pieces, *index.records, *index.endings.pieces]
    return [numbers([index.papers]), *words, *pieces, *index[4:]]


def unpack_index(packed: Sequence[bytes]) -> Index:
    """Return the index that was packed."""
    papers, terms, endings, *rest = packed
    of_terms, of_records, of_endings = (
        Pieces(content, array("I", sizes))
        for content, sizes in zip(rest[:6:2], rest[1:6:2], strict=True)
    )
    return Index(
        read_number(papers, 0)[0],
        Lexicon(terms.decode().split(), of_terms),
        of_records,
        Lexicon(endings.decode().split(), of_endings),
        *(array("I", column) for column in rest[6:]),
    )

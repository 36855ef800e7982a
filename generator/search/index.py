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
        number: How many papers.
        last: The number of the last.
        steps: The number of the first, and the step to each next, as `numbers`.
        lengths: In titles, how many words each title has.
    """

    key: int
    number: int
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
        return self._groups[number], self._groups[min(number + 1, len(self._groups) - 1)]

    def code(self, number: int) -> bytes:
        """Return a term front-coded."""
        start = self._records[number]
        return self._index.records.content[start : start + self._index.terms.pieces.sizes[number]]

    def rest(self, number: int) -> bytes:
        """Return what a shard holds of a term after the term."""
        start = self._records[number] + self._index.terms.pieces.sizes[number]
        return self._index.records.content[start : self._records[number + 1]]

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
    old = index.terms.words
    reader = index.reader()
    known = dict(zip(old, range(len(old)), strict=True))
    places = _places(term for term in more.terms.items() if term[0] not in known)
    order = dict(zip(places, range(len(old), len(old) + len(places)), strict=True))
    insertions = index.terms.insertions(places)

    # Old terms that are encoded anew, as they have more postings or another term before them.
    codes = {i.at: i.coded[-1] for i in insertions if i.at < len(old)}
    records = {at: [code + reader.rest(at)] for at, code in codes.items()}
    counted, sizes, numbers_ = index.counted[:], index.sizes[:], index.groups[:]
    groups: dict[int, list[Group]] = {}
    for term in more.terms.keys() - places.keys():
        at, having = known[term], more.terms[term]
        groups[at] = _joined(reader.groups(at), having)
        entry = _entry(groups[at])
        records[at] = [_record(codes.get(at) or reader.code(at), reader.place(at), entry)]
        counted[at] += sum(postings.count for postings in having.values())
        sizes[at] = len(term) + len(entry)
        numbers_[at] = len(groups[at])
    changes = [(*reader.span(at), groups[at]) for at in sorted(groups)]
    changed = [(at, at + 1, record) for at, record in records.items()]

    # New terms.
    columns: list[list[tuple[int, int, list[int]]]] = [[] for _ in range(4)]
    for insertion in insertions:
        at, words = insertion[:2]
        fresh = [_joined([], more.terms[word]) for word in words]
        entries = list(map(_entry, fresh))
        made = map(_record, insertion.coded, map(places.__getitem__, words), entries)
        changed.append((at, at, list(made)))
        start = reader.span(at)[0]
        changes.append((start, start, list(chain.from_iterable(fresh))))
        values = (
            [order[word] for word in words],
            [sum(group.number for group in having) for having in fresh],
            [len(word) + len(entry) for word, entry in zip(words, entries, strict=True)],
            list(map(len, fresh)),
        )
        for column, value in zip(columns, values, strict=True):
            column.append((at, at, value))
    changes.sort(key=lambda change: change[:2])
    lasts = [(start, end, [group.last for group in now]) for start, end, now in changes]
    steps = [(start, end, [len(group.steps) for group in now]) for start, end, now in changes]
    return Index(
        papers=more.papers,
        terms=index.terms.with_words(insertions),
        records=changed_pieces(index.records, sorted(changed)),
        endings=index.endings.with_words(index.endings.insertions(w[::-1] for w in places)),
        orders=changed_array(index.orders, columns[0]),
        counted=changed_array(counted, columns[1]),
        sizes=changed_array(sizes, columns[2]),
        groups=changed_array(numbers_, columns[3]),
        lasts=changed_array(index.lasts, lasts),
        steps=changed_array(index.steps, steps),
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
        if old:
            steps = b"".join((old.steps, one_number(new.first - old.last), new.steps))
            lengths = old.lengths + new.lengths
            joined[key] = Group(key, old.number + new.count, new.last, steps, lengths)
        else:
            steps = one_number(new.first) + new.steps
            joined[key] = Group(key, new.count, new.last, steps, bytes(new.lengths))
    if len(joined) == len(groups):
        return list(joined.values())
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
        parts += (one_number(group.key >> 1), one_number(group.number), group.steps, group.lengths)
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
    texts = [" ".join(lexicon.words).encode() for lexicon in (index.terms, index.endings)]
    pieces = [index.terms.pieces, index.records, index.endings.pieces]
    columns = (index.orders, index.counted, index.sizes, index.groups, index.lasts, index.steps)
    packed: list[bytes | array[int]] = [numbers([index.papers]), *texts]
    for content, sizes in pieces:
        packed += (content, sizes)
    return [*packed, *columns]


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

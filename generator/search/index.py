"""The terms of many papers with their postings, encoded as shards hold them.

Papers are added at the end. What is encoded of a term stays as it is when none of them has
it, so an index that was kept costs what is added.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from generator.search.lexicon import NO_PIECES, Lexicon, Pieces
from generator.search.numbers import numbers, one_number, read_number, read_numbers


class Group(NamedTuple):
    """The papers that have a term in one field equally often.

    Attributes:
        key: Twice the frequency, plus 1 in abstracts.
        steps: The number of the first, and the step to each next, as `numbers`.
        lengths: In titles, how many words each title has.
    """

    key: int
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
        records: What a shard holds of each term: it, front-coded, the bytes of its postings,
            and these.
        endings: The terms written backwards.
        orders: The number of each term in the order in which they came.
        counted: How many papers have each term, those in both fields twice; in the order in
            which the terms came.
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

    def entry(self, number: int) -> bytes:
        """Return the postings of a term as a shard has them (see `adding.py`)."""
        size = self._index.sizes[number] - len(self._index.terms.words[number])
        end = self._records[number + 1]
        return self._index.records.content[end - size : end]

    def record(self, number: int, code: bytes | None, entry: bytes | None) -> bytes:
        """Return what a shard holds of a term, with something else in it.

        Args:
            number: The term's.
            code: The term front-coded, if it is to be another.
            entry: Its postings, if they are to be others.
        """
        content = self._index.records.content
        start, end = self._records[number], self._records[number + 1]
        coded = start + self._index.terms.pieces.sizes[number]
        head = content[start:coded] if code is None else code
        return head + (content[coded:end] if entry is None else sized(entry))

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
                found.append(Group(frequency << 1 | field, content[at:end], content[end:after]))
                at = after
                group += 1
        return found


def sized(entry: bytes) -> bytes:
    """Return postings with the number of their bytes before them."""
    return one_number(len(entry)) + entry


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

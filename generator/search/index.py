"""The terms of many papers with their postings, encoded as shards hold them.

Papers are added at the end. What is encoded of a term stays as it is when none of them has
it, so an index that was kept costs what is added.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import sub
from typing import NamedTuple

from generator.search.inverted import Inverted
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


_NONE = Group(0, 0, 0, b"", b"")


class Index(NamedTuple):
    """An index of all papers so far.

    Attributes:
        papers: How many.
        terms: All terms.
        records: What a shard holds of each term (see `_record`).
        endings: The terms written backwards.
        orders: The number of each term in the order of first appearance (see `Inverted`).
        counted: How many papers have each term, those in both fields twice; in the order of
            first appearance.
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

    def record(self, number: int, code: bytes | None, entry: bytes | None = None) -> bytes:
        """Return what a shard holds of a term, with something else in it.

        Args:
            number: The term's.
            code: The term front-coded, if it is to be another.
            entry: Its postings, if they are to be others.
        """
        content = self._index.records.content
        start, end = self._records[number], self._records[number + 1]
        coded = start + self._index.terms.pieces.sizes[number]
        if entry is None:
            return (code or content[start:coded]) + content[coded:end]
        place = coded
        while content[place] >= 0x80:
            place += 1
        head = content[start : place + 1] if code is None else code + content[coded : place + 1]
        return b"".join((head, one_number(len(entry)), entry))

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


def with_papers(index: Index, more: Inverted) -> tuple[Index, dict[str, int]]:
    """Return an index with further papers, and the number of each of their terms (see `orders`).

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
    records = {at: [reader.record(at, code)] for at, code in codes.items()}
    counted, sizes, numbers_ = index.counted[:], index.sizes[:], index.groups[:]
    counted.extend(map(len, map(more.terms.__getitem__, places)))
    changes: list[tuple[int, int, list[Group]]] = []
    for term in more.terms.keys() - places.keys():
        at = known[term]
        order[term] = index.orders[at]
        groups = _joined(reader.groups(at), more, term)
        entry = _entry(groups)
        records[at] = [reader.record(at, codes.get(at), entry)]
        counted[order[term]] += len(more.terms[term])
        sizes[at] = len(term) + len(entry)
        numbers_[at] = len(groups)
        changes.append((*reader.span(at), groups))
    changed = [(at, at + 1, record) for at, record in records.items()]

    # New terms.
    columns: list[list[tuple[int, int, list[int]]]] = [[] for _ in range(3)]
    for insertion in insertions:
        at, words = insertion[:2]
        fresh = [_joined([], more, word) for word in words]
        entries = list(map(_entry, fresh))
        made = map(_record, insertion.coded, map(places.__getitem__, words), entries)
        changed.append((at, at, list(made)))
        start = reader.span(at)[0]
        changes.append((start, start, list(chain.from_iterable(fresh))))
        values = (
            [order[word] for word in words],
            [len(word) + len(entry) for word, entry in zip(words, entries, strict=True)],
            list(map(len, fresh)),
        )
        for column, value in zip(columns, values, strict=True):
            column.append((at, at, value))
    changes.sort(key=lambda change: change[:2])
    lasts = [(start, end, [group.last for group in now]) for start, end, now in changes]
    steps = [(start, end, [len(group.steps) for group in now]) for start, end, now in changes]
    made_ = Index(
        papers=more.papers,
        terms=index.terms.with_words(insertions),
        records=changed_pieces(index.records, sorted(changed)),
        endings=index.endings.with_words(index.endings.insertions(w[::-1] for w in places)),
        orders=changed_array(index.orders, columns[0]),
        counted=counted,
        sizes=changed_array(sizes, columns[1]),
        groups=changed_array(numbers_, columns[2]),
        lasts=changed_array(index.lasts, lasts),
        steps=changed_array(index.steps, steps),
    )
    return made_, order


def _places(fresh: Iterable[tuple[str, Sequence[int]]]) -> dict[str, int]:
    """Return of new terms, in their order, the place among those that their paper brought."""
    places = {}
    paper, place = -1, 0
    for term, postings in fresh:
        first = postings[0] >> 32
        place = place + 1 if first == paper else 0
        paper = first
        places[term] = place
    return places


def _joined(groups: Sequence[Group], more: Inverted, term: str) -> list[Group]:
    """Return the postings of a term with those of further papers."""
    joined = {group.key: group for group in groups}
    for key, papers in more.groups(term).items():
        old = joined.get(key, _NONE)
        steps = numbers(map(sub, papers, [old.last, *papers]))
        lengths = b"" if key & 1 else more.title_lengths(papers)
        joined[key] = Group(
            key, old.number + len(papers), papers[-1], old.steps + steps, old.lengths + lengths
        )
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

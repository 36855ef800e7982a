"""Further papers, and further terms of earlier ones -> an index that has them too.

What stays of the terms and postings is copied in long pieces, so the cost is that of the terms
which the papers have.
"""

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import add, sub
from typing import NamedTuple

from generator.search.index import Index, sized
from generator.search.inverted import Inverted
from generator.search.lexicon import changed_array, changed_pieces
from generator.search.numbers import numbers, one_number, read_number, read_numbers

_NO_POSTINGS = b"\0\0"


def with_papers(index: Index, more: Inverted) -> Index:
    """Return an index with further papers.

    Args:
        index: Of the papers before them.
        more: These papers, and further terms of those before them.
    """
    old = index.terms.words
    reader = index.reader()
    known = dict(zip(old, range(len(old)), strict=True))
    fresh = [term for term in more.terms if term not in known]
    order = dict(zip(fresh, range(len(old), len(old) + len(fresh)), strict=True))
    insertions = index.terms.insertions(fresh)
    inserted = {insertion.at: insertion for insertion in insertions}
    having = {known[term]: term for term in more.terms if term in known}

    counted, sizes, numbers_ = index.counted[:], index.sizes[:], index.groups[:]
    counted.extend(map(_postings, map(more.terms.__getitem__, fresh)))
    groups = _Groups(index, more)
    records: list[tuple[int, int, list[bytes]]] = []
    columns: list[list[tuple[int, int, list[int]]]] = [[] for _ in range(3)]
    for at in sorted(having.keys() | inserted):
        start = reader.span(at)[0]
        code = None
        if at in inserted:
            words, coded = inserted[at][1:]
            entries, made_of = [], []
            for word in words:
                entry, made = groups.extended(_NO_POSTINGS, start, word)
                entries.append(entry)
                made_of.append(made)
            records.append((at, at, list(map(add, coded, map(sized, entries)))))
            columns[0].append((at, at, [order[word] for word in words]))
            columns[1].append((at, at, list(map(add, map(len, words), map(len, entries)))))
            columns[2].append((at, at, made_of))
            code = coded[-1]
        if at in having:
            term = having[at]
            entry, made = groups.extended(reader.entry(at), start, term)
            counted[index.orders[at]] += _postings(more.terms[term])
            sizes[at] = len(term) + len(entry)
            numbers_[at] += made
            records.append((at, at + 1, [reader.record(at, code, entry)]))
        elif at < len(old):
            records.append((at, at + 1, [reader.record(at, code, None)]))
    lasts, steps = groups.columns()
    return Index(
        papers=more.papers,
        terms=index.terms.with_words(insertions),
        records=changed_pieces(index.records, records),
        endings=index.endings.with_words(index.endings.insertions(w[::-1] for w in fresh)),
        orders=changed_array(index.orders, columns[0]),
        counted=counted,
        sizes=changed_array(sizes, columns[1]),
        groups=changed_array(numbers_, columns[2]),
        lasts=lasts,
        steps=steps,
    )


def _postings(having: Mapping[int, Sequence[int]]) -> int:
    return sum(map(len, having.values()))


class _Group(NamedTuple):
    """The papers that have a term equally often in a field, as they stand in its postings.

    Attributes:
        papers: How many they are.
        start: Where it begins, with the frequency.
        number: Where the number of its papers begins.
        steps: Where the papers begin, each as the step from the one before.
        lengths: Where the lengths of their titles begin.
        end: Where it ends.
    """

    papers: int
    start: int
    number: int
    steps: int
    lengths: int
    end: int


class _Groups:
    """The groups of an index, to which papers are added term by term in their order."""

    def __init__(self, index: Index, more: Inverted) -> None:
        self._more = more
        self._lasts, self._steps = index.lasts[:], index.steps[:]
        self._new: list[tuple[int, int, int]] = []  # before which group, last, steps

    def extended(self, entry: bytes, group: int, term: str) -> tuple[bytes, int]:
        """Return a term's postings with those of further papers; how many groups are new.

        Postings are, for titles and then for abstracts: the number of frequencies, and for each
        the frequency, the number of papers that have it, and these. After the papers of
        titles, how many words each title has.

        Args:
            entry: The postings so far. What stays of them is copied.
            group: The number of their first group, or of the one that they stand before.
            term: The term.
        """
        having = self._more.terms[term]
        parts: list[bytes] = []
        at, before = 0, len(self._new)
        for field in (0, 1):
            wanted = {key >> 1: papers for key, papers in having.items() if key & 1 == field}
            if field and not wanted:
                parts.append(entry[at:])
                break
            present, at = self._present(entry, at, group, field)
            frequencies = sorted(present.keys() | wanted.keys())
            parts.append(one_number(len(frequencies)))
            for frequency in frequencies:
                papers = wanted.get(frequency, [])
                lengths = b"" if field else self._more.title_lengths(papers)
                if frequency not in present:
                    steps = _with_further(b"", 0, papers)
                    number = one_number(len(papers))
                    parts += (one_number(frequency), number, steps, lengths)
                    self._new.append((group, papers[-1], len(steps)))
                    continue
                there = present[frequency]
                if papers:
                    steps = entry[there.steps : there.lengths]
                    steps = _with_further(steps, self._lasts[group], papers)
                    number = one_number(there.papers + len(papers))
                    parts += (entry[there.start : there.number], number, steps)
                    parts += (entry[there.lengths : there.end], lengths)
                    self._lasts[group] = max(self._lasts[group], papers[-1])
                    self._steps[group] = len(steps)
                else:
                    parts.append(entry[there.start : there.end])
                group += 1
        return b"".join(parts), len(self._new) - before

    def _present(
        self, entry: bytes, at: int, group: int, field: int
    ) -> tuple[dict[int, _Group], int]:
        """Return a field's groups by their frequency, and the place after them."""
        present = {}
        left, at = read_number(entry, at)
        for size in self._steps[group : group + left]:
            frequency, number = read_number(entry, at)
            papers, steps = read_number(entry, number)
            lengths = steps + size
            end = lengths if field else lengths + papers
            present[frequency] = _Group(papers, at, number, steps, lengths, end)
            at = end
        return present, at

    def columns(self) -> "tuple[array[int], array[int]]":
        """Return of all groups the last papers, and the bytes of their steps."""
        return (
            changed_array(self._lasts, [(at, at, [last]) for at, last, _ in self._new]),
            changed_array(self._steps, [(at, at, [size]) for at, _, size in self._new]),
        )


def _with_further(steps: bytes, last: int, papers: Sequence[int]) -> bytes:
    """Return the steps from paper to paper with further papers.

    Args:
        steps: As they are.
        last: The last of their papers.
        papers: The further ones, ascending. Each may come before the last.
    """
    if steps and papers[0] > last:
        return steps + numbers(map(sub, papers, [last, *papers]))
    papers = sorted([*accumulate(read_numbers(steps)), *papers])
    return numbers(map(sub, papers, [0, *papers]))

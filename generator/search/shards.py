"""Sorted terms -> shards of about equal size, each with terms that begin alike.

The cuts follow the letters: terms are a tree by their first letters, and a part of the
tree that is too large for one shard is cut into its branches. So the postings of one more
day change the shards they stand in and move the cuts of hardly any other. The beginning
of a word lies in one shard, or it is *broad*: more than one shard can take, and some
shard has a prefix that begins so.
"""

from bisect import bisect, bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from os.path import commonprefix
from typing import NamedTuple

LARGEST = 16_000
"""Bytes, before compression, above which a shard is cut. A single term is never cut."""


class Range(NamedTuple):
    """Sorted terms from `start` to `end` (exclusive).

    For a shard, `prefix` tells it from the shards before: their terms sort before it, and
    those of the shard do not. For a broad beginning, it is what all the terms begin with.
    """

    prefix: str
    start: int
    end: int


def sort_key(term: str) -> bytes:
    r"""Return what terms are sorted by: UTF-16 units, as JavaScript compares strings.

    Examples:
        >>> sorted(["\ufb00", "\U00010330"], key=sort_key) == ["\U00010330", "\ufb00"]
        True
    """
    return term.encode("utf-16-be", "surrogatepass")


def beginning_with(prefix: str, terms: Sequence[str]) -> slice:
    """Return which of sorted terms begin so.

    Examples:
        >>> beginning_with("ab", ["a", "ab", "abc", "b"])
        slice(1, 3, None)
    """
    start = bisect_left(terms, sort_key(prefix), key=sort_key)
    return slice(start, bisect(terms, x=False, lo=start, key=lambda t: not t.startswith(prefix)))


def cut(
    terms: Sequence[str], sizes: Sequence[int], largest: int = LARGEST
) -> tuple[list[Range], list[Range]]:
    """Return the shards of sorted terms, and the beginnings of words that are broad.

    Args:
        terms: Sorted by `sort_key`, each once.
        sizes: Bytes that each takes.
        largest: Bytes above which a shard is cut.

    Examples:
        >>> shards, broad = cut(["a", "ab", "ac", "b"], [1, 2, 3, 4], largest=5)
        >>> [shard.prefix for shard in shards], [found.prefix for found in broad]
        (['a', 'ac', 'b'], ['a'])
    """
    shards: list[Range] = []
    broad: list[Range] = []
    before = [0, *accumulate(sizes)]

    def visit(start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut terms that are too many for one shard into branches, and pack small branches.

        Yields each branch that is too large again, to be visited before this goes on.
        """
        shared = commonprefix((terms[start], terms[end - 1]))  # noqa: RUF071 - no paths
        if shared:
            broad.append(Range(shared, start, end))
        open_from, opened = start, ""
        for label, first, last in _branches(terms, start, end, len(shared) + 1):
            is_large = before[last] - before[first] > largest
            if first > open_from and (is_large or before[last] - before[open_from] > largest):
                shards.append(Range(opened, open_from, first))
                open_from = first
            if is_large and last - first > 1:
                yield first, last
                open_from = last
            elif first == open_from:
                opened = terms[first] if is_large else label
                if is_large and opened != shared:
                    broad.append(Range(opened, first, last))
        if open_from < end:
            shards.append(Range(opened, open_from, end))

    if terms:
        _walk(visit, 0, len(terms))
    return shards, broad


def _walk(visit: Callable[[int, int], Iterator[tuple[int, int]]], start: int, end: int) -> None:
    """Visit a branch and, each at the place where it is yielded, those below it.

    Not by recursion: a word can be as long as an abstract, and its beginnings words as well.
    """
    visits = [visit(start, end)]
    while visits:
        branch = next(visits[-1], None)
        if branch:
            visits.append(visit(*branch))
        else:
            visits.pop()


def _branches(
    terms: Sequence[str], start: int, end: int, length: int
) -> Iterator[tuple[str, int, int]]:
    """Yield the terms from start to end by their first letters: these, and their range."""
    while start < end:
        label = terms[start][:length]
        known, step = start, 1  # most branches are short
        while known + step < end and terms[known + step][:length] == label:
            known += step
            step *= 2
        others = range(min(known + step, end))
        after = bisect(others, x=False, lo=known + 1, key=lambda n: terms[n][:length] != label)
        yield label, start, after
        start = after

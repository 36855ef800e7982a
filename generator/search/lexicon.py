"""Sorted words with what is encoded of each, to which a few words are added at small cost.

What stays is copied in long pieces, not word by word, so the cost is that of the new words.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from generator.search.encoding import front_coded
from generator.search.shards import Range, cut, sort_key


class Pieces(NamedTuple):
    """Bytes in pieces, one after the other.

    Attributes:
        content: All of them.
        sizes: How many bytes each has.
    """

    content: bytes
    sizes: "array[int]"

    def starts(self) -> list[int]:
        """Return where each begins, and where the last ends."""
        return list(accumulate(self.sizes, initial=0))


NO_PIECES = Pieces(b"", array("I"))


class Insertion(NamedTuple):
    """New words that stand together.

    Attributes:
        at: The number of the old word that they stand before.
        words: These.
        coded: They front-coded, and after them the old word, if there is one.
    """

    at: int
    words: list[str]
    coded: list[bytes]


class Lexicon(NamedTuple):
    """Words in the order of `sort_key`, front-coded."""

    words: list[str]
    pieces: Pieces

    def insertions(self, words: Iterable[str]) -> list[Insertion]:
        """Return where words stand that are not there yet."""
        fresh = sorted(words, key=sort_key)
        places = (bisect_left(self.words, sort_key(w), key=sort_key) for w in fresh)
        made = []
        for at, group in groupby(zip(places, fresh, strict=True), key=lambda placed: placed[0]):
            together = [word for _, word in group]
            coded = front_coded(
                [*self.words[max(at - 1, 0) : at], *together, *self.words[at : at + 1]]
            )
            made.append(Insertion(at, together, coded[1:] if at else coded))
        return made

    def with_words(self, insertions: Sequence[Insertion]) -> "Lexicon":
        """Return this with the words of all insertions."""
        words = changed_list(self.words, [(i.at, i.at, i.words) for i in insertions])
        ends = (i.at + len(i.coded) - len(i.words) for i in insertions)
        changes = [(i.at, end, i.coded) for i, end in zip(insertions, ends, strict=True)]
        return Lexicon(words, changed_pieces(self.pieces, changes))

    def shards(self, largest: int) -> list[Range]:
        """Return the words of each shard."""
        return cut(self.words, self.pieces.sizes, largest)[0]

    def contents(self, shards: Iterable[Range], pieces: Pieces | None = None) -> Iterator[bytes]:
        """Yield the bytes of shards, the first word of each with none before it.

        Args:
            shards: Numbers of words.
            pieces: What is encoded of each word, which begins with the word.
        """
        pieces = pieces or self.pieces
        starts = pieces.starts()
        for _, start, end in shards:
            [first] = front_coded(self.words[start : start + 1])
            yield first + pieces.content[starts[start] + self.pieces.sizes[start] : starts[end]]


def changed_list(old: list[str], changes: Iterable[tuple[int, int, list[str]]]) -> list[str]:
    """Return a list with some items in the place of others.

    Args:
        old: The list as it was.
        changes: From which item, to which (exclusive), and what stands there now; in order.

    Examples:
        >>> changed_list(["a", "b", "d"], [(1, 2, []), (2, 2, ["c"])])
        ['a', 'c', 'd']
    """
    new: list[str] = []
    at = 0
    for start, end, items in changes:
        new += old[at:start]
        new += items
        at = end
    return new + old[at:]


def changed_array(
    old: "array[int]", changes: Iterable[tuple[int, int, Sequence[int]]]
) -> "array[int]":
    """Return numbers with some in the place of others, as `changed_list` does."""
    same = old[:]
    moving = []
    for change in changes:
        start, end, items = change
        if len(items) == end - start:
            same[start:end] = array("I", items)
        else:
            moving.append(change)
    new = array("I")
    at = 0
    for start, end, items in moving:
        new += same[at:start]
        new.extend(items)
        at = end
    return new + same[at:]


def changed_pieces(old: Pieces, changes: Sequence[tuple[int, int, Sequence[bytes]]]) -> Pieces:
    """Return pieces with some in the place of others, as `changed_list` does."""
    starts = old.starts()
    new = []
    at = 0
    for start, end, items in changes:
        new.append(old.content[at : starts[start]])
        new += items
        at = starts[end]
    new.append(old.content[at:])
    sizes = ((start, end, list(map(len, items))) for start, end, items in changes)
    return Pieces(b"".join(new), changed_array(old.sizes, sizes))

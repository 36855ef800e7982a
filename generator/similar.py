"""Archive -> pairs of papers that may be the same, for a person to look at.

What is surely the same was merged before (see `archive.py`). Of the rest a pair is shown
when its titles bear it and, the less alike they are, the more of the abstracts agrees:

* nothing, when the titles are one but for case, punctuation, plural, hyphens, British
  spelling, small words, typos in at most two words of five, or parts in another order;
  or when one is the other with a subtitle or a name before a colon, and long enough;
* `ALIKE`, when such titles are short, or have their words in another order;
* `NEARLY_EQUAL`, when the titles differ otherwise, as after a revision. Then the words in
  which they differ must not tell the abstracts apart as well: a survey of speech and one
  of graphs can share all their other words.

Papers with two arXiv ids are never shown, nor are titles that differ in a number, a
numeral (`Part I`), a letter or sign (`C++`), or a word such as *not* or *without*.

Not every pair is looked at: a wording is compared with those of its day and before that
share a rare word of its title, a whole part of it, or two of the rarest words of its
abstract. What is rare is judged by the days so far, so no later day takes a pair away.
"""

import datetime as dt
import itertools
import math
import re
import struct
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from rapidfuzz.distance import OSA

from generator.archive import abstract_words, agreement
from generator.cache import Cache
from generator.history import Index, Read, day_by_day
from generator.model import Archive
from generator.text import clean, singular, title_key

ALIKE = 0.35
"""Abstracts are alike from this share of common words on; no two unlike ones have 0.26."""
NEARLY_EQUAL = 0.75
"""Abstracts are nearly equal from this share of common words on."""
MOST = 10
"""The most papers that are named for one."""

_ENOUGH_WORDS = 3  # that a title of its own has; with fewer it may be anybody's
_ENOUGH_WORDS_OF_A_PART = 4
_TITLE_BLOCK = 16  # wordings that share a word; in more of them it is not rare
_ABSTRACT_BLOCK = 12
_RARE_WORDS = 2  # that two abstracts share at least
_SHARE_OF_RARE = 0.5  # of the rare words of a text, which another has at least
_SIZE = ""  # the key of the number of wordings

_SMALL_WORDS = frozenset(
    ("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "into", "is", "its", "of")
)
_SMALL_WORDS |= {"on", "or", "over", "that", "the", "their", "this", "to", "using", "versus"}
_SMALL_WORDS |= {"via", "vs", "with"}
_TURNING_WORDS = frozenset(("anti", "cannot", "never", "no", "non", "nor", "not", "un", "without"))
_ABOUT_PAPERS = frozenset(("comment", "correction", "erratum", "reply", "retraction"))
_NUMERALS = frozenset(
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
)
_NUMBER_WORDS = frozenset(("one", "two", "three", "four", "five", "six", "first", "second"))
_NUMBER_WORDS |= {"third", "fourth", "fifth", "sixth"}
_TURNING_PREFIXES = frozenset(
    ("a", "anti", "de", "dis", "im", "in", "ir", "non", "pre", "re", "un")
)
_BRITISH = re.compile(
    r"(?<=..)(?<!w)"
    r"(?:(?P<z>[iy]s)(?=(?:e|ed|er|ing|ation)$)|ou(?=r)|ll(?=(?:ed|er|ing)$)|tre$)"
)
_PART_END = re.compile(r"[:?!,]|\s[-–—]+\s")
_DIGITS = re.compile(r"\d+")


class _Wording(NamedTuple):
    """A wording of a paper, ready to be compared.

    Attributes:
        paper: The paper's number in the archive.
        marks: What has to be the same in two titles: numbers, letters, signs.
        numbers: Numbers in words; two titles with some have to have the same.
        turns: Words that turn the meaning; these too, but for those of a subtitle.
        words: The words of the title that say something, folded, in order.
        parts: The same for each part of the title.
        pieces: The same for the title without its first or last part, and for these alone.
        abstract: As listed.
    """

    paper: int
    marks: tuple[str, ...]
    numbers: tuple[str, ...]
    turns: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    pieces: frozenset[tuple[str, ...]]
    abstract: str


class _Listed(NamedTuple):
    """A wording as it was listed first."""

    paper: int
    title: str
    abstract: str


def possibly_same(archive: Archive, cache: Cache | None = None) -> dict[str, tuple[str, ...]]:
    """Return the papers that may be the same as another, with the ids of those.

    Papers without any are left out. If one paper names another, that names it too, unless
    it has more than `MOST`; then it names those first seen earliest. Every wording of a
    paper counts, from the day it was first listed. A pair that arXiv ids or the corrections
    tell apart is not named.
    """
    days = _days_of_wordings(archive)
    papers = archive.papers
    named: dict[int, set[int]] = defaultdict(set)
    for pairs in day_by_day("similar", partial(_Wordings, days), days, cache or Cache()):
        for one, other in pairs:
            arxiv_ids = {papers[one].arxiv_id, papers[other].arxiv_id} - {None}
            ids = frozenset((papers[one].id, papers[other].id))
            if len(arxiv_ids) < 2 and ids not in archive.told_apart:
                named[one].add(other)
                named[other].add(one)
    return {
        papers[one].id: tuple(papers[other].id for other in sorted(others)[:MOST])
        for one, others in sorted(named.items())
    }


def _days_of_wordings(archive: Archive) -> list[tuple[_Listed, ...]]:
    """Return the wordings that were new on each day on which there were any."""
    date_of = {dump.name: dump.date for dump in archive.dumps}
    days: dict[dt.date, list[_Listed]] = defaultdict(list)
    for number, paper in enumerate(archive.papers):
        days[paper.appearances[0].date].append(_Listed(number, paper.title, paper.abstract))
        for variant in paper.variants:
            listed = _Listed(number, variant.title, variant.abstract)
            days[date_of[variant.dump]].append(listed)
    return [tuple(days[date]) for date in sorted(days)]


class _Holders:
    """Which wordings hold a key, by the key: none any more once they are more than so many."""

    def __init__(self, kind: str, most: int) -> None:
        self._kind = kind
        self._most = most
        self._of: dict[str, array[int]] = {}

    def fetch(self, read: Read, keys: Iterable[str]) -> None:
        """Read the holders of keys that are not there yet."""
        names = [self._kind + key for key in sorted(set(keys) - self._of.keys())]
        for name, packed in read(names).items():
            numbers = struct.unpack(f"<{len(packed) // 4}I", packed)
            self._of[name[len(self._kind) :]] = array("I", numbers)

    def records(self) -> dict[str, bytes]:
        return {
            self._kind + key: struct.pack(f"<{len(holders)}I", *holders)
            for key, holders in self._of.items()
        }

    def add(self, keys: Iterable[str], number: int) -> None:
        for key in keys:
            holders = self._of.get(key)
            if holders is None:
                self._of[key] = array("I", (number,))
            elif holders:
                holders.append(number)
                if len(holders) > self._most:
                    del holders[:]

    def of(self, key: str) -> "array[int]":
        return self._of[key]

    def sharing(self, keys: Iterable[str], least: int = 1) -> set[int]:
        """Return who holds so many of the keys that few hold, and a share of all of these."""
        few = [holders for key in keys if len(holders := self._of[key]) > 1]
        least = max(least, math.ceil(_SHARE_OF_RARE * len(few)))
        counts = Counter(itertools.chain.from_iterable(few))
        return {holder for holder, times in counts.items() if times >= least}


class _Wordings(Index[Sequence[_Listed]]):
    """The wordings so far, by what two of them have to share to be compared."""

    def __init__(self, days: Iterable[Sequence[_Listed]], read: Read | None) -> None:
        """Begin an index.

        Args:
            days: All days, also those that are read instead of taken in.
            read: Gives the records of these.
        """
        self._listed = list(itertools.chain.from_iterable(days))
        self._read = read
        self._titles = _Holders("t ", _TITLE_BLOCK)
        self._pieces = _Holders("p ", _TITLE_BLOCK)
        self._abstracts = _Holders("a ", _ABSTRACT_BLOCK)
        self._day = range(int.from_bytes(read([_SIZE])[_SIZE], "little") if read else 0)
        self._wordings: dict[int, _Wording] = {}

    def add(self, day: Sequence[_Listed]) -> None:
        """Take in the wordings of the next day."""
        self._day = range(self._day.stop, self._day.stop + len(day))
        wordings = [self._wording(number) for number in self._day]
        for holders, keys_of in (
            (self._titles, [set(wording.words) for wording in wordings]),
            (self._pieces, [_piece_keys(wording) for wording in wordings]),
            (self._abstracts, [set(wording.abstract.split()) for wording in wordings]),
        ):
            if self._read:
                holders.fetch(self._read, itertools.chain.from_iterable(keys_of))
            for number, keys in zip(self._day, keys_of, strict=True):
                holders.add(keys, number)

    def find(self) -> list[tuple[int, int]]:
        """Return the pairs of papers that may be the same, for the day's wordings."""
        suggested: dict[tuple[int, int], bool] = {}
        for number in self._day:
            wording = self._wording(number)
            by_title = self._titles.sharing(set(wording.words))
            by_piece = set().union(*map(self._pieces.of, _piece_keys(wording)))
            by_abstract = self._abstracts.sharing(set(wording.abstract.split()), _RARE_WORDS)
            for other in by_title | by_piece | by_abstract:
                pair = (min(number, other), max(number, other))
                suggested[pair] = suggested.get(pair, False) or other in by_abstract
        return sorted(
            {
                (self._listed[one].paper, self._listed[other].paper)
                for (one, other), by_abstract in suggested.items()
                if self._listed[one].paper != self._listed[other].paper
                and _may_be_same(self._wording(one), self._wording(other), by_abstract=by_abstract)
            }
        )

    def records(self) -> dict[str, bytes]:
        """Return the holders of each key that was asked for, and the number of wordings."""
        records = {_SIZE: self._day.stop.to_bytes(4, "little")}
        for holders in (self._titles, self._pieces, self._abstracts):
            records.update(holders.records())
        return records

    def _wording(self, number: int) -> _Wording:
        if number not in self._wordings:
            self._wordings[number] = _wording(*self._listed[number])
        return self._wordings[number]


def _piece_keys(wording: _Wording) -> set[str]:
    keys = {" ".join(sorted(piece)) for piece in wording.pieces}
    return keys | {"".join(wording.words), " ".join(sorted(wording.words))}


def _wording(paper: int, title: str, abstract: str) -> _Wording:
    key = title_key(title)
    words = key.split()
    parts = tuple(filter(None, map(_content, _PART_END.split(clean(title)))))
    return _Wording(
        paper=paper,
        marks=tuple(sorted([*_DIGITS.findall(key), *filter(_is_mark, words)])),
        numbers=tuple(sorted(word for word in words if word in _NUMBER_WORDS)),
        turns=tuple(sorted(word for word in words if word in _TURNING_WORDS)),
        words=_content(title),
        parts=parts,
        pieces=frozenset(
            tuple(itertools.chain.from_iterable(some))
            for some in (parts[:1], parts[:-1], parts[1:], parts[-1:])
            if some
        ),
        abstract=abstract,
    )


def _is_mark(word: str) -> bool:
    is_letter = len(word) == 1 and word not in "as" and not word.isdigit()  # a robot's
    return is_letter or word in _NUMERALS or word in _ABOUT_PAPERS or word[-1] in "+#"


def _content(text: str) -> tuple[str, ...]:
    """Return the folded words of a text but for the small ones."""
    return tuple(_folded(word) for word in title_key(text).split() if word not in _SMALL_WORDS)


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    """Return a word without plural, in American spelling.

    Examples:
        >>> [_folded(word) for word in ("optimised", "colours", "modelling", "centre")]
        ['optimized', 'color', 'modeling', 'center']
    """
    return _BRITISH.sub(_american, singular(word))


def _american(found: re.Match[str]) -> str:
    ending = found[0]
    if found["z"]:
        return f"{ending[0]}z"
    return {"ou": "o", "ll": "l", "tre": "ter"}[ending]


def _may_be_same(one: _Wording, other: _Wording, *, by_abstract: bool) -> bool:
    """Say whether two wordings may be of one paper; see the module.

    Args:
        one: A wording.
        other: A wording of another paper.
        by_abstract: Whether the rarest words of the abstracts suggest it. If not, titles
            that share few words spare the comparison of the abstracts, which is slow.
    """
    if _is_ruled_out(one, other):
        return False
    needed = _needed_agreement(one, other)
    if needed == 0:
        return True
    if not one.abstract or not other.abstract:
        return False
    if needed == NEARLY_EQUAL and not (by_abstract or _share_most_words(one, other)):
        return False
    share = agreement(_abstract_words(one.abstract), _abstract_words(other.abstract))
    return share >= needed and (needed < NEARLY_EQUAL or not _are_told_apart(one, other))


@lru_cache(maxsize=1 << 13)
def _abstract_words(abstract: str) -> list[str]:
    """Return the words of an abstract, each held once in memory for all abstracts."""
    return list(map(sys.intern, abstract_words(abstract)))


def _is_ruled_out(one: _Wording, other: _Wording) -> bool:
    """Say whether small marks in the titles show that papers are two."""
    return (
        one.marks != other.marks
        or (bool(one.numbers and other.numbers) and one.numbers != other.numbers)
        or (one.turns != other.turns and not _is_part(one, other))
    )


def _needed_agreement(one: _Wording, other: _Wording) -> float:
    """Return how much of two abstracts has to agree, given their titles."""
    if one.words == other.words or "".join(one.words) == "".join(other.words):
        return 0 if len(one.words) >= _ENOUGH_WORDS else ALIKE
    if _differ_by_typos(one.words, other.words):
        return 0 if len(one.words) > _ENOUGH_WORDS else ALIKE
    if sorted(one.words) == sorted(other.words):
        return 0 if _has_parts_turned(one, other) else ALIKE
    if _is_part(one, other):
        shorter = min(len(one.words), len(other.words))
        return 0 if shorter >= _ENOUGH_WORDS_OF_A_PART else ALIKE
    return NEARLY_EQUAL


def _is_part(one: _Wording, other: _Wording) -> bool:
    """Say whether one title is the other but for a subtitle, or a name before a colon."""
    return one.words in other.pieces or other.words in one.pieces


def _share_most_words(one: _Wording, other: _Wording) -> bool:
    words, others = set(one.words), set(other.words)
    return 3 * len(words & others) >= 2 * max(len(words), len(others))


def _has_parts_turned(one: _Wording, other: _Wording) -> bool:
    """Say whether a title is another with its parts, at a colon or comma, in reverse order."""
    return any(
        words == tuple(itertools.chain.from_iterable(reversed(parts)))
        for words, parts in ((one.words, other.parts), (other.words, one.parts))
    )


def _differ_by_typos(words: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether words are the same, in order, but for typos in two of five.

    Examples:
        >>> _differ_by_typos(["learning", "rate", "schedule"], ["learning", "rate", "scedule"])
        True
    """
    if len(words) != len(others):
        return False
    changed = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(changed) <= max(1, 2 * len(words) // 5) and all(itertools.starmap(_is_typo, changed))


def _is_typo(word: str, other: str) -> bool:
    """Say whether one of two long words is the other with one letter wrong, not the first.

    Examples:
        >>> [_is_typo("schedule", "scedule"), _is_typo("forecast", "forceast")]
        [True, True]
        >>> [_is_typo("affective", "effective"), _is_typo("bert", "bart")]
        [False, False]
    """
    if max(len(word), len(other)) < 6 or word[0] != other[0]:
        return False
    return OSA.distance(word, other, score_cutoff=1) <= 1


def _are_told_apart(one: _Wording, other: _Wording) -> bool:
    """Say whether the titles show that two nearly equal abstracts are of two papers.

    A word speaks for it that stands in title and abstract of one and nowhere in the
    other. Of titles that share most words one such word is enough, of others each needs
    one, as a revision can take a word out. A prefix that turns a word says so as well
    (*symmetric*, *asymmetric*).
    """
    only_one, only_other = set(one.words) - set(other.words), set(other.words) - set(one.words)
    text, other_text = set(_content(one.abstract)), set(_content(other.abstract))
    speaking = [bool(only_one & text - other_text), bool(only_other & other_text - text)]
    return (
        (any(speaking) if _share_most_words(one, other) else all(speaking))
        or not only_one.isdisjoint(_turned(only_other))
        or not only_other.isdisjoint(_turned(only_one))
    )


def _turned(words: Iterable[str]) -> Iterator[str]:
    return (prefix + word for word in words for prefix in _TURNING_PREFIXES)

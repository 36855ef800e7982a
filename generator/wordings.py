"""Whether two wordings, each a title and an abstract, may be of one paper.

The titles have to bear it and, the less alike they are, the more of the abstracts agrees:

* nothing, when the titles are one but for case, punctuation, plural, hyphens, British
  spelling, small words, typos in at most two words of five, or parts in another order;
  or when one is the other with a subtitle or a name before a colon, and long enough;
* `ALIKE`, when such titles are short, or have their words in another order;
* `NEARLY_EQUAL`, when the titles differ otherwise, as after a revision. Then the words in
  which they differ must not tell the abstracts apart as well: a survey of speech and one
  of graphs can share all their other words.

Titles that differ in a number, a numeral (`Part I`), a letter or sign (`C++`), or a word
such as *not* or *without* are never of one paper.

`build_wording` reads once what `may_be_same` then compares with many others. Which pairs
are compared at all is settled in `similar.py`.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from generator.grouping import abstract_words, agreement
from generator.model import Listing
from generator.text import clean, singular, title_key

ALIKE = 0.35
"""Abstracts are alike from this share of common words on.

No two papers of the first five dumps share more than 0.26.
"""
NEARLY_EQUAL = 0.75
"""Abstracts are nearly equal from this share of common words on."""

_ENOUGH_WORDS = 3  # that a title of its own has; with fewer it may be anybody's
_ENOUGH_WORDS_WHEN_CHANGED = 4  # the same, for titles that typos or a part tell apart

_OUTLINE = 1024  # places in which words are marked

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


class Wording(NamedTuple):
    """A wording of a paper, ready to be compared.

    Attributes:
        marks: What has to be the same in two titles: numbers, letters, signs.
        numbers: Numbers in words; two titles with some have to have the same.
        turns: Words that turn the meaning; these too, but for those of a subtitle.
        words: The words of the title that say something, folded, in order.
        parts: The same for each part of the title.
        pieces: The same for the title without its first or last part, and for these alone.
        listing: What has the abstract, which is read when it is needed.
    """

    marks: tuple[str, ...]
    numbers: tuple[str, ...]
    turns: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    pieces: frozenset[tuple[str, ...]]
    listing: Listing

    @property
    def abstract(self) -> str:
        """As listed."""
        return self.listing.abstract


def build_wording(listing: Listing) -> Wording:
    """Return a title and an abstract, ready to be compared.

    Examples:
        >>> title = "GloveNet: Folding Without Looking, Part II"
        >>> wording = build_wording(Listing(title, text="", position=1, line=1))
        >>> wording.marks, wording.turns
        (('ii',), ('without',))
        >>> wording.parts
        (('glovenet',), ('folding', 'without', 'looking'), ('part', 'ii'))
    """
    title = listing.title
    key = title_key(title)
    words = key.split()
    parts = tuple(filter(None, map(_content, _PART_END.split(clean(title)))))
    return Wording(
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
        listing=listing,
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


def may_be_same(one: Wording, other: Wording, *, by_abstract: bool) -> bool:
    """Return whether two wordings may be of one paper.

    Args:
        one: A wording.
        other: A wording of another paper.
        by_abstract: Whether the rarest words of the abstracts suggest it. If not, titles
            that share few words spare the comparison of the abstracts, which is slow.

    Examples:
        >>> titles = ("A Glove That Feels Laundry", "Glove that feels: laundry", "A Glove II")
        >>> glove, *others = [build_wording(Listing(title, "", 1, 1)) for title in titles]
        >>> [may_be_same(glove, other, by_abstract=False) for other in others]
        [True, False]
    """
    if _is_ruled_out(one, other):
        return False
    needed = _needed_agreement(one, other)
    if needed == 0:
        return True
    has_other_words = needed == NEARLY_EQUAL
    if has_other_words and not (by_abstract or _share_most_words(one, other)):
        return False
    return (
        bool(one.abstract and other.abstract)
        and _may_agree(one.abstract, other.abstract, needed)
        and agreement(abstract_words(one.abstract), abstract_words(other.abstract)) >= needed
        and not (has_other_words and _are_told_apart(one, other))
    )


def _may_agree(abstract: str, other: str, needed: float) -> bool:
    """Say whether so much of two abstracts can agree, going by which words they have at all.

    Far cheaper than to see what they have in common in order, and enough for most pairs.

    Examples:
        >>> others = ("a model we train", "they sleep")
        >>> [_may_agree("we train a model", other, 0.75) for other in others]
        [True, False]
    """
    (words, marks), (other_words, other_marks) = _outline(abstract), _outline(other)
    in_common = min(
        words - (marks & ~other_marks).bit_count(),
        other_words - (other_marks & ~marks).bit_count(),
    )
    return not words or not other_words or 2 * in_common >= int(needed * (words + other_words))


@lru_cache(maxsize=1 << 13)
def _outline(abstract: str) -> tuple[int, int]:
    """Return how many words an abstract has, and a number with a bit set for each.

    Words may share a bit, so a bit that another abstract lacks stands for one missing word
    or more.
    """
    words = abstract_words(abstract)
    marks = bytearray(_OUTLINE)
    for word in words:
        marks[hash(word) % _OUTLINE] = 1
    return len(words), int.from_bytes(marks, "little")


def _is_ruled_out(one: Wording, other: Wording) -> bool:
    """Say whether small marks in the titles show that papers are two."""
    return (
        one.marks != other.marks
        or (bool(one.numbers and other.numbers) and one.numbers != other.numbers)
        or (one.turns != other.turns and not _is_part(one, other))
    )


def _needed_agreement(one: Wording, other: Wording) -> float:
    """Return how much of two abstracts has to agree, given their titles: 0 to 1."""
    if "".join(one.words) == "".join(other.words):
        return 0 if max(len(one.words), len(other.words)) >= _ENOUGH_WORDS else ALIKE
    if _differ_by_typos(one.words, other.words):
        return 0 if len(one.words) >= _ENOUGH_WORDS_WHEN_CHANGED else ALIKE
    if sorted(one.words) == sorted(other.words):
        return 0 if _are_parts_reversed(one, other) else ALIKE
    if _is_part(one, other):
        shorter = min(len(one.words), len(other.words))
        return 0 if shorter >= _ENOUGH_WORDS_WHEN_CHANGED else ALIKE
    return NEARLY_EQUAL


def _is_part(one: Wording, other: Wording) -> bool:
    """Say whether one title is the other but for a subtitle, or a name before a colon."""
    return one.words in other.pieces or other.words in one.pieces


def _share_most_words(one: Wording, other: Wording) -> bool:
    words, others = set(one.words), set(other.words)
    return 3 * len(words & others) >= 2 * max(len(words), len(others))


def _are_parts_reversed(one: Wording, other: Wording) -> bool:
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


def _are_told_apart(one: Wording, other: Wording) -> bool:
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
        or not only_one.isdisjoint(_with_turning_prefixes(only_other))
        or not only_other.isdisjoint(_with_turning_prefixes(only_one))
    )


def _with_turning_prefixes(words: Iterable[str]) -> Iterator[str]:
    return (prefix + word for word in words for prefix in _TURNING_PREFIXES)

"""A paper -> the words it is found by, what an answer shows of it, and its facets.

Whatever may change when a later day shows the paper again is among the facets, so the
files of what answers show never change as the archive grows.
"""

import functools
import itertools
import json
from collections.abc import Iterator, Sequence

from generator.links import abstract_parts, is_repaired, marked_up, plain, shown, text_parts
from generator.model import Paper
from generator.search.numbers import numbers
from generator.search.words import further_words, words
from generator.text import clean

HAS_CODE = 0x80
"""In the first byte of a paper's facets, above the number of its appearances."""
MOST_APPEARANCES = 0x7F


def indexed_words(paper: Paper) -> tuple[list[str], list[str], int]:
    """Return all words by which a paper's title and abstract are found, and the title's length.

    They are those of its first wording; then, once each, those that only another one has.
    """
    title, text, length = first_words(paper)
    later = itertools.chain.from_iterable(later_words(paper, title + text))
    return title, [*text, *later], length


def first_words(paper: Paper) -> tuple[list[str], list[str], int]:
    """Return the words by which the first wording of a paper is found, as `indexed_words` does.

    They are those that a page shows, with mathematics repaired; then, once each, the words
    that only the text as captured has.
    """
    titles, abstracts = text_parts(clean(paper.title)), abstract_parts(paper.listing)
    title, text = words(plain(titles)), words(plain(abstracts))
    length = len(title)
    if is_repaired(titles):
        title += further_words(title, [clean(paper.title)])
    if is_repaired(abstracts):
        text += further_words(title + text, [clean(paper.abstract)])
    return title, text, length


def later_words(paper: Paper, first: Sequence[str]) -> Iterator[list[str]]:
    """Yield for each other wording of a paper the words that none before it has, once each.

    Args:
        paper: The paper.
        first: The words of its first wording.
    """
    known = [*first]
    for variant in paper.variants:
        title = clean(variant.title)  # a page shows it repaired, but the abstract as captured
        texts = [plain(text_parts(title)), title, clean(variant.abstract)]
        further = further_words(known, texts)
        known += further
        yield further


def document(paper: Paper) -> tuple[str, str, str, str]:
    """Return what an answer shows of a paper: id, title and abstract in HTML, and first day."""
    title, abstract = shown(clean(paper.title)), marked_up(abstract_parts(paper.listing))
    return paper.id, title, abstract, str(paper.appearances[0].date)


def as_json(value: object) -> bytes:
    """Return a value, such as what answers show of a paper, as a file has it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@functools.lru_cache(maxsize=2**16)
def facets(appearances: int, code: int, topics: tuple[int, ...]) -> bytes:
    """Return what answers can be narrowed by.

    A byte for the appearances (see `HAS_CODE`), one for the number of topics, and the
    place of each topic in the vocabulary.

    Args:
        appearances: How many there are.
        code: Whether there is any: 1 or 0.
        topics: Their places.
    """
    first = min(appearances, MOST_APPEARANCES) | (HAS_CODE if code else 0)
    return bytes([first]) + numbers([len(topics), *topics])

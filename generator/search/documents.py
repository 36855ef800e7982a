"""A paper -> the words it is found by, what an answer shows of it, and its facets.

Whatever may change when a later day shows the paper again is among the facets, so the
files of what answers show never change as the archive grows.
"""

import functools
import json

from generator.links import is_repaired, shown, shown_once, shown_text
from generator.model import Paper
from generator.search.numbers import numbers
from generator.search.words import further_words, words
from generator.text import clean

HAS_CODE = 0x80
"""In the first byte of a paper's facets, above the number of its appearances."""
MOST_APPEARANCES = 0x7F


def indexed_words(paper: Paper) -> tuple[list[str], list[str], int]:
    """Return the words by which a paper's title and abstract are found, and the title's length.

    They are those that a page shows, with mathematics repaired; then, once each, the words
    that only the text as captured or another wording of the paper has.
    """
    listed, abstract = clean(paper.title), clean(paper.abstract)
    title, text = words(shown_text(listed)), words(shown_text(abstract))
    length = len(title)
    if is_repaired(listed):
        title += further_words(title, [listed])
    others = [clean(wording) for v in paper.variants for wording in (v.title, v.abstract)]
    if is_repaired(abstract):
        others.insert(0, abstract)
    return title, text + further_words(title + text, others), length


def document(paper: Paper) -> tuple[str, str, str, str]:
    """Return what an answer shows of a paper: id, title and abstract in HTML, and first day."""
    title, abstract = shown(clean(paper.title)), shown_once(clean(paper.abstract))
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

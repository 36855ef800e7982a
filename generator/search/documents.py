"""A paper -> the words it is found by, what an answer shows of it, and its facets.

Whatever may change when a later day shows the paper again is among the facets, so the
files of what answers show never change as the archive grows.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence

from generator.links import is_repaired, shown, shown_once, shown_text
from generator.model import Paper
from generator.search.inverted import STOP_WORDS
from generator.search.numbers import numbers
from generator.search.words import further_words, words
from generator.text import clean

HAS_CODE = 0x80
"""In the first byte of a paper's facets, above the number of its appearances."""
MOST_APPEARANCES = 0x7F

_LENGTH = 240
"""Characters that a passage shows, about; `passages.js` cuts those of all other answers."""
_BEFORE = 60
"""Characters that it shows before the first word that was found."""
_PIECE = re.compile(rf"<[^>]*>|&[^;]*;|[^<&\s]{{1,{_LENGTH}}}\s*|\s+")


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


def document(paper: Paper) -> tuple[str, str, str]:
    """Return what an answer shows of a paper: its id, and in HTML its title and abstract."""
    return paper.id, shown(clean(paper.title)), shown_once(clean(paper.abstract))


def as_json(documents: Sequence[Sequence[str]]) -> bytes:
    """Return what answers show of several papers."""
    return json.dumps(documents, ensure_ascii=False, separators=(",", ":")).encode()


def passage(text: str, prefix: str) -> str:
    """Return the place of a text in HTML where a word first begins so, else its beginning.

    Examples:
        >>> passage("A <i>new model</i>", "mod")
        'A <i>new model</i>'
        >>> passage(99 * "word " + "<i>and more</i> is said", "mo")[-28:]
        'word <i>and more</i> is said'
    """
    runs = list(_runs(text))
    sizes = [len(_plain(run)) for run in runs]
    found = next((n for n, run in enumerate(runs) if _has(run, prefix)), 0)
    start = 0
    if sum(sizes[:found]) > _LENGTH / 2:
        start = found
        while start and sum(sizes[start - 1 : found]) <= _BEFORE:
            start -= 1
    end = start + 1
    while end < len(runs) and sum(sizes[start : end + 1]) <= _LENGTH:
        end += 1
    cut = "".join(runs[start:end]).strip()
    return f"{'… ' if start else ''}{cut}{' …' if end < len(runs) else ''}"


def _runs(text: str) -> Iterator[str]:
    """Yield a text in HTML in runs of characters with the space after; elements stay whole."""
    run, depth = "", 0
    for piece in _PIECE.findall(text):
        run += piece
        if piece[0] == "<":
            depth += -1 if piece[1] == "/" else 1
        elif not depth and (piece[-1].isspace() or len(run) >= _LENGTH):
            yield run
            run = ""
    if run:
        yield run


def _plain(run: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", run)) if "<" in run or "&" in run else run


def _has(run: str, prefix: str) -> bool:
    plain = _plain(run)
    may_have = not plain.isascii() or prefix in plain.lower()  # telling words apart takes longer
    return may_have and any(w.startswith(prefix) and w not in STOP_WORDS for w in words(plain))


def facets(paper: Paper, topics: list[int], *, has_code: bool) -> bytes:
    """Return what answers can be narrowed by.

    A byte for the appearances (see `HAS_CODE`), one for the number of topics, and the
    place of each topic in the vocabulary.
    """
    appearances = min(len(paper.appearances), MOST_APPEARANCES)
    code = HAS_CODE if has_code else 0
    return bytes([appearances | code]) + numbers([len(topics), *topics])

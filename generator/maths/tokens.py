"""Cuts a text into tokens: words of prose, variables, numbers, words of TeX, marks."""

import re
from collections.abc import Iterator, Sequence

from generator.maths.nodes import Kind, Node
from generator.maths.words import Piece, is_prose, is_telling, pieces_in_context
from generator.remembered import Remembered

_TOKEN = re.compile(r"([^\W\d_]+)|(\d+(?:,\d{3})*+(?:\.\d+)?)|(\S)")
_WORD, _NUMBER = 1, 2
_MARKS = {
    **dict.fromkeys("()[]{}", Kind.BRACKET),
    **dict.fromkeys("+-−", Kind.SIGN),
    **dict.fromkeys("=<>", Kind.RELATION),
    **dict.fromkeys(",;:!%", Kind.PUNCTUATION),
    **dict.fromkeys("_^", Kind.SCRIPT),
    "/": Kind.SLASH,
    "|": Kind.BAR,
    "$": Kind.DOLLAR,
    "'": Kind.SYMBOL,
    "*": Kind.SYMBOL,
}
_SHOWN = {"-": "−", "'": "′"}
_IN_PROSE = frozenset([Kind.BREAK, Kind.PUNCTUATION, Kind.SIGN])
"""What is prose where it is glued to a word of prose."""


def _one(kind: Kind, found: str) -> tuple[Piece, ...]:
    return (Piece(kind, _SHOWN.get(found, found), len(found), certain=False),)


_PIECES = {mark: _one(kind, mark) for mark, kind in _MARKS.items()}
_UNREAD = _one(Kind.BREAK, "")

# A letter and two relations that need an operand on each side, so none of them between words.
_PROSE_IN_PROSE = frozenset(["a", "to", "in"])

_TELLING_MARKS = "_^{$"
_TELLING_NUMBER = re.compile(r"\d(?:times|pm|ll|gg)")
_WORDS = re.compile(r"[^\W\d_]+")


def is_worth_reading(text: str) -> bool:
    """Say whether a text has anything that could be damaged mathematics.

    Most texts do not.

    Examples:
        >>> [is_worth_reading(text) for text in ("a matrix Ain R^d", "all of the data")]
        [True, False]
    """
    marked = any(mark in text for mark in _TELLING_MARKS)
    return marked or any(map(_TELLING.__getitem__, text.split()))


def _is_telling_chunk(chunk: str) -> bool:
    if chunk.isalpha():
        return is_telling(chunk)
    is_number = _TELLING_NUMBER.search(chunk) is not None
    return is_number or any(map(is_telling, _WORDS.findall(chunk)))


def _is_prose_chunk(chunk: str) -> bool:
    """Say whether a chunk is prose whatever is around it: words, and marks glued to them."""
    kinds = [_kind_alone(found) for found in _TOKEN.finditer(chunk)]
    is_one = bool(kinds) and not any(map(str.isspace, chunk))
    return is_one and kinds[0] is Kind.BREAK and _IN_PROSE.issuperset(kinds)


def _kind_alone(found: re.Match[str]) -> Kind | None:
    """Return what a token is whatever is around it; None when that depends."""
    if found.lastindex == _WORD:
        return Kind.BREAK if is_prose(found[0]) else None
    return Kind.NUMBER if found.lastindex == _NUMBER else _PIECES.get(found[0], _UNREAD)[0].kind


_TELLING = Remembered(_is_telling_chunk)
_PROSE = Remembered(_is_prose_chunk)


def tokenise(text: str, unread: Sequence[tuple[int, int]] = ()) -> list[Node]:
    """Return the tokens of a text: nodes without parts, with prose as one `BREAK`.

    Args:
        text: Text as a page shows it.
        unread: Places that are not looked into, such as web addresses, in order.

    Examples:
        >>> [token.value for token in tokenise("Ain R^{ntimes d}")]
        ['A', '∈', 'R', '^', '{', 'n', '×', 'd', '}']
    """
    tokens: list[Node] = []
    prose: int | None = None
    last, spaced = 0, False
    for at, after, found in _cut(text, unread):
        is_plain = prose is None and bool(tokens) and tokens[-1].kind is Kind.EMPTY
        pieces = _one(Kind.UPRIGHT, text[at:after]) if is_plain else found
        kind = pieces[0].kind
        if kind is Kind.BREAK or (prose is not None and at == last and kind in _IN_PROSE):
            if prose is None:
                prose, spaced = at, at > last
            last = after
            continue
        if prose is not None:
            tokens.append(Node(Kind.BREAK, prose, last, "", spaced, certain=False))
            prose = None
        start = at
        for piece in pieces:
            end = start + piece.length
            tokens.append(Node(piece.kind, start, end, piece.value, start > last, piece.certain))
            last = start = end
    if prose is not None:
        tokens.append(Node(Kind.BREAK, prose, last, "", spaced, certain=False))
    return tokens


def _cut(
    text: str, unread: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    """Yield where each word, number and mark begins and ends, and its parts.

    Words of prose that follow one another are yielded as one, except after a switch of font.
    """
    position = 0
    pieces = _UNREAD
    for start, end in (*unread, (len(text), len(text))):
        prose: int | None = None
        doubt: int | None = None  # where what is prose if prose follows begins
        last = position - 1
        for chunk in text[position:start].split(" "):
            first = last + 1
            last = first + len(chunk)
            if _PROSE[chunk] and (prose is not None or pieces[-1].kind is not Kind.EMPTY):
                prose = first if prose is None else prose
                doubt = None
                continue
            if prose is not None:
                first = first if doubt is None else doubt
                if chunk in _PROSE_IN_PROSE:
                    doubt = first
                    continue
                yield prose, first - 1, _UNREAD
                prose = doubt = None
            for at, after, pieces in _cut_closely(text, first, last):
                yield at, after, pieces
        if prose is not None:
            yield prose, last, _UNREAD
        if start < end:
            yield start, end, _UNREAD
        position = end


def _cut_closely(text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    """Yield the same of `text[start:end]`, each word alone."""
    for match in _TOKEN.finditer(text, start, end):
        at, after = match.span()
        if match.lastindex == _WORD:
            yield at, after, pieces_in_context(match[0], text, at, after)
        elif match.lastindex == _NUMBER:
            yield at, after, _one(Kind.NUMBER, match[0])
        else:
            yield at, after, _PIECES.get(match[0], _UNREAD)

"""Cuts a text into tokens: words of prose, variables, numbers, words of TeX, marks."""

import re
from collections.abc import Iterator, Sequence

from generator.maths.nodes import Kind, Node
from generator.maths.words import Piece, is_telling, pieces_in_context

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
_GLUED_TO_PROSE = frozenset([Kind.BREAK, Kind.PUNCTUATION, Kind.SIGN])


def _one(kind: Kind, found: str) -> tuple[Piece, ...]:
    return (Piece(kind, _SHOWN.get(found, found), len(found), certain=False),)


_PIECES = {mark: _one(kind, mark) for mark, kind in _MARKS.items()}
_UNREAD = _one(Kind.BREAK, "")

_TELLING_MARK = re.compile(r"[_^{$]")
_TELLING_NUMBER = re.compile(r"\d(?:times|pm|ll|gg)")
_WORDS = re.compile(r"[^\W\d_]+")


def is_worth_reading(text: str) -> bool:
    """Say whether a text has anything that could be damaged mathematics.

    Examples:
        >>> [is_worth_reading(text) for text in ("a matrix Ain R^d", "all of the data")]
        [True, False]
    """
    if _TELLING_MARK.search(text) or _TELLING_NUMBER.search(text):
        return True
    return any(map(is_telling, set(_WORDS.findall(text))))


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
        if kind is Kind.BREAK or (prose is not None and at == last and kind in _GLUED_TO_PROSE):
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
    """Yield where each word, number and mark begins and ends, and its parts."""
    position = 0
    for start, end in (*unread, (len(text), len(text))):
        for match in _TOKEN.finditer(text, position, start):
            at, after = match.span()
            if match.lastindex == _WORD:
                yield at, after, pieces_in_context(match[0], text, at, after)
            elif match.lastindex == _NUMBER:
                yield at, after, _one(Kind.NUMBER, match[0])
            else:
                yield at, after, _PIECES.get(match[0], _UNREAD)
        if start < end:
            yield start, end, _UNREAD
        position = end

r"""Cuts a text into tokens: words of prose, variables, numbers, words of TeX, marks.

The capture dropped backslashes, so a word of TeX may stand glued to what came before it
(`ntimes d`, `Ain R^d`, `mloglog m`). A glued word is taken apart when its parts are words of
TeX that end no English word, or when what follows leaves no other reading.
"""

import enum
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from generator.maths.symbols import (
    ACCENTS,
    BINARY,
    ENGLISH,
    FONTS,
    FUNCTIONS,
    GREEK,
    RELATIONS,
    SHORT_WORDS,
    SIZES,
    SYMBOLS,
    TYPE_SIZES,
)


class Kind(enum.Enum):
    """What a token or a node of the tree is."""

    BREAK = enum.auto()  # prose, or anything that is not understood
    LETTER = enum.auto()
    NUMBER = enum.auto()
    GREEK = enum.auto()
    SYMBOL = enum.auto()
    FUNCTION = enum.auto()
    RELATION = enum.auto()
    BINARY = enum.auto()
    SIGN = enum.auto()  # + and -, which are binary or stand before an operand
    SLASH = enum.auto()
    PUNCTUATION = enum.auto()
    FONT = enum.auto()
    ACCENT = enum.auto()
    ROOT = enum.auto()
    FRACTION = enum.auto()
    SIZE = enum.auto()
    EMPTY = enum.auto()
    BRACKET = enum.auto()
    BAR = enum.auto()
    SCRIPT = enum.auto()
    DOLLAR = enum.auto()
    FENCE = enum.auto()
    GROUP = enum.auto()
    SCRIPTED = enum.auto()
    UPRIGHT = enum.auto()


class Token(NamedTuple):
    """`text[start:end]`, read as `kind`.

    Attributes:
        kind: What it is.
        start: Where it begins in the text.
        end: Where it ends.
        value: What it is shown as, or the word of TeX where more has to be known.
        spaced: There is white space before it.
        certain: It proves that this is mathematics.
    """

    kind: Kind
    start: int
    end: int
    value: str
    spaced: bool
    certain: bool


_Piece = tuple[Kind, str, int, bool]  # kind, value, length in the text, certain

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<word>[^\W\d_]+)|(?P<number>\d+(?:,\d{3})*+(?:\.\d+)?)|(?P<mark>.)", re.DOTALL
)
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
_NAMES: dict[str, tuple[Kind, str]] = {
    **{name: (Kind.GREEK, symbol) for name, symbol in GREEK.items()},
    **{name: (Kind.RELATION, symbol) for name, symbol in RELATIONS.items()},
    **{name: (Kind.BINARY, symbol) for name, symbol in BINARY.items()},
    **{name: (Kind.SYMBOL, symbol) for name, symbol in SYMBOLS.items()},
    **{name: (Kind.FUNCTION, name) for name in FUNCTIONS},
    **{name: (Kind.FONT, "") for name in FONTS},
    **{name: (Kind.ACCENT, mark) for name, mark in ACCENTS.items()},
    **{name: (Kind.SIZE, "") for name in SIZES},
    "sqrt": (Kind.ROOT, "√"),
    "frac": (Kind.FRACTION, ""),
    "rm": (Kind.EMPTY, ""),
}
_NAME = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))

# No English word ends in one of these after one or two letters.
_GLUES = (
    frozenset(name for name in (*GREEK, *FONTS) if len(name) > 4)
    | {"leq", "geq", "neq", "leqslant", "geqslant", "lesssim", "gtrsim", "equiv", "simeq", "approx"}
    | {"propto", "notin", "subset", "subseteq", "supset", "supseteq", "mapsto", "rightarrow"}
    | {"cdot", "circ", "setminus", "otimes", "oplus", "odot", "infty", "forall", "nabla", "ldots"}
    | {"cdots", "widetilde", "widehat", "loglog"}
)
# After a single letter these are read when what follows can only be an operand.
_OPERAND = rf"(?!an?\s)(?:[A-Za-z](?![A-Za-z])|[\d(\[{{|]|(?:{'|'.join(GREEK)}|sqrt|mathcal)\b)"
_SET = r"(?:[A-Z][\^_]|\[\s?[-\w]|\{|math)"
_FOLLOWED = {
    "times": re.compile(rf"\s?{_OPERAND}"),
    "ll": re.compile(rf"\s?{_OPERAND}"),
    "gg": re.compile(rf"\s?{_OPERAND}"),
    "le": re.compile(r"\s?\d"),
    "ge": re.compile(r"\s?\d"),
    "ne": re.compile(r"\s?\d"),
    "to": re.compile(r"\s?-?infty"),
    "in": re.compile(rf"\s?{_SET}"),
    "sim": re.compile(r"\s?(?:[A-Z](?![A-Za-z])|mathcal)"),
    "log": re.compile(rf"[_^]|\s?{_OPERAND}"),
}
_SIZED = re.compile(r"[(\[{|)\]}]")
_NOT_GLUED = frozenset(
    "all ill ell egg age ale ole one min sin blog clog flog slog vlog".split()
)
_AFTER_NUMBER = frozenset(["times", "ll", "gg", "sim", "approx"])
_BEFORE_NUMBER = frozenset(["sim", "approx"])
_LONGEST_WORD = 30


def tokenise(text: str, prose: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Return the tokens of a text, white space left out.

    Args:
        text: Text as a page shows it.
        prose: Places that are not looked into, such as web addresses, in order.

    Examples:
        >>> [token.value for token in tokenise("Ain R^{ntimes d}")]
        ['A', '∈', 'R', '^', '{', 'n', '×', 'd', '}']
    """
    tokens: list[Token] = []
    position, spaced = 0, False
    for start, end in (*prose, (len(text), len(text))):
        for match in _TOKEN.finditer(text, position, start):
            if match.lastgroup == "space":
                spaced = True
                continue
            at = match.start()
            for kind, value, length, certain in _pieces(text, match):
                tokens.append(Token(kind, at, at + length, value, spaced, certain))
                at += length
                spaced = False
        if start < end:
            tokens.append(Token(Kind.BREAK, start, end, "", spaced, certain=False))
            spaced = False
        position = end
    return tokens


def _pieces(text: str, match: re.Match[str]) -> Iterator[_Piece]:
    found = match[0]
    if match.lastgroup == "number":
        yield Kind.NUMBER, found, len(found), False
    elif match.lastgroup == "mark":
        yield _MARKS.get(found, Kind.BREAK), _SHOWN.get(found, found), 1, False
    else:
        yield from _read_word(found, text, match.start(), match.end())


def _read_word(word: str, text: str, start: int, end: int) -> Sequence[_Piece]:
    before = text[start - 1 : start]
    if word in _FOLLOWED or word in _AFTER_NUMBER:
        glued = bool(before) and before in ")]}'0123456789"
        if glued and before.isdigit() and word in _AFTER_NUMBER:
            return [_named(word, certain=True)]
        if glued and word in _FOLLOWED and _FOLLOWED[word].match(text, end):
            return [_named(word, certain=True)]
        if word in _BEFORE_NUMBER and text[end : end + 1].isdigit():
            return [_named(word, certain=True)]
        return [_named(word)]
    if word == "pm":
        return [_named(word, certain=before.isdigit() and text[end : end + 1].isdigit())]
    if word == "rm" and not re.match(r" [A-Za-z]+\(", text[end : end + _LONGEST_WORD]):
        return [(Kind.BREAK, word, 2, False)]
    if word in _NAMES:
        return [_named(word, certain=word not in ENGLISH)]
    return _glued_in_context(word, text, end) or _taken_apart(word)


def _named(name: str, *, certain: bool = False) -> _Piece:
    kind, value = _NAMES[name]
    return kind, value, len(name), certain


def _glued_in_context(word: str, text: str, end: int) -> Sequence[_Piece]:
    if word in _NOT_GLUED or not word.isascii():
        return ()
    for length in (1, 2):
        name = word[length:]
        if name in SIZES and _SIZED.match(text, end):
            return [(Kind.LETTER, word[:length], length, False), _named(name)]
        if name in _FOLLOWED and (length == 1 or name == "log"):
            found = _FOLLOWED[name].match(text, end)
            return [(Kind.LETTER, word[:length], length, False), _named(name, certain=True)] if found else ()
    return ()


@cache
def _pattern_of_sizes() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(TYPE_SIZES)})(?=[A-Z])")


def _taken_apart(word: str) -> Sequence[_Piece]:
    if len(word) > _LONGEST_WORD or not word.isascii():
        return [(Kind.BREAK, word, len(word), False)]
    switch = _pattern_of_sizes().match(word)
    if switch:
        rest = word[switch.end() :]
        return [(Kind.EMPTY, "", switch.end(), True), (Kind.UPRIGHT, rest, len(rest), False)]
    for length in range(3):
        names = _names(word[length:])
        if names and any(name in _GLUES for name in names):
            letters = [(Kind.LETTER, word[:length], length, False)] if length else []
            return letters + [_named(name, certain=True) for name in names]
    if names := _names(word):
        if set(names) == {"log"}:
            return [_named(name, certain=True) for name in names]
    elif word.endswith("loglog") and len(word) <= 8:
        rest = len(word) - 6
        return [(Kind.LETTER, word[:rest], rest, False)] + [_named("log", certain=True)] * 2
    if len(word) == 1 or (len(word) <= 3 and word.lower() not in SHORT_WORDS):
        return [(Kind.LETTER, word, len(word), False)]
    return [(Kind.BREAK, word, len(word), False)]


def _names(word: str) -> list[str]:
    names, position = [], 0
    while position < len(word):
        found = _NAME.match(word, position)
        if not found:
            return []
        names.append(found[0])
        position = found.end()
    return names

"""How a word reads: as prose, as variables, or as words of TeX.

The capture dropped backslashes, so a word of TeX may stand glued to what came before it
(`ntimes d`, `Ain R^d`, `mloglog m`). A glued word is taken apart when its parts end no
English word, or when what stands around it leaves no other reading.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from generator.maths.nodes import Kind
from generator.maths.symbols import (
    ACCENTS,
    BINARY,
    BRACKETS,
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


class Piece(NamedTuple):
    """A part of a word, `length` characters long; the rest as in a `Node`."""

    kind: Kind
    value: str
    length: int
    certain: bool


class Reading(NamedTuple):
    """How a word reads.

    Attributes:
        pieces: Its parts, whatever stands around it.
        glued: How many letters come before a word of TeX that only the context can tell;
            None when the context does not matter.
        is_certain: A part of it proves that it is mathematics.
    """

    pieces: tuple[Piece, ...]
    glued: int | None
    is_certain: bool


_NAMES: dict[str, tuple[Kind, str]] = {
    **{name: (Kind.GREEK, symbol) for name, symbol in GREEK.items()},
    **{name: (Kind.RELATION, symbol) for name, symbol in RELATIONS.items()},
    **{name: (Kind.BINARY, symbol) for name, symbol in BINARY.items()},
    **{name: (Kind.SYMBOL, symbol) for name, symbol in SYMBOLS.items()},
    **{name: (Kind.BRACKET, mark) for name, mark in BRACKETS.items()},
    **{name: (Kind.FUNCTION, name) for name in FUNCTIONS},
    **dict.fromkeys(FONTS, (Kind.FONT, "")),
    **{name: (Kind.ACCENT, mark) for name, mark in ACCENTS.items()},
    **dict.fromkeys(SIZES, (Kind.SIZE, "")),
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
    | {"cdots", "widetilde", "widehat", *BRACKETS}
)
# Context that only an operand, or only a set, can be.
_OPERAND = rf"(?!an?\s)(?:[A-Za-z](?![A-Za-z])|[\d(\[{{|]|(?:{'|'.join(GREEK)}|sqrt|mathcal)\b)"
_BOUNDS = r"[\[(]\s?-?[01],\s?[\w-]+[\])]"
_SET = rf"(?:[A-Z][\^_]|math|(?<![bdfgkpwy]in)(?<![bdfgkptwy]in )(?:{_BOUNDS}|[\[{{]))"
# Read as what they are when glued to one letter, a number or a bracket and followed by this.
_FOLLOWED = {
    "times": re.compile(rf"\s?(?!\(){_OPERAND}"),
    "ll": re.compile(rf"\s?{_OPERAND}"),
    "gg": re.compile(rf"\s?{_OPERAND}"),
    "le": re.compile(r"\s?\d"),
    "ge": re.compile(r"\s?\d"),
    "ne": re.compile(r"\s?\d"),
    "to": re.compile(r"\s?-?infty|0(?![\d.,])"),
    "in": re.compile(rf"\s?{_SET}"),
    "sim": re.compile(r"\s?(?:[A-Z](?![A-Za-z])|mathcal)"),
    "log": re.compile(rf"[_^]|\s?{_OPERAND}"),
}
# A set whose alphabet the capture dropped, as in `x\in\mathbb{R}^d`.
_SET_NAME = re.compile(
    rf"(?:(?P<letter>[A-Za-z])|(?P<greek>{'|'.join(GREEK)}))(?P<name>in|sim|times|to)(?P<set>[A-Z])"
)
# The same after an opening or a closing brace, where no prose is.
_BY_BRACE = re.compile(rf"\s?(?:{_OPERAND}|-?infty)")
_ENDINGS = frozenset([
    "age", "ale", "all", "blog", "clog", "egg", "ell", "flog", "ill", "one", "ole", "slog", "vlog",
])  # fmt: skip
_NOT_GLUED = _ENDINGS | {word.capitalize() for word in _ENDINGS} | {"min", "sin"}
_AFTER_NUMBER = frozenset(["times", "ll", "gg", "sim", "approx"])
_BEFORE_NUMBER = frozenset(["sim", "approx"])
_BY_NEIGHBOURS = _AFTER_NUMBER | {"pm", "rm", "dots"}
_LIST = re.compile(r"(?:(?<=,dots)|(?<=,\sdots)),\s?(?![AIa]\s)(?:\d|[A-Za-z](?![A-Za-z']))")
_ALONE_TELLING = frozenset(["left", "gg", "ll", "circ", "sim", "approx"])
_FONT_SWITCH = re.compile(r" (?:[A-Za-z]{1,30}\(|[A-Z][A-Za-z]+)")
_BRACKET = re.compile(r"[(\[{|)\]}]")
_DECIDED_AFTER = {"rm": _FONT_SWITCH, "dots": _LIST, **dict.fromkeys(SIZES, _BRACKET)}
_TYPE_SIZE = re.compile(rf"(?:{'|'.join(TYPE_SIZES)})(?=[A-Z])")
_LONGEST = 30
_LONGEST_PRODUCT = 3
_TAILS = frozenset(name[-3:] for name in _NAMES)
"""How a word of more than three letters ends when it ends in a word of TeX."""
_REMEMBERED = 1 << 15


@lru_cache(maxsize=_REMEMBERED)
def reading(word: str) -> Reading:
    """Return how a word of letters reads.

    Examples:
        >>> [piece.value for piece in reading("alphagg").pieces]
        ['α', '≫']
    """
    if not _may_hold_names(word):
        return Reading(_prose(word), None, is_certain=False)
    pieces = _pieces(word)
    return Reading(pieces, _glued(word), any(piece.certain for piece in pieces))


def _may_hold_names(word: str) -> bool:
    """Say whether a word needs a closer look: nearly every word of prose is done with here."""
    if len(word) > _LONGEST or not word.isascii():
        return False
    is_short = len(word) <= _LONGEST_PRODUCT
    ends = word[-3:] in _TAILS or word[-2:] in _TAILS
    return is_short or ends or word.startswith(TYPE_SIZES)


def is_prose(word: str) -> bool:
    """Say whether letters are a word of prose whatever stands around them.

    Examples:
        >>> [is_prose(word) for word in ("alphabet", "alpha", "Ain", "x1")]
        [True, False, False, False]
    """
    if not word.isalpha():
        return False
    pieces, glued, _ = reading(word)
    return glued is None and pieces[0].kind is Kind.BREAK


def is_telling(word: str) -> bool:
    """Say whether a word may be, or hold, a word of TeX.

    Examples:
        >>> [is_telling(word) for word in ("alphagg", "alphabet")]
        [True, False]
    """
    if not _may_hold_names(word):
        return False
    _, glued, certain = reading(word)
    return certain or bool(glued) or word in GREEK or word in _ALONE_TELLING


def pieces_in_context(word: str, text: str, start: int, end: int) -> tuple[Piece, ...]:
    """Return the parts of a word that is `text[start:end]`.

    Examples:
        >>> text = "Ain R^d, all in all"
        >>> [piece.value for piece in pieces_in_context("Ain", text, 0, 3)]
        ['A', '∈']
    """
    if text.startswith(("(", "^"), end) and (set_name := _set_name(word, text[end])):
        head = _letters(set_name["letter"]) or reading(set_name["greek"] or "").pieces
        return (*head, *_named(set_name["name"], certain=True), *_letters(set_name["set"]))
    pieces, glued, _ = reading(word)
    if glued is None:
        return pieces
    name = word[glued:]
    certain = _is_certain(name, glued, text, start, end)
    if name == "rm" and not certain:
        return _prose(word)
    return _letters(word[:glued]) + _named(name, certain=name not in SIZES) if certain else pieces


def _set_name(word: str, after: str) -> re.Match[str] | None:
    """Return a word such as `xsimN` before `(` or `WinR` before `^`, taken apart."""
    found = _SET_NAME.fullmatch(word)
    return found if found and (after == "^" or found["name"] == "sim") else None


def _is_certain(name: str, glued: int, text: str, start: int, end: int) -> bool:
    """Say whether what stands around a word of TeX leaves no other reading."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if name in _DECIDED_AFTER:
        return _DECIDED_AFTER[name].match(text, end) is not None
    number = not glued and before.isdecimal()
    if (number and name in _AFTER_NUMBER) or (
        not glued and name in _BEFORE_NUMBER and after.isdecimal()
    ):
        return True
    if name == "pm":
        return number and after.isdecimal()
    if name not in _FOLLOWED or not (glued or number or (before and before in ")]}'")):
        return False
    by_brace = before == "{" if glued else before == "}"
    return _FOLLOWED[name].match(text, end) is not None or (
        by_brace and _BY_BRACE.match(text, end) is not None
    )


def _named(name: str, *, certain: bool) -> tuple[Piece, ...]:
    kind, value = _NAMES[name]
    return (Piece(kind, value, len(name), certain),)


def _letters(letters: str) -> tuple[Piece, ...]:
    return (Piece(Kind.LETTER, letters, len(letters), certain=False),) if letters else ()


def _prose(word: str) -> tuple[Piece, ...]:
    return (Piece(Kind.BREAK, word, len(word), certain=False),)


def _glued(word: str) -> int | None:
    if word in _NOT_GLUED or (word in _NAMES and word not in _FOLLOWED):
        return 0 if word in _BY_NEIGHBOURS else None
    for length in range(3):
        name = word[length:]
        if (name in SIZES and length) or (name in _FOLLOWED and (length < 2 or name == "log")):
            return length
    return 0 if word in _BY_NEIGHBOURS else None


def _pieces(word: str) -> tuple[Piece, ...]:
    if word in _NAMES:
        return _named(word, certain=word not in ENGLISH)
    if switch := _TYPE_SIZE.match(word):
        rest = word[switch.end() :]
        size = Piece(Kind.EMPTY, "", switch.end(), certain=True)
        return (size, Piece(Kind.UPRIGHT, rest, len(rest), certain=False))
    for length in range(3):
        names = _names(word[length:])
        if any(name in _GLUES for name in names) or names == ["log", "log"]:
            # A letter and a Greek one may be an identifier: `lgamma`.
            certain = not length or names[1:] != [] or names[0] not in GREEK
            pieces = [piece for name in names for piece in _named(name, certain=certain)]
            return (*_letters(word[:length]), *pieces)
    is_product = len(word) <= _LONGEST_PRODUCT and word.lower() not in SHORT_WORDS
    return _letters(word) if is_product else _prose(word)


def _names(word: str) -> list[str]:
    """Return the words of TeX that a word is made of; empty when it is not made of them."""
    names, position = [], 0
    while position < len(word):
        found = _NAME.match(word, position)
        if not found:
            return []
        names.append(found[0])
        position = found.end()
    return names

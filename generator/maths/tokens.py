r"""Cuts a text into tokens: words of prose, variables, numbers, words of TeX, marks.

The capture dropped backslashes, so a word of TeX may stand glued to what came before it
(`ntimes d`, `Ain R^d`, `mloglog m`). A glued word is taken apart when its parts are words of
TeX that end no English word, or when what follows leaves no other reading.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from generator.maths.nodes import Kind, Node
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

_Pieces = tuple[tuple[Kind, str, int, bool], ...]  # kind, value, length in the text, certain

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
    | {"cdots", "widetilde", "widehat"}
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
_FONT_SWITCH = re.compile(r" (?:[A-Za-z]{1,30}\(|[A-Z][A-Za-z]+)")
_SIZED = re.compile(r"[(\[{|)\]}]")
_NOT_GLUED = frozenset(
    ["age", "ale", "all", "blog", "clog", "egg", "ell", "flog", "ill", "min", "one", "ole", "sin"]
    + ["slog", "vlog"]
)
_AFTER_NUMBER = frozenset(["times", "ll", "gg", "sim", "approx"])
_BEFORE_NUMBER = frozenset(["sim", "approx"])
_LONGEST_WORD = 30


_TYPE_SIZE = re.compile(rf"(?:{'|'.join(TYPE_SIZES)})(?=[A-Z])")
_TELLING_MARK = re.compile(r"[_^{$]")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
_REMEMBERED = 1 << 15


def is_worth_reading(text: str) -> bool:
    """Say whether a text has anything that could be damaged mathematics.

    Examples:
        >>> [is_worth_reading(text) for text in ("a matrix Ain R^d", "all of the data")]
        [True, False]
    """
    if _TELLING_MARK.search(text):
        return True
    return any(map(_is_telling, set(_WORD_OR_NUMBER.findall(text))))


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
    position = last = 0
    for start, end in (*unread, (len(text), len(text))):
        for match in _TOKEN.finditer(text, position, start):
            at, after = match.span()
            plain = bool(tokens) and tokens[-1].kind is Kind.EMPTY
            for kind, value, length, certain in _pieces(text, match, plain=plain):
                _add(tokens, Node(kind, at, at + length, value, at > last, certain))
                last = at = at + length
            last = after
        if start < end:
            _add(tokens, Node(Kind.BREAK, start, end, "", start > last, certain=False))
        position = last = max(end, last)
    return tokens


def _add(tokens: list[Node], token: Node) -> None:
    """Add a token; what follows prose and means nothing there becomes part of it."""
    if tokens and tokens[-1].kind is Kind.BREAK:
        glued = token.kind in (Kind.PUNCTUATION, Kind.SIGN) and not token.spaced
        if glued or token.kind is Kind.BREAK:
            tokens[-1] = tokens[-1]._replace(end=token.end)
            return
    tokens.append(token)


def _pieces(text: str, match: re.Match[str], *, plain: bool) -> _Pieces:
    found = match[0]
    if plain:
        return ((Kind.UPRIGHT, found, len(found), False),)
    if match.lastindex == _WORD:
        return _in_context(found, text, match.start(), match.end()) or _alone(found)
    if match.lastindex == _NUMBER:
        return ((Kind.NUMBER, found, len(found), False),)
    return ((_MARKS.get(found, Kind.BREAK), _SHOWN.get(found, found), 1, False),)


def _named(name: str, *, certain: bool) -> _Pieces:
    kind, value = _NAMES[name]
    return ((kind, value, len(name), certain),)


def _letter(letters: str) -> _Pieces:
    return ((Kind.LETTER, letters, len(letters), False),) if letters else ()


def _in_context(word: str, text: str, start: int, end: int) -> _Pieces:
    """Return how a word reads because of what it is glued to; empty when that says nothing."""
    length = _glued_letters(word)
    if length is None:
        return ()
    name = word[length:]
    before, after = text[start - 1 : start], text[end : end + 1]
    if name == "rm":
        return () if _FONT_SWITCH.match(text, end) else ((Kind.BREAK, word, len(word), False),)
    if name in SIZES:
        return (
            _letter(word[:length]) + _named(name, certain=False) if _SIZED.match(text, end) else ()
        )
    number = not length and before.isdigit() and before.isascii()
    followed = name in _FOLLOWED and _FOLLOWED[name].match(text, end) is not None
    certain = (
        (number and name in _AFTER_NUMBER)
        or (number and name == "pm" and after.isdigit())
        or (not length and name in _BEFORE_NUMBER and after.isdigit())
        or (followed and (bool(length) or number or (before != "" and before in ")]}'")))
    )
    return _letter(word[:length]) + _named(name, certain=True) if certain else ()


@lru_cache(maxsize=_REMEMBERED)
def _glued_letters(word: str) -> int | None:
    """Return how many letters stand before a name whose reading depends on the context."""
    if word in _NOT_GLUED or not word.isascii():
        return None
    for length in range(3):
        name = word[length:]
        if name in SIZES and length:
            return length
        if not length and (name in _AFTER_NUMBER or name in ("pm", "rm")):
            return length
        if name in _FOLLOWED and (length < 2 or name == "log"):
            return length
    return None


@lru_cache(maxsize=_REMEMBERED)
def _alone(word: str) -> _Pieces:
    """Return how a word reads whatever stands around it."""
    if word in _NAMES:
        return _named(word, certain=word not in ENGLISH)
    prose: _Pieces = ((Kind.BREAK, word, len(word), False),)
    if len(word) > _LONGEST_WORD or not word.isascii():
        return prose
    if switch := _TYPE_SIZE.match(word):
        rest = word[switch.end() :]
        return ((Kind.EMPTY, "", switch.end(), True), (Kind.UPRIGHT, rest, len(rest), False))
    for length in range(3):
        names = _names(word[length:])
        if any(name in _GLUES for name in names) or names == ["log", "log"]:
            pieces = [piece for name in names for piece in _named(name, certain=True)]
            return (*_letter(word[:length]), *pieces)
    variables = len(word) == 1 or (len(word) <= 3 and word.lower() not in SHORT_WORDS)
    return _letter(word) if variables else prose


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


@lru_cache(maxsize=_REMEMBERED)
def _is_telling(word: str) -> bool:
    """Say whether a word, or letters beside digits, may be a word of TeX."""
    for letters in re.findall(r"[^\W\d_]+", word):
        length = _glued_letters(letters)
        if length or (length == 0 and letters != word):
            return True
        if letters in GREEK or letters in ("left", "gg", "ll", "circ"):
            return True
        if any(certain for _, _, _, certain in _alone(letters)):
            return True
    return False

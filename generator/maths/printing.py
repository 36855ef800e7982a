"""Prints nodes, as plain text and as HTML.

Both come from one walk over the nodes, so they differ in nothing but markup.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from generator.escape import element
from generator.maths.nodes import LARGE, OPERANDS, OPERATORS, Kind, Node, base_of, is_prefix

_UPRIGHT = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ")
"""Not slanted in TeX either; on a slanted letter a tilde would be out of place."""
_HIDDEN = frozenset([Kind.EMPTY, Kind.DOLLAR])


class _Style(Protocol):
    """How letters, scripts and the space around an operator are written."""

    thin: str

    def letter(self, letter: str) -> str: ...

    def script(self, mark: str, pieces: Sequence[str]) -> str: ...


class _Plain:
    thin = " "

    def letter(self, letter: str) -> str:
        return letter

    def script(self, mark: str, pieces: Sequence[str]) -> str:
        inner = "".join(pieces)
        return mark + (inner if len(inner) == 1 else f"{{{inner}}}")


class _Html:
    thin = "\u2009"

    def letter(self, letter: str) -> str:
        return letter if letter[0] in _UPRIGHT else element("i", letter)

    def script(self, mark: str, pieces: Sequence[str]) -> str:
        return element("sub" if mark == "_" else "sup", *pieces)


def to_text(nodes: Sequence[Node]) -> str:
    """Return nodes as plain Unicode, scripts as `_{..}` and `^{..}`."""
    return "".join(_level(nodes, _Plain(), tight=False))


def to_html(nodes: Sequence[Node]) -> list[str]:
    """Return nodes as pieces of HTML: markup, or text that is still to be escaped."""
    return _level(nodes, _Html(), tight=False)


def _level(nodes: Sequence[Node], style: _Style, *, tight: bool) -> list[str]:
    """Return what stands side by side; in a script, `tight`, operators have no spaces."""
    spaced = _with_gaps(nodes, "" if tight else style.thin, tight=tight)
    return [piece for gap, node in spaced for piece in (gap, *_node(node, style, tight=tight))]


def _node(node: Node, style: _Style, *, tight: bool) -> list[str]:
    match node.kind:
        case Kind.LETTER | Kind.GREEK:
            pieces = [style.letter(node.value)]
        case Kind.FENCE:
            pieces = [node.value[0], *_level(node.parts, style, tight=tight), node.value[1]]
        case Kind.GROUP:
            pieces = _level(node.parts, style, tight=tight)
        case Kind.SCRIPT:
            pieces = [style.script(node.value, _level(node.parts, style, tight=True))]
        case Kind.SCRIPTED:
            pieces = [piece for part in node.parts for piece in _node(part, style, tight=tight)]
        case Kind.FRACTION:
            over, under = _over_and_under(node)
            below = _node(under, style, tight=tight)
            pieces = [*_node(over, style, tight=tight), "/", *below]
        case Kind.ROOT:
            pieces = ["√", *_node(_under_root(node.parts[0]), style, tight=tight)]
        case Kind.ACCENT:
            accented = "".join(_level(node.parts, _Plain(), tight=tight)) + node.value
            pieces = [style.letter(unicodedata.normalize("NFC", accented))]
        case _:
            pieces = [node.value]
    return pieces


def _over_and_under(fraction: Node) -> tuple[Node, Node]:
    """Return the parts of a fraction: a sum has brackets, and so has a product below the line."""
    over, under = fraction.parts
    if any(part.kind in OPERATORS for part in over.parts):
        over = _enclosed(over)
    product = len(under.parts) > 1 and not is_prefix(under.parts[0])
    product |= under.parts[0].kind is Kind.LETTER and len(under.parts[0].value) > 1
    if product or any(part.kind in OPERATORS for part in under.parts):
        under = _enclosed(under)
    return over, under


def _under_root(node: Node) -> Node:
    """Return what is under a root, in brackets unless it is one character or a number."""
    parts = node.parts if node.kind is Kind.GROUP else (node,)
    short = len(parts) == 1 and not parts[0].parts
    bare = short and (len(parts[0].value) == 1 or parts[0].kind is Kind.NUMBER)
    return node if bare else _enclosed(node)


def _enclosed(node: Node) -> Node:
    parts = node.parts if node.kind is Kind.GROUP else (node,)
    return node._replace(kind=Kind.FENCE, value="()", parts=parts)


def _with_gaps(nodes: Sequence[Node], thin: str, *, tight: bool) -> Iterator[tuple[str, Node]]:
    """Yield each visible node with the space before it."""
    shown = [node for node in nodes if node.kind not in _HIDDEN]
    for place, node in enumerate(shown):
        before = shown[place - 1] if place else None
        if before is None:
            gap = ""
        elif before.kind in OPERATORS:
            is_unary = place == 1 or shown[place - 2].kind not in OPERANDS
            gap = "" if is_unary else thin
        elif node.kind is Kind.SIGN and before.kind not in OPERANDS:
            gap = " " if node.spaced and not tight else ""
        elif node.kind in OPERATORS:
            is_postfix = place == len(shown) - 1 and node.kind is Kind.BINARY
            gap = "" if is_postfix else thin
        else:
            gap = _between(before, node, tight=tight)
        yield gap, node


def _between(before: Node, node: Node, *, tight: bool) -> str:
    """Return the space between two nodes that are no operators."""
    if before.kind in OPERANDS and node.kind in OPERANDS:
        base = base_of(before)
        takes = base.kind is Kind.FUNCTION or base.value in LARGE
        is_bracketed = node.kind is Kind.FENCE and not node.spaced
        if before.kind is Kind.SYMBOL and is_prefix(before) and not takes:
            return ""
        if before.kind is Kind.FRACTION or (takes and not is_bracketed):
            return " "
        if base_of(node).kind is Kind.FUNCTION:
            return " "
    words = Kind.UPRIGHT in (before.kind, node.kind)
    return " " if node.spaced and (words or not tight) else ""

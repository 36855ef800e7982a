"""Prints nodes, as plain text and as HTML.

Both printers take spaces and brackets from the same functions, so the plain text and the
HTML differ in nothing but markup.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from generator.escape import element
from generator.maths.nodes import LARGE, OPERANDS, OPERATORS, Kind, Node, base_of, is_prefix

_THIN = "\u2009"
_HIDDEN = frozenset([Kind.EMPTY, Kind.DOLLAR])


def to_text(nodes: Sequence[Node], *, tight: bool = False) -> str:
    """Return nodes as plain Unicode, scripts as `_{..}` and `^{..}`.

    Args:
        nodes: What stands side by side.
        tight: Inside a script, where operators have no spaces.
    """
    return "".join(
        gap.replace(_THIN, " ") + _text(node, tight=tight) for gap, node in _set(nodes, tight=tight)
    )


def to_html(nodes: Sequence[Node], *, tight: bool = False) -> tuple[str, ...]:
    """Return nodes as pieces of HTML, each of them text or `Markup`; arguments as in `to_text`."""
    return tuple(
        piece
        for gap, node in _set(nodes, tight=tight)
        for piece in (gap, *_html(node, tight=tight))
    )


def _text(node: Node, *, tight: bool) -> str:
    match node.kind:
        case Kind.FENCE:
            return node.value[0] + to_text(node.parts, tight=tight) + node.value[1]
        case Kind.GROUP:
            return to_text(node.parts, tight=tight)
        case Kind.SCRIPT:
            inner = to_text(node.parts, tight=True)
            return node.value + (inner if len(inner) == 1 else f"{{{inner}}}")
        case Kind.SCRIPTED:
            return "".join(_text(part, tight=tight) for part in node.parts)
        case Kind.FRACTION:
            return "/".join(_text(part, tight=tight) for part in _over_and_under(node))
        case Kind.ROOT:
            return "√" + _text(_under_root(node.parts[0]), tight=tight)
        case Kind.ACCENT:
            accented = to_text(node.parts, tight=tight) + node.value
            return unicodedata.normalize("NFC", accented)
        case _:
            return node.value


def _html(node: Node, *, tight: bool) -> tuple[str, ...]:
    match node.kind:
        case Kind.LETTER | Kind.GREEK:
            return (element("i", node.value),)
        case Kind.FENCE:
            return (node.value[0], *to_html(node.parts, tight=tight), node.value[1])
        case Kind.GROUP:
            return to_html(node.parts, tight=tight)
        case Kind.SCRIPT:
            tag = "sub" if node.value == "_" else "sup"
            return (element(tag, *to_html(node.parts, tight=True)),)
        case Kind.SCRIPTED:
            return tuple(piece for part in node.parts for piece in _html(part, tight=tight))
        case Kind.FRACTION:
            over, under = _over_and_under(node)
            return (*_html(over, tight=tight), "/", *_html(under, tight=tight))
        case Kind.ROOT:
            return ("√", *_html(_under_root(node.parts[0]), tight=tight))
        case Kind.ACCENT:
            return (element("i", _text(node, tight=tight)),)
        case _:
            return (node.value,)


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
    return (
        node
        if short and (len(parts[0].value) == 1 or parts[0].kind is Kind.NUMBER)
        else _enclosed(node)
    )


def _enclosed(node: Node) -> Node:
    parts = node.parts if node.kind is Kind.GROUP else (node,)
    return node._replace(kind=Kind.FENCE, value="()", parts=parts)


def _set(nodes: Sequence[Node], *, tight: bool) -> Iterator[tuple[str, Node]]:
    """Yield each visible node with the space before it."""
    shown = [node for node in nodes if node.kind not in _HIDDEN]
    for number, node in enumerate(shown):
        before = shown[number - 1] if number else None
        last = number == len(shown) - 1
        if before is None:
            yield "", node
        elif before.kind in OPERATORS:
            unary = number == 1 or shown[number - 2].kind not in OPERANDS
            yield "" if tight or unary else _THIN, node
        elif node.kind in OPERATORS:
            sign = before.kind not in OPERANDS and node.kind is Kind.SIGN
            postfix = last and node.kind is Kind.BINARY
            if sign:
                yield " " if before.kind is Kind.PUNCTUATION and node.spaced else "", node
            else:
                yield "" if tight or postfix else _THIN, node
        else:
            yield _between(before, node, tight=tight), node


def _between(before: Node, node: Node, *, tight: bool) -> str:
    operands = before.kind in OPERANDS and node.kind in OPERANDS
    base = base_of(before)
    takes = base.kind is Kind.FUNCTION or base.value in LARGE
    bracketed = node.kind is Kind.FENCE and not node.spaced
    if operands and before.kind is Kind.SYMBOL and is_prefix(before) and not takes:
        return ""
    if operands and (
        before.kind is Kind.FRACTION
        or (takes and not bracketed)
        or base_of(node).kind is Kind.FUNCTION
    ):
        return " "
    if node.kind is Kind.UPRIGHT or before.kind is Kind.UPRIGHT:
        return " " if node.spaced else ""
    return " " if node.spaced and not tight else ""

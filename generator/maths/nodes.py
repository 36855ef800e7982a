"""The parts of a formula, from a single mark to brackets with all that they hold."""

import enum
from collections.abc import Sequence
from typing import NamedTuple


class Kind(enum.StrEnum):
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


OPERANDS = frozenset([
    Kind.LETTER, Kind.NUMBER, Kind.GREEK, Kind.SYMBOL, Kind.FUNCTION, Kind.FENCE, Kind.GROUP,
    Kind.SCRIPTED, Kind.FRACTION, Kind.ROOT, Kind.ACCENT, Kind.UPRIGHT,
])  # fmt: skip
"""What an operator can stand beside."""
OPERATORS = frozenset([Kind.RELATION, Kind.BINARY, Kind.SIGN])
"""What has thin spaces around it."""
LARGE = frozenset("∑∏∫")
"""Symbols that stand before what they apply to, with a space."""
_TAKES_NEXT = LARGE | frozenset("∀∃∇∂")


DOUBT = "?"
"""The value of a `BREAK` that is mathematics of which something was lost."""


class Node(NamedTuple):
    """`text[start:end]`, understood.

    Attributes:
        kind: What it is.
        start: Where it begins in the text.
        end: Where it ends.
        value: What it is shown as; the two brackets of a fence; the mark of an accent or script.
        spaced: There is white space before it.
        certain: It proves that this is mathematics.
        parts: What it is made of. A `SCRIPTED` has its base and then its scripts, a
            `FRACTION` two groups.
    """

    kind: Kind
    start: int
    end: int
    value: str
    spaced: bool
    certain: bool
    parts: "tuple[Node, ...]" = ()


def base_of(node: Node) -> Node:
    """Return what a node's scripts stand at: the node itself when it has none."""
    return node.parts[0] if node.kind is Kind.SCRIPTED else node


def is_prefix(node: Node) -> bool:
    """Say whether a node takes the operand after it, even across a space."""
    base = base_of(node)
    return (
        base.kind is Kind.FUNCTION
        or base.kind is Kind.EMPTY
        or (base.kind is Kind.SYMBOL and base.value in _TAKES_NEXT)
    )


def broken(node: Node, end: int | None = None, *, doubt: bool = False) -> Node:
    """Return a node as one that is not understood, up to another end if one is given."""
    return Node(
        Kind.BREAK,
        node.start,
        node.end if end is None else end,
        DOUBT if doubt else "",
        node.spaced,
        certain=False,
    )


def is_broken(nodes: Sequence[Node], *, by_doubt: bool = False) -> bool:
    """Say whether a node among some is not understood, or understood to have lost something."""
    return any(node.kind is Kind.BREAK and (not by_doubt or node.value == DOUBT) for node in nodes)

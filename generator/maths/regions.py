"""Finds, within one level, the regions that are certain to be mathematics.

A region begins at a node that proves itself and grows over operators to the operands beside
them, never over a `BREAK`, and at an article or a hyphen only when that proves itself too.
"""

from collections.abc import Sequence
from typing import NamedTuple

from generator.maths.nodes import OPERANDS, OPERATORS, Kind, Node, base_of, is_broken, is_prefix
from generator.maths.settle import is_article

_CODE = frozenset("_/@#\\`^&~$")
_NORMS = frozenset(["ℓ", "L", "l"])
_JOINING = OPERATORS | {Kind.SLASH}
_SIDE_BY_SIDE = OPERANDS | {Kind.EMPTY}


class Region(NamedTuple):
    """Nodes of one level that are shown as mathematics in the place of `text[start:end]`."""

    start: int
    end: int
    nodes: tuple[Node, ...]


def find_regions(text: str, nodes: Sequence[Node]) -> list[Region]:
    """Return the regions of one level, in order."""
    ranges: list[tuple[int, int]] = []
    low = place = 0
    while place < len(nodes):
        if nodes[place].certain:
            first = _grow(nodes, place, low, -1)
            place = _grow(nodes, place, len(nodes) - 1, 1)
            low = place + 1
            if _is_beside_doubt(nodes, first, place):
                pass
            elif ranges and _is_difference(nodes, ranges[-1][1], first):
                ranges[-1] = (ranges[-1][0], place)
            else:
                ranges.append((first, place))
        place += 1
    regions = [
        Region(nodes[first].start, nodes[last].end, tuple(nodes[first : last + 1]))
        for first, last in _with_dollars(nodes, ranges)
    ]
    return [region for region in regions if not _is_glued(text, region)]


def _grow(nodes: Sequence[Node], place: int, limit: int, step: int) -> int:
    """Return the place of the last node reached from one, in one direction."""
    while place != limit:
        following = nodes[place + step]
        beyond = nodes[place + 2 * step] if place + step != limit else None
        if _is_article_alone(nodes, place + step) and step > 0:
            return place
        if nodes[place].kind in OPERATORS:
            counted = place > 0 and nodes[place - 1].kind is Kind.NUMBER
            if not _is_beside(nodes[place], following, step, counted=counted):
                return place
        elif _is_applied(nodes[place], following, step):
            pass
        elif (
            beyond is not None
            and _is_joined(nodes[place], following, beyond, step)
            and not (step > 0 and _is_article_alone(nodes, place + 2))
        ):
            place += step
        else:
            return place
        place += step
    return place


def _is_article_alone(nodes: Sequence[Node], place: int) -> bool:
    """Say whether a node is the English `a` or `I`, or a letter that could be."""
    node = nodes[place]
    if not (node.spaced and is_article(node)):
        return False
    return place + 1 == len(nodes) or nodes[place + 1].kind not in OPERATORS


def _is_beside(operator: Node, operand: Node, step: int, *, counted: bool) -> bool:
    """Say whether an operand belongs to the operator at a region's edge.

    `counted` is a number before the operator.
    """
    if operand.kind not in OPERANDS:
        return False
    # `8times V100` counts machines.
    return (
        not (step > 0 and counted and operator.value == "×" and not operator.spaced)
        or operand.kind is not Kind.LETTER
    )


def _is_applied(node: Node, following: Node, step: int) -> bool:
    """Say whether two operands stand side by side as one."""
    left, right = (node, following) if step > 0 else (following, node)
    if left.kind not in _SIDE_BY_SIDE or right.kind not in _SIDE_BY_SIDE:
        return False
    both = left.kind is Kind.SCRIPTED and right.kind is Kind.SCRIPTED
    return both or not right.spaced or is_prefix(left)


def _is_joined(node: Node, operator: Node, beyond: Node, step: int) -> bool:
    """Say whether an operator joins the operand beyond it to the region."""
    if beyond.kind not in OPERANDS or node.kind not in OPERANDS:
        return False
    left, right = (node, beyond) if step > 0 else (beyond, node)
    match operator.kind:
        case Kind.RELATION | Kind.BINARY:
            return True
        case Kind.SLASH:
            is_glued = not operator.spaced and not right.spaced
            return beyond.certain or (is_glued and node.kind is not Kind.NUMBER)
        case Kind.SIGN if operator.spaced:
            return right.certain or (right.spaced and left.kind is not Kind.NUMBER)
        case Kind.SIGN:
            return not right.spaced and _is_no_hyphen(operator, left, right, beyond)
        case _:
            return False


def _is_difference(nodes: Sequence[Node], last: int, first: int) -> bool:
    """Say whether one sign without spaces is all that stands between two formulas."""
    if first != last + 2 or nodes[last + 1].kind is not Kind.SIGN:
        return False
    return not _are_norms(nodes[last], nodes[first]) and not nodes[last + 1].spaced


def _are_norms(left: Node, right: Node) -> bool:
    return {base_of(left).value, base_of(right).value} <= _NORMS


def _is_no_hyphen(sign: Node, left: Node, right: Node, beyond: Node) -> bool:
    """Say whether a sign without spaces adds or subtracts what is beyond it."""
    if sign.value == "+":
        return True
    if _are_norms(left, right):
        return False
    is_number = beyond.kind is Kind.NUMBER
    return beyond.certain or (is_number and (beyond is right or beyond.value == "1"))


def _is_beside_doubt(nodes: Sequence[Node], first: int, last: int) -> bool:
    """Say whether a region touches, or is joined to, what has lost something."""
    for place, step in ((first - 1, -1), (last + 1, 1)):
        joined = 0 <= place < len(nodes) and nodes[place].kind in _JOINING
        beside = place + step * joined
        if 0 <= beside < len(nodes) and is_broken([nodes[beside]], by_doubt=True):
            return True
    return False


def _with_dollars(
    nodes: Sequence[Node], ranges: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the ranges with the dollars that were left around mathematics taken in."""
    dollars = [place for place, node in enumerate(nodes) if node.kind is Kind.DOLLAR]
    firsts, lasts = {first for first, _ in ranges}, {last for _, last in ranges}
    inside: set[int] = set()
    opened: set[int] = set()
    closed: set[int] = set()
    whole = []
    for opening, closing in zip(dollars[::2], dollars[1::2], strict=False):
        inner = nodes[opening + 1 : closing]
        if not inner or inner[0].spaced or nodes[closing].spaced:
            continue
        prices = inner[0].kind is Kind.NUMBER or inner[-1].kind not in OPERANDS
        if not is_broken(inner) and not prices:
            whole.append((opening, closing))
            inside.update(range(opening, closing))
        elif opening + 1 in firsts and closing - 1 in lasts:
            opened.add(opening)
            closed.add(closing)
    kept = [
        (first - (first - 1 in opened), last + (last + 1 in closed))
        for first, last in ranges
        if first not in inside
    ]
    return sorted(whole + kept)


def _is_glued(text: str, region: Region) -> bool:
    """Say whether a region is part of a word, a file name or a piece of code."""
    before, after = text[region.start - 1 : region.start], text[region.end : region.end + 2]
    opens = text[region.start].isalnum() or text[region.start] in "_^"
    closes = text[region.end - 1].isalnum() or text[region.end - 1] in "_^*}"
    closes &= region.nodes[-1].kind is not Kind.UPRIGHT
    if opens and (before.isalnum() or before in _CODE or _ends_name(text, region.start)) and before:
        return True
    if not after:
        return False
    if closes and (after[0].isalnum() or after[0] in "_^`@\\"):
        return True
    return closes and after[0] == "." and after[1:].isalpha() and after[1:].islower()


def _ends_name(text: str, start: int) -> bool:
    return text[start - 1] == "." and text[start - 2 : start - 1].isalnum()

"""Finds, within one level, the regions that are certain to be mathematics.

A region begins at a node that proves itself and grows over operators to the operands beside
them, never over a `BREAK`, and at an article or a hyphen only when that proves itself too.
"""

from collections.abc import Sequence
from typing import NamedTuple

from generator.maths.nodes import OPERANDS, OPERATORS, Kind, Node, base_of, is_prefix
from generator.maths.settle import is_article

_CODE = frozenset("_/@#\\`^&~$")
_NORMS = frozenset(["ℓ", "L", "l"])


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
        if _is_proof(nodes[place]):
            first = _grow(nodes, place, low, -1)
            last = _grow(nodes, place, len(nodes) - 1, 1)
            ranges.append((first, last))
            low = place = last
        place += 1
        low = max(low, ranges[-1][1] + 1 if ranges else 0)
    ranges = _between_dollars(nodes, ranges)
    regions = [
        Region(nodes[first].start, nodes[last].end, tuple(nodes[first : last + 1]))
        for first, last in ranges
    ]
    return [region for region in regions if not _is_glued(text, region)]


def _is_proof(node: Node) -> bool:
    return node.certain and node.kind is not Kind.BREAK


def _grow(nodes: Sequence[Node], place: int, limit: int, step: int) -> int:
    """Return the place of the last node reached from one, in one direction."""
    while True:
        if place == limit:
            return place
        following = nodes[place + step]
        beyond = nodes[place + 2 * step] if place + step != limit else None
        if nodes[place].kind in OPERATORS:
            reaches = _is_beside(nodes[place], following, step)
            if not reaches:
                return place
            place += step
        elif _is_applied(nodes[place], following, step):
            place += step
        elif beyond is not None and _is_joined(nodes[place], following, beyond, step):
            place += 2 * step
        elif step < 0 and following.kind is Kind.EMPTY:
            place += step
        else:
            return place


def _is_beside(operator: Node, operand: Node, step: int) -> bool:
    """Say whether an operand belongs to the operator at a region's edge."""
    if operand.kind not in OPERANDS:
        return False
    if step > 0 and operator.value == "×" and not operator.spaced:
        return operand.kind is not Kind.LETTER
    return not (is_article(operand) and (operand if step > 0 else operator).spaced)


def _is_applied(node: Node, following: Node, step: int) -> bool:
    """Say whether two operands stand side by side as one."""
    left, right = (node, following) if step > 0 else (following, node)
    if left.kind not in OPERANDS and left.kind is not Kind.EMPTY:
        return False
    if right.kind not in OPERANDS:
        return False
    if not right.spaced:
        return True
    return is_prefix(left) and not is_article(right)


def _is_joined(node: Node, operator: Node, beyond: Node, step: int) -> bool:
    """Say whether an operator joins the operand beyond it to the region."""
    if (
        beyond.kind not in OPERANDS
        or (beyond.spaced and is_article(beyond))
        or node.kind not in OPERANDS
    ):
        return False
    left, right = (node, beyond) if step > 0 else (beyond, node)
    if operator.kind is Kind.SLASH:
        return (
            not operator.spaced
            and not right.spaced
            and node.kind is not Kind.NUMBER
            or beyond.certain
        )
    if operator.kind in (Kind.RELATION, Kind.BINARY):
        return True
    if operator.kind is not Kind.SIGN:
        return False
    if operator.spaced and (right.spaced or right.certain):
        return left.kind is not Kind.NUMBER or right.certain
    if operator.spaced or right.spaced:
        return False
    if operator.value == "+":
        return True
    if {base_of(left).value, base_of(right).value} <= _NORMS:
        return False
    return (
        beyond.certain
        or (step > 0 and beyond.kind is Kind.NUMBER)
        or (step < 0 and beyond.value == "1")
    )


def _between_dollars(nodes: Sequence[Node], ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges with the dollars that were left around mathematics taken in."""
    dollars = [place for place, node in enumerate(nodes) if node.kind is Kind.DOLLAR]
    if not dollars:
        return ranges
    merged = dict(ranges)
    ends = {last: first for first, last in ranges}
    for opening, closing in zip(dollars[::2], dollars[1::2], strict=False):
        inner = nodes[opening + 1 : closing]
        if not inner or inner[0].spaced or nodes[closing].spaced:
            continue
        understood = all(node.kind is not Kind.BREAK for node in inner)
        if understood and any(node.kind is not Kind.NUMBER for node in inner):
            for first in [first for first in merged if opening < first < closing]:
                del merged[first]
            merged[opening] = closing
        elif opening + 1 in merged and closing - 1 in ends:
            merged[opening] = merged.pop(opening + 1)
            first = ends[closing - 1]
            merged[opening if first == opening + 1 else first] = closing
    return sorted(merged.items())


def _is_glued(text: str, region: Region) -> bool:
    """Say whether a region is part of a word, a file name or a piece of code."""
    before, after = text[region.start - 1 : region.start], text[region.end : region.end + 2]
    opens = text[region.start].isalnum() or text[region.start] in "_^"
    closes = text[region.end - 1].isalnum() or text[region.end - 1] in "_^*"
    if opens and (before.isalnum() or before in _CODE or _ends_name(text, region.start)) and before:
        return True
    if not after:
        return False
    if closes and (after[0].isalnum() or after[0] in "_^`@\\"):
        return True
    return closes and after[0] == "." and after[1:].isalpha() and after[1:].islower()


def _ends_name(text: str, start: int) -> bool:
    return text[start - 1] == "." and text[start - 2 : start - 1].isalnum()

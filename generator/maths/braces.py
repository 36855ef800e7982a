r"""Says what a pair of braces is: an argument, a set, or what a lost command left behind.

The capture resolved `\cmd{...}` once, up to the *first* closing brace, and dropped the
backslashes that were left. So `a{b}` is left of `\frac{a}{b}`, but of `\frac{a}{\sqrt{b}}` as
well, and nothing in the text tells which. It is read as a fraction only where nobody would have
written another root: of a number below a number, of an even power as in `1{epsilon^2}`, and of
what is one, `1{sqrt t}`. After a sum, `n+1{2}`, nothing tells what stood above the line. In
doubt the braces are shown as captured, and the mathematics around them is repaired.
"""

from collections.abc import Sequence

from generator.maths.nodes import DOUBT, LARGE, OPERATORS, Kind, Node, base_of, broken
from generator.maths.symbols import TAKES_SET

_TAKES_BRACES = frozenset([Kind.FONT, Kind.ACCENT, Kind.ROOT, Kind.FRACTION])
_ABOVE = frozenset([Kind.LETTER, Kind.GREEK, Kind.NUMBER, Kind.SCRIPTED, Kind.FENCE])
_BELOW = frozenset([Kind.LETTER, Kind.GREEK])
_BOUNDARIES = frozenset([Kind.RELATION, Kind.PUNCTUATION, Kind.BREAK])
_REACH = 8


def read_braces(items: Sequence[Node], fence: Node, text: str, *, second: bool) -> tuple[int, Node]:
    """Return what braces are, and how many of the nodes before them are part of it.

    Args:
        items: The nodes before the braces, on their level.
        fence: The braces with the mathematics they hold.
        text: The text that all of it is from.
        second: They may be what is below the line of a fraction under a root.
    """
    group = fence._replace(kind=Kind.GROUP, value="")
    before = items[-1] if items and items[-1].end == fence.start else None
    if before is None or before.kind in OPERATORS or before.kind is Kind.PUNCTUATION:
        return 0, _unwrapped(fence, text)
    if before.kind is Kind.BREAK:
        return _after_prose(before, fence)
    if _is_argument(before) or second or _is_second(items):
        return 0, group
    if base_of(before).value in TAKES_SET or not _is_fraction(items, group):
        return 0, fence
    fraction = group._replace(
        kind=Kind.FRACTION,
        start=before.start,
        spaced=before.spaced,
        certain=True,
        parts=(before, group),
    )
    return 1, fraction


def _unwrapped(fence: Node, text: str) -> Node:
    """Return what braces around one thing hold, or a set; a group of TeX is left alone."""
    if len(fence.parts) > 1:
        is_set = any(part.kind in (Kind.PUNCTUATION, Kind.BAR) for part in fence.parts)
        return fence if is_set else broken(fence, doubt=True)
    [inner] = fence.parts
    widened = inner._replace(start=fence.start, end=fence.end, spaced=fence.spaced)
    if inner.kind in (Kind.RELATION, Kind.BINARY):
        return widened._replace(certain=True)
    applied = text[fence.end : fence.end + 1] in ("(", "_", "^")
    return widened._replace(certain=True) if inner.kind is Kind.LETTER and applied else fence


def _after_prose(before: Node, fence: Node) -> tuple[int, Node]:
    if [node.value for node in fence.parts] == ["−"]:
        # A hyphen between words, in braces so that TeX breaks no line there.
        return 0, fence._replace(kind=Kind.UPRIGHT, value="-", certain=True, parts=())
    return 1, broken(before, fence.end, doubt=before.value == DOUBT)


def _is_argument(before: Node) -> bool:
    """Say whether braces after a node hold what it applies to: `hat{x}` and `log^2{n}`."""
    base = base_of(before)
    applies = base.kind is Kind.FUNCTION and base.value not in TAKES_SET
    is_command = before.kind in _TAKES_BRACES and not before.parts
    is_scripted = before.kind is Kind.SCRIPTED
    return is_command or (is_scripted and (applies or base.value in LARGE))


def _is_second(items: Sequence[Node]) -> bool:
    """Say whether the next group is what a fraction divides by."""
    return [node.kind for node in items[-2:]] == [Kind.FRACTION, Kind.GROUP]


def _is_fraction(items: Sequence[Node], below: Node) -> bool:
    """Say whether `a{b}` can be nothing but a over b."""
    above = items[-1]
    kinds = [node.kind for node in below.parts]
    if kinds == [Kind.NUMBER]:
        is_certain = above.kind is Kind.NUMBER and above.value != "0"
    else:
        is_power = kinds == [Kind.SCRIPTED] and _is_even_power(below.parts[0])
        is_certain = is_power or kinds == [Kind.ROOT]
    return is_certain and above.kind in _ABOVE and not _follows_sum(items)


def _is_even_power(node: Node) -> bool:
    base, *scripts = node.parts
    if base.kind not in _BELOW or [script.value for script in scripts] != ["^"]:
        return False
    return [part.value for part in scripts[0].parts] in (["2"], ["4"], ["6"])


def _follows_sum(items: Sequence[Node]) -> bool:
    """Say whether a sign stands between the last node and where its formula begins."""
    for place in range(len(items) - 1, max(len(items) - _REACH, 0) - 1, -1):
        if items[place].kind in _BOUNDARIES:
            return False
        if items[place].kind is Kind.SIGN:
            return place > 0 and items[place - 1].kind not in _BOUNDARIES
    return len(items) > _REACH

r"""Gives alphabets, accents, roots and fractions their arguments.

The capture resolved `\cmd{...}` once, up to the *first* closing brace. So a command is left
with its braces only when another one stood around it, and its closing brace is where that
of the outer command was: `\sqrt{\mathcal{C}_n/m}` became `mathcal{C_n/m}`.
"""

from collections.abc import Sequence

from generator.maths.nodes import OPERATORS, Kind, Node, base_of, broken

_COMMANDS = frozenset([Kind.FONT, Kind.ACCENT, Kind.ROOT, Kind.FRACTION])
_LETTERS = frozenset([Kind.GROUP, Kind.LETTER, Kind.GREEK])
_UNDER_ROOT = _LETTERS | {Kind.NUMBER, Kind.FENCE, Kind.SCRIPTED}
_NO_LETTER = OPERATORS | {Kind.SLASH}


def with_arguments(items: Sequence[Node]) -> list[Node]:
    """Return a level in which each command is one node with its argument.

    A command without one is a `BREAK`, and so are braces after it.
    """
    nodes: list[Node] = []
    place = 0
    while place < len(items):
        node = items[place]
        made: Node | None = node
        used = 1
        if node.kind in _COMMANDS and not node.parts:
            made, used = _applied(node, items[place + 1 : place + 3])
        if made is None:
            braced = place + 1 < len(items) and items[place + 1].kind is Kind.GROUP
            used = 1 + braced
            made = broken(node, items[place + braced].end, doubt=braced)
        nodes.append(made)
        place += used
    return nodes


def _applied(command: Node, following: Sequence[Node]) -> tuple[Node | None, int]:
    """Return a command with its argument, None when it has none, and how many nodes it took."""
    if not following:
        return None, 1
    if command.kind is Kind.FRACTION:
        return _fraction(command, following)
    if command.kind is Kind.FONT:
        return _font(command, following[0]), 2
    if command.kind is Kind.ROOT:
        return _root(command, following[0]), 2
    return _accented(command, following), 2


def _joined(command: Node, argument: Node, kind: Kind, parts: tuple[Node, ...]) -> Node:
    value = command.value if kind is Kind.ACCENT else ""
    return Node(kind, command.start, argument.end, value, command.spaced, certain=True, parts=parts)


def _font(command: Node, argument: Node) -> Node | None:
    if base_of(argument).kind not in _LETTERS:
        return None
    if argument.kind is Kind.GROUP and not _is_one_letter(argument):
        # An alphabet has one letter. With a quotient or a sum after it, it was under a root.
        is_root = any(part.kind in _NO_LETTER for part in argument.parts)
        return _joined(command, argument, Kind.ROOT, (argument,)) if is_root else None
    return argument._replace(start=command.start, spaced=command.spaced, certain=True)


def _is_one_letter(group: Node) -> bool:
    return len(group.parts) == 1 and group.parts[0].kind is not Kind.SCRIPTED


def _accented(command: Node, following: Sequence[Node]) -> Node | None:
    argument = following[0]
    base = base_of(argument)
    if base.kind not in _LETTERS or (base.kind is Kind.GROUP and not _is_one_letter(base)):
        return None
    applied = len(following) > 1 and following[1].kind is Kind.FENCE and not following[1].spaced
    braced = argument.kind in (Kind.GROUP, Kind.SCRIPTED)
    if not (command.certain or braced or applied or argument.kind is Kind.GREEK):
        return None
    accented = _joined(command, base, Kind.ACCENT, (base,))
    if argument.kind is not Kind.SCRIPTED:
        return accented
    return _joined(command, argument, Kind.SCRIPTED, (accented, *argument.parts[1:]))


def _root(command: Node, argument: Node) -> Node | None:
    if argument.kind not in _UNDER_ROOT:
        return None
    if argument.kind is Kind.FENCE and argument.value == "()":
        argument = argument._replace(kind=Kind.GROUP)
    return _joined(command, argument, Kind.ROOT, (argument,))


def _fraction(command: Node, following: Sequence[Node]) -> tuple[Node | None, int]:
    """Return `frac{a}{b}`, or the root of a fraction of which `frac{a{b}}` is left."""
    group = following[0]
    if [node.kind for node in following] == [Kind.GROUP, Kind.GROUP]:
        return _joined(command, following[1], Kind.FRACTION, tuple(following)), 3
    moved = [part.kind is Kind.GROUP for part in group.parts]
    if group.kind is not Kind.GROUP or sum(moved) != 1 or not moved[-1] or len(moved) == 1:
        return None, 1
    over = group._replace(end=group.parts[-2].end, parts=group.parts[:-1])
    fraction = group._replace(kind=Kind.FRACTION, parts=(over, group.parts[-1]))
    return _joined(command, group, Kind.ROOT, (fraction,)), 2

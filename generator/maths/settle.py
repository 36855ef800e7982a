"""Decides, within one level, what a word of TeX that could be prose is.

`in`, `to`, `times`, `alpha`, `subset` are English. They are mathematics only where their
neighbours leave no doubt; a word that is in doubt becomes a `BREAK`, as any other word.
"""

import enum
from collections.abc import Sequence

from generator.maths.commands import with_arguments
from generator.maths.nodes import OPERANDS, Kind, Node, base_of, broken, is_broken


class Within(enum.Enum):
    """What surrounds a level: prose, brackets that hold no prose, or the braces of a script."""

    PROSE = enum.auto()
    BRACKETS = enum.auto()
    SCRIPT = enum.auto()


_ARTICLES = frozenset(["a", "A", "I"])
# Between two operands these are mathematics whatever the operands are.
_NEVER_BETWEEN_WORDS = frozenset("≪≫∘∖⊙≡≺≻⪯⪰")
# Between two operands these are often words.
_OFTEN_BETWEEN_WORDS = frozenset("≈±⋆∥")
_VARIABLES = frozenset([Kind.LETTER, Kind.GREEK, Kind.SCRIPTED])
_NUMBER_SETS = frozenset("RCNZQ")
_IN_SCRIPTS = frozenset("*⊤⊺⊥†")
_PLAIN_SYMBOLS = frozenset("′∞∀∇∅…⋯ℏℵ°")


def settle(items: Sequence[Node], within: Within) -> list[Node]:
    """Return a level in which every node is either mathematics or a `BREAK`."""
    nodes = with_arguments(items)
    for place, node in enumerate(nodes):
        before = nodes[place - 1] if place else None
        after = nodes[place + 1] if place + 1 < len(nodes) else None
        if node.kind in (Kind.RELATION, Kind.BINARY) and _is_named(node):
            is_sampled = _is_sampled(nodes, place)
            nodes[place] = _operator(
                node._replace(certain=node.certain or is_sampled), before, after, within
            )
        elif node.kind is Kind.SYMBOL:
            nodes[place] = _symbol(node, after, within)
        elif node.kind is Kind.SCRIPTED and _is_code(node, after, within):
            nodes[place] = broken(node)
    is_list = within is not Within.PROSE and all(map(_is_listed, nodes))
    for place, node in enumerate(nodes):
        if node.kind is Kind.GREEK and not node.certain:
            around = nodes[max(place - 1, 0) : place + 2]
            in_list = is_list and any(other.value == "," for other in around)
            if in_list or _is_variable(nodes, place, within):
                nodes[place] = node._replace(certain=True)
    return nodes


def pair_bars(items: Sequence[Node]) -> list[Node]:
    """Return a level with `|x|` as one node; the bars of a norm carry a subscript."""
    nodes: list[Node] = []
    opened: int | None = None
    for node in items:
        nodes.append(node)
        if node.kind is Kind.BREAK:
            opened = None
        elif base_of(node).kind is not Kind.BAR:
            continue
        elif opened is None or opened == len(nodes) - 2:
            opened = len(nodes) - 1 if node.kind is Kind.BAR else None
        else:
            inner = settle(nodes[opened + 1 : -1], Within.BRACKETS)
            if not is_broken(inner):
                nodes[opened:] = [_between_bars(nodes[opened], inner, node)]
            opened = None
    return nodes


def is_article(node: Node) -> bool:
    """Say whether a node may be the English `a` or `I`."""
    return node.kind is Kind.LETTER and node.value in _ARTICLES


def _between_bars(opening: Node, inner: Sequence[Node], closing: Node) -> Node:
    scripts = closing.parts[1:]
    is_norm = any(script.value == "_" for script in scripts)
    is_letter = [node.kind for node in inner] == [Kind.GREEK]
    fence = Node(
        Kind.FENCE,
        opening.start,
        scripts[0].start if scripts else closing.end,
        "∥∥" if is_norm else "||",
        opening.spaced,
        certain=is_letter or any(node.certain for node in inner),
        parts=tuple(inner),
    )
    if not scripts:
        return fence
    parts = (fence, *scripts)
    return fence._replace(kind=Kind.SCRIPTED, end=closing.end, value="", certain=True, parts=parts)


def _is_operand(node: Node | None) -> bool:
    return node is not None and node.kind in OPERANDS


def _is_named(node: Node) -> bool:
    """Say whether a node was written as a word and not as a mark."""
    return node.end - node.start > 1


def _operator(node: Node, before: Node | None, after: Node | None, within: Within) -> Node:
    """Return an operator, certain where it proves itself, and a `BREAK` where it is a word."""
    if node.certain or within is Within.SCRIPT:
        return node
    if before is None or after is None or not (_is_operand(before) and _is_operand(after)):
        # In braces alone, as {times}.
        return node if within is Within.BRACKETS and node.value == "×" else broken(node)
    if not _can_join(node, before, after, within):
        return broken(node)
    proves = within is Within.PROSE or node.value in _NEVER_BETWEEN_WORDS
    return node._replace(certain=proves)


def _is_sampled(nodes: Sequence[Node], place: int) -> bool:
    """Say whether a variable and a distribution stand around `sim`: `x sim N(0,1)`."""
    if nodes[place].value != "∼" or not 0 < place < len(nodes) - 2:
        return False
    before, name, bracket = nodes[place - 1], nodes[place + 1], nodes[place + 2]
    is_name = name.kind is Kind.LETTER and len(name.value) == 1 and name.end == bracket.start
    is_variable = before.kind in _VARIABLES and not is_article(before)
    return is_name and bracket.kind is Kind.FENCE and is_variable


def _can_join(node: Node, before: Node, after: Node, within: Within) -> bool:
    """Say whether a word between two operands can be nothing but an operator."""
    if node.value == "∈" and within is Within.PROSE:
        return _is_member(before, after)
    if is_article(before) or (is_article(after) and within is Within.PROSE):
        return False
    if node.value == "→":
        return base_of(after).value == "∞"
    if within is Within.BRACKETS or node.value in _NEVER_BETWEEN_WORDS:
        return True
    if node.value == "×" and not {before.kind, after.kind} <= {Kind.FENCE, Kind.SCRIPTED}:
        return False
    return (before.certain or after.certain) and node.value not in _OFTEN_BETWEEN_WORDS


def _is_member(before: Node, after: Node) -> bool:
    """Say whether `in` says of what set a variable is: `x in R^d`, `A in R^{ntimes d}`.

    A capital in R^3 may be a thing that lies there, and numbers in brackets a citation.
    """
    base = base_of(after)
    if after.kind is Kind.SCRIPTED and base.kind is Kind.LETTER:
        is_matrix = any(part.value == "×" for part in after.parts[1].parts)
        is_variable = not base_of(before).value.isupper() and before.kind in _VARIABLES
        return base.value in _NUMBER_SETS and (is_variable or is_matrix)
    bounds = [part.value for part in after.parts]
    is_interval = after.kind is Kind.FENCE and bounds[1:2] == [","] and len(bounds) == 3
    is_no_citation = is_interval and (bounds[0] == "0" or "." in bounds[0] or bounds[2] == "∞")
    return is_no_citation and before.kind in _VARIABLES


def _symbol(node: Node, after: Node | None, within: Within) -> Node:
    if node.value in _IN_SCRIPTS:
        is_symbol = within is Within.SCRIPT
    else:
        applied = within is not Within.PROSE and _is_operand(after)
        is_symbol = node.value in _PLAIN_SYMBOLS or applied
    return node if is_symbol else broken(node)


def _is_code(node: Node, after: Node | None, within: Within) -> bool:
    """Say whether scripts stand at no variable: at half a norm, or a name as in `min_p`."""
    base, script = node.parts[:2]
    if base.kind is Kind.BAR:
        return True
    if within is not Within.PROSE or base.kind is not Kind.FUNCTION or base.value in ("log", "ln"):
        return False
    is_braced = script.end - script.start > 2
    return not is_braced and not _is_operand(after)


def _is_listed(node: Node) -> bool:
    """Say whether a node may stand beside Greek letters in a list: names and years may not."""
    is_letter = node.kind is Kind.LETTER and len(node.value) == 1
    return node.certain or is_letter or node.kind is Kind.GREEK or node.value == ","


def _is_variable(nodes: Sequence[Node], place: int, within: Within) -> bool:
    """Say whether the neighbours of a Greek letter prove that it is no word."""
    node = nodes[place]
    before = nodes[place - 1] if place else None
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    if after is not None and after.kind is Kind.FENCE and after.start == node.end:
        return node.value not in "ΓΠ"
    if before is not None and before.end == node.start and before.kind is Kind.NUMBER:
        glued = place > 1 and nodes[place - 2].end == before.start
        return not glued or nodes[place - 2].kind in (Kind.RELATION, Kind.SLASH)
    if after is not None and _is_variable_of_relation(nodes, place + 1):
        return True
    return _is_beside(nodes, place, -1, within) or _is_beside(nodes, place, 1, within)


def _is_variable_of_relation(nodes: Sequence[Node], place: int) -> bool:
    """Say whether one letter stands before a relation, as after the Greek one of `Delta W = 0`."""
    node = nodes[place]
    if place + 1 == len(nodes) or node.kind is not Kind.LETTER or is_article(node):
        return False
    return len(node.value) == 1 and nodes[place + 1].kind is Kind.RELATION


def _is_beside(nodes: Sequence[Node], place: int, step: int, within: Within) -> bool:
    """Say whether an operator and an operand stand on one side of a Greek letter."""
    if not (0 <= place + 2 * step < len(nodes)):
        return False
    operator, other = nodes[place + step], nodes[place + 2 * step]
    is_name = other.kind is Kind.LETTER and len(other.value) > 1
    if not _is_operand(other) or (is_name and not operator.certain):
        return False
    in_prose = within is Within.PROSE
    is_sure = other.certain or other.kind is Kind.NUMBER
    match operator.kind:
        case Kind.RELATION | Kind.BINARY:
            found = operator.certain or not is_article(other)
        case Kind.SLASH:
            found = is_sure or (not in_prose and other.kind is Kind.LETTER)
        case Kind.SIGN if operator.value == "+":
            found = is_sure or not in_prose
        case Kind.SIGN:
            # A hyphen, perhaps: 1-delta is a difference, delta-1 and 5-alpha are names.
            is_spaced = operator.spaced and (nodes[place] if step < 0 else other).spaced
            is_first = step < 0 and other.kind is Kind.NUMBER
            is_one = is_first and (other.value == "1" or not in_prose)
            found = (is_spaced and is_sure) or other.certain or is_one
        case _:
            found = False
    return found

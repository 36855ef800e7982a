"""Decides, within one level, what a word of TeX that could be prose is.

`in`, `to`, `times`, `alpha`, `subset` are English. They are mathematics only where their
neighbours leave no doubt; a word that is in doubt becomes a `BREAK`, as any other word.
"""

from collections.abc import Sequence

from generator.maths.commands import with_arguments
from generator.maths.nodes import OPERANDS, Kind, Node, base_of, broken, is_broken

_ARTICLES = frozenset(["a", "A", "I"])
# Between two operands these are mathematics whatever the operands are.
_NEVER_BETWEEN_WORDS = frozenset("≪≫∘∖⊙≡≺≻⪯⪰")
_IN_SCRIPTS = frozenset("*⊤⊺⊥†")
_PLAIN_SYMBOLS = frozenset("′∞∀∇∅…⋯ℏℵ°")


def settle(items: Sequence[Node], *, in_script: bool, in_fence: bool) -> list[Node]:
    """Return a level in which every node is either mathematics or a `BREAK`.

    Args:
        items: The nodes of one level.
        in_script: The level is a script.
        in_fence: The level is between brackets that hold no word of prose.
    """
    nodes = with_arguments(items)
    for place, node in enumerate(nodes):
        before = nodes[place - 1] if place else None
        after = nodes[place + 1] if place + 1 < len(nodes) else None
        if node.kind in (Kind.RELATION, Kind.BINARY) and node.end - node.start > 1:
            certain = _is_operator(node, before, after, in_script=in_script, in_fence=in_fence)
            nodes[place] = broken(node) if certain is None else node._replace(certain=certain)
        elif node.kind is Kind.SYMBOL and not _is_symbol(node, after, in_script, in_fence):
            nodes[place] = broken(node)
        elif node.kind is Kind.SCRIPTED and _is_code(node, after, in_fence=in_fence):
            nodes[place] = broken(node)
    is_list = in_fence and all(_is_listed(node) or node.value == "," for node in nodes)
    for place, node in enumerate(nodes):
        if node.kind is not Kind.GREEK or node.certain:
            continue
        listed = is_list and any(
            other.value == "," for other in nodes[max(place - 1, 0) : place + 2]
        )
        if listed or _is_variable(nodes, place, in_fence=in_fence):
            nodes[place] = node._replace(certain=True)
    return nodes


def _is_listed(node: Node) -> bool:
    """Say whether a node may stand beside Greek letters in a list: names and years may not."""
    return (
        node.certain
        or node.kind is Kind.GREEK
        or (node.kind is Kind.LETTER and len(node.value) == 1)
    )


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
            inner = settle(nodes[opened + 1 : -1], in_script=False, in_fence=True)
            if not is_broken(inner):
                nodes[opened:] = [_fence(nodes[opened], inner, node)]
            opened = None
    return nodes


def _fence(opening: Node, inner: Sequence[Node], closing: Node) -> Node:
    scripts = closing.parts[1:]
    norm = any(script.value == "_" for script in scripts)
    alone = [node.kind for node in inner] == [Kind.GREEK]
    certain = alone or any(node.certain for node in inner)
    base = Node(
        Kind.FENCE,
        opening.start,
        scripts[0].start if scripts else closing.end,
        "∥∥" if norm else "||",
        opening.spaced,
        certain,
        tuple(inner),
    )
    if not scripts:
        return base
    return Node(
        Kind.SCRIPTED,
        base.start,
        closing.end,
        "",
        base.spaced,
        certain=True,
        parts=(base, *scripts),
    )


def _is_operand(node: Node | None) -> bool:
    return node is not None and node.kind in OPERANDS


def is_article(node: Node) -> bool:
    """Say whether a node may be the English `a` or `I`."""
    return node.kind is Kind.LETTER and node.value in _ARTICLES


def _is_operator(
    node: Node, before: Node | None, after: Node | None, *, in_script: bool, in_fence: bool
) -> bool | None:
    """Say whether a word is an operator, and certain to be one; None when it is a word."""
    if node.certain or in_script:
        return node.certain
    if before is None or after is None or not (_is_operand(before) and _is_operand(after)):
        return node.certain if in_fence and node.value in "·×" else None
    if is_article(before) or (is_article(after) and not in_fence):
        return None
    if node.value in _NEVER_BETWEEN_WORDS:
        return True
    if node.value == "→":
        return True if base_of(after).value == "∞" else None
    if in_fence:
        return False
    if node.value in ("∈", "≈", "±", "⋆", "∥"):
        return None
    if node.value == "×":
        both = {before.kind, after.kind} <= {Kind.FENCE, Kind.SCRIPTED}
        return True if both and (before.certain or after.certain) else None
    return True if before.certain or after.certain else None


def _is_symbol(node: Node, after: Node | None, in_script: bool, in_fence: bool) -> bool:  # noqa: FBT001 - as settle
    if node.value in _IN_SCRIPTS:
        return in_script
    return node.value in _PLAIN_SYMBOLS or (in_fence and _is_operand(after))


def _is_code(node: Node, after: Node | None, *, in_fence: bool) -> bool:
    """Say whether scripts stand at no variable: at half a norm, or a name as in `min_p`."""
    base = node.parts[0]
    if base.kind is Kind.BAR:
        return True
    if in_fence or base.kind is not Kind.FUNCTION or base.value in ("log", "ln"):
        return False
    braced = node.parts[1].end - node.parts[1].start > 2
    return not braced and not _is_operand(after)


def _is_variable(nodes: Sequence[Node], place: int, *, in_fence: bool) -> bool:
    """Say whether the neighbours of a Greek letter prove that it is no word."""
    node = nodes[place]
    before = nodes[place - 1] if place else None
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    if (
        after is not None
        and after.kind is Kind.FENCE
        and after.start == node.end
        and node.value not in "ΓΠ"
    ):
        return True
    if before is not None and before.end == node.start and before.kind is Kind.NUMBER:
        glued = place > 1 and nodes[place - 2].end == before.start
        return not glued or nodes[place - 2].kind in (Kind.RELATION, Kind.SLASH)
    left = _beside(nodes, place, -1, in_fence=in_fence)
    return left or _beside(nodes, place, 1, in_fence=in_fence)


def _beside(nodes: Sequence[Node], place: int, step: int, *, in_fence: bool) -> bool:
    """Say whether an operator and an operand stand on one side of a Greek letter."""
    if not (0 <= place + 2 * step < len(nodes)):
        return False
    node, operator, other = nodes[place], nodes[place + step], nodes[place + 2 * step]
    name = other.kind is Kind.LETTER and len(other.value) > 1
    if not _is_operand(other) or (name and not operator.certain):
        return False
    if operator.kind in (Kind.RELATION, Kind.BINARY):
        return operator.certain or not is_article(other)
    sure = other.certain or other.kind is Kind.NUMBER
    if operator.kind is Kind.SLASH:
        return sure or (in_fence and other.kind is Kind.LETTER)
    if operator.kind is not Kind.SIGN:
        return False
    if operator.value == "+":
        return sure or in_fence
    # A hyphen: 1-delta is a difference, delta-1 and 5-alpha are names.
    spaced = operator.spaced and (nodes[place].spaced if step < 0 else other.spaced)
    if step < 0:
        one = other.kind is Kind.NUMBER and (in_fence or other.value == "1")
        return spaced and sure or other.certain or one
    return spaced and sure or node.certain or other.certain

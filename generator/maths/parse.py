"""Reads tokens into levels of nodes.

A level is what stands side by side: the text as a whole, or what is between brackets. A
bracket that holds nothing but mathematics becomes one node of the level around it; one that
holds prose is a level of its own, and a `BREAK` in the level around it. So no node ever
reaches over a word of prose. Every token is read once, and nesting has a limit.
"""

import re
from collections.abc import Sequence

from generator.maths.braces import read_braces
from generator.maths.nodes import Kind, Node, broken, is_broken
from generator.maths.settle import Within, pair_bars, settle
from generator.maths.symbols import SCRIPT_WORDS, SYMBOLS

# `{train}` and `{in-sample}`; in `{maxT}` the brace of a root has moved.
_WORDS = re.compile(r"[A-Z]?[a-z]*(?:[ -][A-Z]?[a-z]+)*")

MAX_DEPTH = 12
"""Brackets within brackets that are read; deeper ones are left alone."""

_LONGEST_INTERVAL = 6
_ENDS = frozenset([Kind.NUMBER, Kind.LETTER, Kind.GREEK, Kind.SYMBOL])
_CLOSING = {"(": ")", "[": "]", "{": "}", "⌈": "⌉", "⌊": "⌋", "⟨": "⟩"}
_BASES = frozenset(
    [
        Kind.LETTER,
        Kind.GREEK,
        Kind.SYMBOL,
        Kind.FUNCTION,
        Kind.FENCE,
        Kind.GROUP,
        Kind.SCRIPTED,
        Kind.BAR,
        Kind.NUMBER,
    ]
)
_SCRIPTS = frozenset([Kind.NUMBER, Kind.GREEK, Kind.SYMBOL, Kind.SIGN])
_READ_ALONE = frozenset(
    [Kind.BREAK, Kind.LETTER, Kind.NUMBER, Kind.RELATION, Kind.SIGN, Kind.SLASH]
)
_SCRIPT_OPERATORS = frozenset(["⋆", "∘", "max", "min"])
_ONLY_SCRIPTS = frozenset(SYMBOLS[word] for word in SCRIPT_WORDS if word in SYMBOLS)


def parse(text: str, tokens: Sequence[Node]) -> list[list[Node]]:
    """Return the levels of a text, the outermost last."""
    return _Parser(text, tokens).read()


def partners(tokens: Sequence[Node]) -> dict[int, int]:
    """Return the place of the closing bracket for the place of each one that is closed.

    A bracket crossed by another pair has no partner. Those of `[0,1)` are a pair.
    """
    found, open_places = {}, []
    for place, token in enumerate(tokens):
        if token.kind is not Kind.BRACKET:
            continue
        if token.value in _CLOSING:
            open_places.append(place)
        elif open_places and (
            _CLOSING[tokens[open_places[-1]].value] == token.value
            or _is_half_open(tokens, open_places[-1], place)
        ):
            found[open_places.pop()] = place
    return found


def _is_half_open(tokens: Sequence[Node], opening: int, closing: int) -> bool:
    """Say whether unlike brackets stand around the two ends of an interval."""
    if {tokens[opening].value, tokens[closing].value} not in ({"[", ")"}, {"(", "]"}):
        return False
    if closing - opening > _LONGEST_INTERVAL:
        return False
    inner = [token for token in tokens[opening + 1 : closing] if token.kind is not Kind.SIGN]
    ends = [token.kind in _ENDS for token in inner]
    return ends == [True, False, True] and inner[1].value == ","


class _Parser:
    def __init__(self, text: str, tokens: Sequence[Node]) -> None:
        self.text = text
        self.tokens = tokens
        self.partner = partners(tokens)
        self.levels: list[list[Node]] = []

    def read(self) -> list[list[Node]]:
        items = self.level(0, len(self.tokens), depth=0)
        self.levels.append(settle(items, Within.PROSE))
        return self.levels

    def level(self, low: int, high: int, *, depth: int, fraction: bool = False) -> list[Node]:
        """Return the nodes of `tokens[low:high]`."""
        items: list[Node] = []
        place = low
        while place < high:
            token = self.tokens[place]
            if token.kind in _READ_ALONE:
                items.append(token)
                place += 1
                continue
            if self.is_opening(place) or self.is_sized(place):
                place = self.bracket(items, place, depth=depth, fraction=fraction)
                continue
            if token.kind is Kind.SCRIPT:
                place = self.script(items, place, high, depth=depth)
                continue
            place += 1
            if token.value == "!" and place < high and self.is_sized(place):
                continue  # a negative space, as in `O!left(n right)`
            if token.value == "′":
                following = self.tokens[place] if place < len(self.tokens) else None
                is_prime = _is_prime(items, token, following, depth=depth)
                items.append(token if is_prime else broken(token))
            else:
                unread = token.kind in (Kind.BRACKET, Kind.SIZE)
                items.append(broken(token) if unread else token)
        return pair_bars(items)

    def is_opening(self, place: int) -> bool:
        """Say whether a bracket that is closed opens here."""
        return self.tokens[place].kind is Kind.BRACKET and place in self.partner

    def is_sized(self, place: int) -> bool:
        """Say whether a size word and its bracket stand here, and the same at the other end."""
        if self.tokens[place].kind is not Kind.SIZE:
            return False
        closing = self.partner.get(place + 1)
        return (
            closing is not None
            and not self.tokens[place + 1].spaced
            and self.tokens[closing - 1].kind is Kind.SIZE
            and not self.tokens[closing].spaced
        )

    def bracket(self, items: list[Node], place: int, *, depth: int, fraction: bool) -> int:
        """Add the brackets that open at a place to the items; returns the place after them."""
        sized = self.tokens[place].kind is Kind.SIZE
        opening = place + sized
        closing = self.partner[opening]
        first, last = self.tokens[place], self.tokens[closing]
        spaced = first.spaced and not sized
        if depth >= MAX_DEPTH:
            items.append(broken(first, last.end))
            return closing + 1
        before = items[-1] if items and items[-1].end == first.start else None
        command = before is not None and before.kind is Kind.FRACTION
        inner = self.level(opening + 1, closing - sized, depth=depth + 1, fraction=command)
        inner = settle(inner, Within.PROSE if is_broken(inner) else Within.BRACKETS)
        if is_broken(inner) or not inner:
            doubt = is_broken(inner, by_doubt=True)
            if not doubt:
                self.levels.append(inner)
            items.append(broken(first, last.end, doubt=doubt))
            return closing + 1
        applied = before is not None and [node.kind for node in inner] == [Kind.GREEK]
        fence = Node(
            Kind.FENCE,
            first.start,
            last.end,
            self.tokens[opening].value + last.value,
            spaced,
            certain=sized or applied or last.certain or any(node.certain for node in inner),
            parts=tuple(inner),
        )
        if last.value == "}":
            taken, node = read_braces(items, fence, self.text, second=fraction)
            items[len(items) - taken :] = [node]
        else:
            items.append(fence)
        return closing + 1

    def script(self, items: list[Node], place: int, high: int, *, depth: int) -> int:
        """Add a script to the last item; returns the place after it."""
        mark = self.tokens[place]
        base = items[-1] if items and items[-1].end == mark.start and not mark.spaced else None
        script, after = self.argument(place + 1, high, mark, depth=depth)
        if base is None or script is None or not _takes(base, mark.value, script, depth):
            end = self.tokens[after - 1].end
            doubt = self.text[end - 1] == "}"
            if base is None:
                items.append(broken(mark, end, doubt=doubt))
            else:
                items[-1] = broken(base, end, doubt=doubt)
            return after
        if base.kind is Kind.SCRIPTED:
            items[-1] = base._replace(end=script.end, parts=(*base.parts, script))
            return after
        if base.kind is Kind.LETTER and len(base.value) > 1:
            cut = base.end - 1
            items[-1] = base._replace(end=cut, value=base.value[:-1])
            base = base._replace(start=cut, value=base.value[-1], spaced=False)
            items.append(base)
        items[-1] = Node(
            Kind.SCRIPTED,
            base.start,
            script.end,
            "",
            base.spaced,
            certain=True,
            parts=(base, script),
        )
        return after

    def argument(self, place: int, high: int, mark: Node, *, depth: int) -> tuple[Node | None, int]:
        """Return the script at a place, None when there is none, and the place after it."""
        if place >= high or self.tokens[place].start != mark.end:
            return None, place
        token = self.tokens[place]
        if self.is_opening(place):
            return self.braced(place, mark, depth=depth), self.partner[place] + 1
        script = Node(Kind.SCRIPT, mark.start, token.end, mark.value, spaced=False, certain=True)
        plain = token.kind in _SCRIPTS or token.value in _SCRIPT_OPERATORS
        if plain or (token.kind is Kind.LETTER and len(token.value) == 1):
            return _as_script(script, (token,)), place + 1
        return None, place + 1

    def braced(self, place: int, mark: Node, *, depth: int) -> Node | None:
        """Return the script in the brackets that open at a place; None when it cannot be one."""
        opening, closing = self.tokens[place], self.tokens[self.partner[place]]
        taken = "{" if mark.value == "_" else "{("
        if opening.value not in taken or depth >= MAX_DEPTH:
            return None
        inner = self.level(place + 1, self.partner[place], depth=depth + 1)
        inner = settle(inner, Within.SCRIPT)
        if is_broken(inner) or not inner:
            words = self.text[opening.end : closing.start]
            if opening.value != "{" or not _WORDS.fullmatch(words):
                return None
            inner = [opening._replace(kind=Kind.UPRIGHT, value=words)]
        elif mark.value == "_" and _has_moved_brace(inner):
            return None
        script = Node(Kind.SCRIPT, mark.start, closing.end, mark.value, spaced=False, certain=True)
        return _as_script(script, tuple(inner))


def _is_prime(items: Sequence[Node], token: Node, following: Node | None, *, depth: int) -> bool:
    """Say whether an apostrophe is a prime: at a letter, and neither quote nor genitive."""
    if not items or items[-1].end != token.start or items[-1].kind is not Kind.LETTER:
        return False
    if following is None or following.spaced:
        return False
    if following.kind in (Kind.LETTER, Kind.BREAK, Kind.UPRIGHT, Kind.FUNCTION):
        return False
    return depth > 0 or following.value not in (")", "]", "}")


def _as_script(script: Node, parts: tuple[Node, ...]) -> Node:
    """Return a script with its parts; a raised ring is the sign of a degree."""
    if script.value == "^" and [part.value for part in parts] == ["∘"]:
        return script._replace(kind=Kind.SYMBOL, value="°")
    return script._replace(parts=parts)


def _has_moved_brace(inner: Sequence[Node]) -> bool:
    """Say whether a range in a subscript ends in a power: `{1:T^2}` was {1:T}^2 under a root."""
    ranges = any(node.value in (":", "=") for node in inner)
    return ranges and any(
        node.kind is Kind.SCRIPTED and node.parts[-1].value == "^" for node in inner
    )


def _takes(base: Node, mark: str, script: Node, depth: int) -> bool:
    """Say whether a script may stand at a base."""
    if base.kind not in _BASES:
        return False
    if base.kind is Kind.SCRIPTED and mark in [part.value for part in base.parts[1:]]:
        return False
    if base.kind is Kind.NUMBER:
        signs = [part.value for part in script.parts] in (["*"], ["+"], ["−"])
        return mark == "^" and not signs
    if base.kind is Kind.LETTER and mark == "_" and not depth:
        return len(base.value) == 1
    return base.kind is not Kind.SYMBOL or base.value not in _ONLY_SCRIPTS - {"′"}

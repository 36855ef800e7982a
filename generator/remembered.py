"""What a rule says of a piece of text, worked out once for pieces that recur."""

from collections.abc import Callable
from typing import TypeVar

_V = TypeVar("_V")

MOST = 1 << 16
"""Pieces that are remembered; then all are forgotten. Those in use make up most of any text."""


class Remembered(dict[str, _V]):
    """What a rule says, by the piece of text. Asked by `[]`, which is quicker than a call.

    Examples:
        >>> lengths = Remembered(len)
        >>> lengths["abc"]
        3
    """

    def __init__(self, rule: Callable[[str], _V]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, piece: str) -> _V:
        if len(self) >= MOST:
            self.clear()
        said = self[piece] = self._rule(piece)
        return said

"""Two wordings of a text -> what the second says otherwise, word by word."""

from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel


class Change(NamedTuple):
    """A run of words that both wordings have, or only the newer, or only the older."""

    kind: Literal["kept", "added", "removed"]
    text: str


def differences(older: str, newer: str) -> list[Change]:
    """Return the newer wording with what was removed from the older, in reading order.

    Words are compared as they are written; white space between them does not count.

    Examples:
        >>> [tuple(change) for change in differences("We train a model", "We train two models")]
        [('kept', 'We train'), ('removed', 'a model'), ('added', 'two models')]
    """
    before, after = older.split(), newer.split()
    changes: list[Change] = []
    matches = [block for block in Indel.opcodes(before, after) if block.tag == "equal"]
    old_end = new_end = 0
    for block in [*matches, None]:
        old_start = block.src_start if block else len(before)
        new_start = block.dest_start if block else len(after)
        changes += [
            Change("removed", " ".join(before[old_end:old_start])),
            Change("added", " ".join(after[new_end:new_start])),
        ]
        if block:
            old_end, new_end = block.src_end, block.dest_end
            changes.append(Change("kept", " ".join(after[new_start:new_end])))
    return [change for change in changes if change.text]

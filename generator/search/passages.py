"""What is shown of the best papers for a broad beginning: as in any answer, but for the abstract.

Of this there is the passage alone in which a word begins so, since nobody opens most answers.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from generator.search.documents import as_json
from generator.search.folders import Folders
from generator.search.inverted import STOP_WORDS
from generator.search.words import words

_LENGTH = 240
"""Characters that a passage shows, about; `passages.js` cuts those of all other answers."""
_BEFORE = 60
"""Characters that it shows before the first word that was found."""
_PIECE = re.compile(rf"<[^>]*>|&[^;]*;|[^<&\s]{{1,{_LENGTH}}}\s*|\s+")


def passage(text: str, prefix: str) -> str:
    """Return the place of a text in HTML where a word first begins so, else its beginning.

    Examples:
        >>> passage("A <i>new model</i>", "mod")
        'A <i>new model</i>'
        >>> passage(99 * "word " + "<i>and more</i> is said", "mo")[-28:]
        'word <i>and more</i> is said'
    """
    runs = list(_runs(text))
    sizes = [len(_plain(run)) for run in runs]
    found = next((n for n, run in enumerate(runs) if _has(run, prefix)), 0)
    start = 0
    if sum(sizes[:found]) > _LENGTH / 2:
        start = found
        while start and sum(sizes[start - 1 : found]) <= _BEFORE:
            start -= 1
    end = start + 1
    while end < len(runs) and sum(sizes[start : end + 1]) <= _LENGTH:
        end += 1
    cut = "".join(runs[start:end]).strip()
    return f"{'… ' if start else ''}{cut}{' …' if end < len(runs) else ''}"


def _runs(text: str) -> Iterator[str]:
    """Yield a text in HTML in runs of characters with the space after; elements stay whole."""
    run, depth = "", 0
    for piece in _PIECE.findall(text):
        run += piece
        if piece[0] == "<":
            depth += -1 if piece[1] == "/" else 1
        elif not depth and (piece[-1].isspace() or len(run) >= _LENGTH):
            yield run
            run = ""
    if run:
        yield run


def _plain(run: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", run)) if "<" in run or "&" in run else run


def _has(run: str, prefix: str) -> bool:
    plain = _plain(run)
    may_have = not plain.isascii() or prefix in plain.lower()  # telling words apart takes longer
    return may_have and any(w.startswith(prefix) and w not in STOP_WORDS for w in words(plain))


Passages = dict[str, dict[int, bytes]]
"""What is shown of papers by beginning and number of the paper: JSON, without line breaks."""


def with_passages(
    best: Mapping[str, Sequence[int]], known: Mapping[str, Mapping[int, bytes]], folders: Folders
) -> Passages:
    """Return what is shown of the best papers for each beginning, and of no others.

    Args:
        best: The papers by beginning.
        known: What is known already.
        folders: Of all papers.
    """
    wanted: defaultdict[int, list[str]] = defaultdict(list)
    for prefix, papers in best.items():
        for paper in papers:
            if paper not in known.get(prefix, ()):
                wanted[paper].append(prefix)
    made: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
    for paper, (id_, title, text, date) in folders.documents(wanted):
        for prefix in wanted[paper]:
            made[prefix][paper] = as_json([id_, title, passage(text, prefix), date])
    found = {prefix: {**known.get(prefix, {}), **made[prefix]} for prefix in best}
    return {prefix: {n: found[prefix][n] for n in papers} for prefix, papers in best.items()}


def pack_passages(passages: Passages) -> bytes:
    """Return passages as bytes, for each beginning at least one."""
    head = json.dumps({prefix: list(papers) for prefix, papers in passages.items()})
    lines = [line for papers in passages.values() for line in papers.values()]
    return b"\n".join([head.encode(), *lines])


def unpack_passages(packed: bytes) -> Passages:
    """Return the passages that were packed."""
    head, *lines = packed.split(b"\n")
    rest = iter(lines)
    return {
        prefix: {paper: next(rest) for paper in papers}
        for prefix, papers in json.loads(head).items()
    }

"""What the capture does to mathematics, and how repairs are scored against labelled truth."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from generator import Archive
from generator.maths import Span, find_spans
from generator.text import clean

CASES = Path(__file__).parent / "cases"
TRUTH = CASES / "maths.yml"


_COMMAND = re.compile(r"\\[A-Za-z]+\{([^}]*)\}")
_INLINE = re.compile(r"\$([^$]*)\$")


def captured(tex: str) -> str:
    r"""Return what the capture leaves of TeX.

    One pass over commands with braces, up to the first closing one; then, within dollars, no
    dollars and no backslashes.

    Examples:
        >>> captured(r"$\sqrt{\mathcal{C}/m} \gg 1$")
        'mathcal{C/m} gg 1'
    """

    def bare(match: re.Match[str]) -> str:
        return match[1].replace("\\", "")

    return _INLINE.sub(bare, _COMMAND.sub(r"\1", tex))


class Label(NamedTuple):
    """One row of the truth: `text[start:end]` is to be shown as one of `displays`.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        displays: The right display first, then those that are no new error.
        is_unsure: To leave it alone is neither right nor wrong.
        is_change: It wants to be shown in another way than captured.
    """

    start: int
    end: int
    displays: tuple[str, ...]
    is_unsure: bool
    is_change: bool


class Text(NamedTuple):
    """A title or abstract as a page shows it, and its labels in order."""

    name: str
    text: str
    labels: tuple[Label, ...]


class Score(NamedTuple):
    """Counts of spans, and what went wrong, one line each.

    Attributes:
        altered: Spans that were found.
        right: Of these, those that read as labelled.
        wanted: Labels that ask for a change; those that are unsure are not among them.
        repaired: Of these, those that read as labelled.
        problems: Every span that is wrong and every label that was missed.
    """

    altered: int
    right: int
    wanted: int
    repaired: int
    problems: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of altered spans that are right."""
        return self.right / self.altered

    @property
    def recall(self) -> float:
        """The share of labels wanting a change that are repaired."""
        return self.repaired / self.wanted


def read_truth(archive: Archive) -> list[Text]:
    """Return every title and abstract of the archive with its labels."""
    rows = defaultdict(list)
    for row in yaml.safe_load(TRUTH.read_text("utf-8")):
        rows[row["paper"], row["field"]].append(row)
    texts = []
    for paper in archive.papers:
        for field in ("title", "abstract"):
            text = clean(getattr(paper, field))
            labels = sorted(_label(text, row) for row in rows.pop((paper.id, field), ()))
            texts.append(Text(f"{paper.id} {field}", text, tuple(labels)))
    assert not rows, "rows of papers that the archive does not have"
    return texts


def _label(text: str, row: dict[str, object]) -> Label:
    captured, shown = str(row["captured"]), str(row["shown"])
    start = -1
    for _ in range(int(str(row.get("occurrence", 1)))):
        start = text.find(captured, start + 1)
        assert start >= 0, f"not in the text: {row}"
    literal = row.get("literal", [])
    others = literal if isinstance(literal, list) else [literal]
    is_scripted = bool(set("_^") & set(shown)) and "://" not in shown
    return Label(
        start,
        start + len(captured),
        tuple(packed(display) for display in (shown, *map(str, others))),
        is_unsure=bool(row.get("unsure", False)),
        is_change=packed(shown) != packed(captured) or is_scripted,
    )


def score(texts: Sequence[Text]) -> Score:
    """Score `find_spans` on texts: what it alters, and what it should have altered."""
    altered = right = wanted = repaired = 0
    problems = []
    for name, text, labels in texts:
        for spans, rows in _clusters(find_spans(text), labels):
            places: list[Span | Label] = [*spans, *rows]
            start = min(place.start for place in places)
            end = max(place.end for place in places)
            shown = packed(display(text, spans, start, end))
            is_right = bool(rows) and shown in _expected(text, rows, start, end)
            changes = [row for row in rows if row.is_change and not row.is_unsure]
            altered += len(spans)
            right += len(spans) * is_right
            wanted += len(changes)
            repaired += len(changes) * (is_right and bool(spans))
            if (spans or changes) and not (is_right and spans):
                kind = "wrong" if spans else "missed"
                problems.append(f"{kind}: {name}: {text[start:end]!r} is {shown!r}, not "
                                f"{[row.displays for row in rows]}")  # fmt: skip
    return Score(altered, right, wanted, repaired, tuple(problems))


def _clusters(
    spans: Sequence[Span], labels: Sequence[Label]
) -> Iterator[tuple[list[Span], list[Label]]]:
    """Yield spans and labels that overlap together."""
    cluster: tuple[list[Span], list[Label]] = ([], [])
    end = 0
    places: list[Span | Label] = [*spans, *labels]
    for place in sorted(places, key=lambda place: (place.start, place.end)):
        if place.start >= end and any(cluster):
            yield cluster
            cluster = ([], [])
        end = max(end, place.end)
        if isinstance(place, Span):
            cluster[0].append(place)
        else:
            cluster[1].append(place)
    if any(cluster):
        yield cluster


def display(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    """Return `text[start:end]` with its spans as they read."""
    pieces = []
    for span in spans:
        pieces += [text[start : span.start], span.text]
        start = span.end
    return "".join([*pieces, text[start:end]])


def _expected(text: str, rows: Sequence[Label], start: int, end: int) -> set[str]:
    """Return every display of a stretch that its labels allow."""
    expected = {""}
    for row in rows:
        between = packed(text[start : row.start])
        expected = {done + between + display for done in expected for display in row.displays}
        start = row.end
    return {done + packed(text[start:end]) for done in expected}


def packed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())

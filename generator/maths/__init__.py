r"""Repairs mathematics that a capture has damaged.

The captured site shows abstracts without the backslashes and dollars of TeX, and without
the commands whose argument stood in braces (`\mathbb{R}` is `R`). Found are the places that
are certain to be mathematics, and how they read. What is in doubt stays as captured: a lost
`\sqrt` cannot be told from one that never was, so `nk{m}` is left alone while `1{2}`, which
only `\frac{1}{2}` leaves behind, is 1/2.

    text -> tokens -> levels of nodes -> regions -> spans

Each step is linear in the text, and no step looks at more than its neighbours.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.escape import Markup, element
from generator.maths.nodes import Kind, Node
from generator.maths.parse import parse
from generator.maths.printing import to_html, to_text
from generator.maths.regions import Region, find_regions
from generator.maths.tokens import is_worth_reading, tokenise
from generator.text import find_urls


class Span(NamedTuple):
    """Mathematics in a text.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        text: How it reads in plain Unicode, scripts as `_{..}` and `^{..}`.
        html: The same with `<i>`, `<sub>` and `<sup>`, in a `<span class="maths">`.
    """

    start: int
    end: int
    text: str
    html: Markup


# A noun before a bare Greek letter that says what it names.
_NAMED = re.compile(
    r"\b(?:parameters?|hyperparameters?|coefficient|constant|exponent|threshold|temperature) $"
)
_NOUN = 20


def find_spans(text: str) -> list[Span]:
    """Return the places of a text that are shown as mathematics, in order and disjoint.

    Args:
        text: A title or an abstract as `generator.text.clean` returns it.

    Examples:
        >>> [span.text for span in find_spans("a matrix Ain R^{ntimes d} with alphagg1")]
        ['A ∈ R^{n×d}', 'α ≫ 1']
        >>> find_spans("R^3")[0].html
        Markup('<span class="maths"><i>R</i><sup>3</sup></span>')
        >>> find_spans("0.72 times the log data of the alpha version, in Pi")
        []
    """
    if not is_worth_reading(text):
        return []
    urls = [(url.start, url.end) for url in find_urls(text)]
    tokens = tokenise(text, urls)
    levels = parse(text, tokens)
    regions = [region for level in levels for region in find_regions(text, level)]
    regions += _named_elsewhere(text, levels, regions)
    return sorted(span for region in regions if (span := _span(text, region)))


def _span(text: str, region: Region) -> Span | None:
    """Return a region as a span; None when it already reads as it should, or as nothing."""
    shown = to_text(region.nodes)
    html = element("span", *to_html(region.nodes), css_class="maths")
    is_same = shown == text[region.start : region.end] and "<su" not in html
    if is_same or not shown.strip():
        return None
    return Span(region.start, region.end, shown, html)


def _named_elsewhere(
    text: str, levels: Sequence[Sequence[Node]], regions: Sequence[Region]
) -> list[Region]:
    """Return the bare Greek letters that are mathematics elsewhere in the text."""
    inside = {node.start for region in regions for node in _walk(region.nodes)}
    letters = [node for level in levels for node in _walk(level) if node.kind is Kind.GREEK]
    bare = [node for node in letters if node.start not in inside and not _is_part(text, node)]
    known = {node.value for node in letters if node.start in inside}
    known |= {n.value for n in bare if _NAMED.search(text, max(n.start - _NOUN, 0), n.start)}
    return [Region(node.start, node.end, (node,)) for node in bare if node.value in known]


def _walk(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if node.parts:
            yield from _walk(node.parts)


def _is_part(text: str, node: Node) -> bool:
    """Say whether a Greek letter is part of a longer name, as in `Phi-3` and `x_alpha`."""
    before, after = text[node.start - 1 : node.start], text[node.end : node.end + 2]
    glued = before.isalnum() or after[:1].isalnum()
    code = before in tuple("_/@#\\`.") or after[:1] in tuple("_^({[")
    return glued or code or (after[:1] == "-" and after[1:].isdigit())

"""Papers -> the words that each is found by since it was listed again in other words.

They are added to an index after the papers, so what is kept of papers seen long ago stays.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import NamedTuple

from generator.model import Paper, Variant
from generator.search.documents import first_words, later_words
from generator.search.inverted import STOP_WORDS, Inverted, Words


class Later(NamedTuple):
    """A wording of a paper but for the first.

    Attributes:
        number: The paper's.
        paper: It.
        variant: The wording.
    """

    number: int
    paper: Paper
    variant: Variant

    @property
    def key(self) -> str:
        """What tells all that its words follow from, beside the wordings before it.

        The first of them is told with the papers, of which its paper is one that came before.
        """
        return f"{self.number} {self.variant.wording}"


def later_wordings(papers: Sequence[Paper]) -> list[Later]:
    """Return the later wordings of all papers, in the order in which they were listed."""
    found = [
        Later(number, paper, variant)
        for number, paper in enumerate(papers)
        if paper.variants
        for variant in paper.variants
    ]
    return sorted(found, key=lambda later: later.variant.dump)


def add_later(index: Inverted, wordings: Iterable[Later]) -> None:
    """Add the words of later wordings, which come in the order in which they were listed."""
    by_paper: dict[int, list[Later]] = {}
    for wording in wordings:
        by_paper.setdefault(wording.number, []).append(wording)
    for number, few in by_paper.items():
        paper = few[0].paper
        first = paper.variants.index(few[0].variant)
        title, text, length = first_words(paper)
        further = list(islice(later_words(paper, title + text), first + len(few)))
        text += chain.from_iterable(further)
        terms = [word for word in chain.from_iterable(further[first:]) if word not in STOP_WORDS]
        index.add_later(number, Words.of(title, text, length), terms)

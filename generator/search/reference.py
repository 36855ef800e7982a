"""Papers -> an index of lunr for Python, which serves the command line and tests.

It is slow (13 s for 10,000 papers) but not ours, so it says what our shards should find.
"""

import re
from collections.abc import Iterable

from lunr.builder import Builder
from lunr.index import Index
from lunr.stop_word_filter import stop_word_filter

from generator.model import Paper
from generator.search.documents import indexed_words
from generator.search.inverted import BOOSTS
from generator.search.words import folded, words

MOST_DIFFERENT = 2
"""Letters at most that a word found by `word~9` may be off, as in `query.js`; more takes hours."""


def build_reference(papers: Iterable[Paper]) -> Index:
    """Return an index whose references are the ids of papers.

    Its scores differ from lunr.js by a thousandth in a few weights: Python rounds 0.0005
    to the nearest even digit, JavaScript up.
    """
    builder = Builder()
    builder.b(0)
    builder.pipeline.add(stop_word_filter)
    for field, boost in zip(("title", "text"), BOOSTS, strict=True):
        builder.field(field, boost)
    for paper in papers:
        title, text, _ = indexed_words(paper)
        builder.add({"id": paper.id, "title": " ".join(title), "text": " ".join(text)})
    return builder.build()


def understood(query: str) -> str:
    """Return a query as the index knows words; of a quotation a paper has to have every word.

    Examples:
        >>> understood("Fréchet~9 +LoRA~1")
        'frechet~2 +lora~1'
        >>> understood('"graph network" pruning')
        '+graph +network pruning'
    """
    query = re.sub('(?<!\\S)"([^"]*)"', lambda q: " ".join(f"+{w}" for w in words(q[1])), query)
    return re.sub(r"~(\d+)", lambda n: f"~{min(int(n[1]), MOST_DIFFERENT)}", folded(query))

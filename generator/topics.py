"""The topics of a paper, from its own words and the reviewed vocabulary alone.

No other paper is asked, so a dump that arrives never changes the topics of an old paper.
How patterns match and count is said where they are written, in `docs/dumps/topics.yml`.
"""

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from generator.cache import Cache, key_of
from generator.model import Archive, Paper, Topic
from generator.remembered import Remembered
from generator.text import clean, singular

MOST_TOPICS = 5
"""The most topics a paper has."""

TITLE_COUNTS = 4
"""What a pattern counts in the title. In the abstract it counts 1."""
REPEATED_COUNTS = 2
"""What a pattern counts in the abstract at most, however often it stands there."""
ENOUGH = 4
"""What a topic needs: its name in the title will do, a remark in the abstract will not."""

# An address says nothing of the topic, and a pause ends a phrase: neither is in a vocabulary.
_WORD = re.compile(r"https?://\S+|[^\W_]+|[.,;:!?](?=\s)")

_Phrase = tuple[str, ...]


@dataclass(slots=True)
class _Node:
    """What follows some words of patterns.

    Attributes:
        longer: By the next word of a pattern, what follows it.
        topics: The topics, by their place, of the pattern that ends here.
    """

    longer: dict[str, "_Node"] = field(default_factory=dict)
    topics: list[int] = field(default_factory=list)


class _Known(NamedTuple):
    """What the vocabulary has of a word of a text, if it has any.

    Attributes:
        forms: The words of patterns that it matches.
        begun: What follows those of them that begin a pattern.
        is_whole: Whether a pattern ends there.
        next_forms: The words of patterns that come next.
    """

    forms: Sequence[str]
    begun: Sequence[_Node]
    is_whole: bool
    next_forms: frozenset[str]


class Vocabulary:
    """Topics with an index of their patterns: made once, asked for each paper.

    Examples:
        >>> agents = Topic(id="agents", name="Agents", description="", patterns=("tool use",))
        >>> [topic.id for topic in Vocabulary([agents]).topics_of("On Tool-Use by Models", "")]
        ['agents']
    """

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        self._root = _Node()
        words: set[str] = set()
        for place, topic in enumerate(self._topics):
            for phrase in sorted({_phrase(pattern) for pattern in topic.patterns}):
                node = self._root
                for word in phrase:
                    node = node.longer.setdefault(word, _Node())
                node.topics.append(place)
                words.update(phrase)
        self._words = frozenset(words)
        self._stem_lengths = sorted({len(word) - 1 for word in words if word[-1] == "*"})
        self._known = Remembered(self._known_words)

    def topics_of(self, title: str, abstract: str) -> tuple[Topic, ...]:
        """Return the topics of a paper, best first; ties are in the vocabulary's order."""
        return tuple(self._topics[place] for place in self.places_of(title, abstract))

    def places_of(self, title: str, abstract: str) -> list[int]:
        """Return the topics of a paper, best first, by their places in the vocabulary.

        One pass over the words: the cost does not grow with the number of patterns.
        """
        counts: dict[int, int] = defaultdict(int)
        for text, most, weight in ((title, 1, TITLE_COUNTS), (abstract, REPEATED_COUNTS, 1)):
            for node, times in self._found(text):
                for place in node.topics:
                    counts[place] += weight * min(times, most)
        ranked = sorted((-count, place) for place, count in counts.items() if count >= ENOUGH)
        return [place for _, place in ranked[:MOST_TOPICS]]

    def _found(self, text: str) -> list[tuple[_Node, int]]:
        """Return the ends of the patterns in a text and how often each stands there.

        One that stands inside another is not counted.
        """
        words = list(
            itertools.chain.from_iterable(map(self._known.__getitem__, clean(text).split()))
        )
        words.append(None)
        found: dict[int, list[_Node]] = defaultdict(list)
        reached = 0
        for start in itertools.compress(range(len(words)), words):
            nodes, end = _longest(words, start)
            if end > reached:
                for node in nodes:
                    found[id(node)].append(node)
                reached = end
        return [(nodes[0], len(nodes)) for nodes in found.values()]

    def _known_words(self, piece: str) -> tuple[_Known | None, ...]:
        """Return the words and pauses of a text between two blanks."""
        # With a blank after it, as a pause has.
        return tuple(map(self._in_patterns, _WORD.findall(_unaccented(f"{piece} "))))

    def _in_patterns(self, word: str) -> _Known | None:
        forms = [form for form in _forms(word, self._stem_lengths) if form in self._words]
        if not forms:
            return None
        begun = [self._root.longer[form] for form in forms if form in self._root.longer]
        return _Known(
            forms,
            begun,
            is_whole=any(node.topics for node in begun),
            next_forms=frozenset(itertools.chain.from_iterable(node.longer for node in begun)),
        )


def topics_of_papers(archive: Archive, cache: Cache) -> list[list[int]]:
    """Return the places of each paper's topics among those of the archive, the surest first."""
    days = archive.newcomers()
    chunks = [_Chunk(archive.topics, papers) for papers in days]
    told_by = key_of([topic.patterns for topic in archive.topics])
    keys = [key_of(told_by, [paper.wording for paper in papers]) for papers in days]
    return list(itertools.chain.from_iterable(cache.map("topics", _places, chunks, keys)))


class _Chunk(NamedTuple):
    """Some papers, whose texts decide, and all topics."""

    topics: tuple[Topic, ...]
    papers: tuple[Paper, ...]


def _places(chunk: _Chunk) -> list[list[int]]:
    vocabulary = _vocabulary(chunk.topics)
    return [vocabulary.places_of(paper.title, paper.abstract) for paper in chunk.papers]


@lru_cache(maxsize=1)
def _vocabulary(topics: tuple[Topic, ...]) -> Vocabulary:
    return Vocabulary(topics)


def _longest(words: Sequence[_Known | None], start: int) -> tuple[list[_Node], int]:
    """Return the ends of the longest patterns that start at a word, and where that is; else 0.

    Args:
        words: Words of a text, and None.
        start: The place of one of them.
    """
    first, after = words[start], words[start + 1]
    if not first or not (first.is_whole or (after and first.next_forms.intersection(after.forms))):
        return [], 0
    longest: list[_Node] = []
    reached = 0
    begun = first.begun
    for end in range(start + 1, len(words)):
        if whole := [node for node in begun if node.topics]:
            longest, reached = whole, end
        word = words[end]
        forms = word.forms if word else ()
        begun = [node.longer[form] for node in begun for form in forms if form in node.longer]
        if not begun:
            break
    return longest, reached


def _unaccented(text: str) -> str:
    """Return a cleaned text without accents."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _phrase(pattern: str) -> _Phrase:
    """Return the words of a pattern as `_forms` writes them.

    Examples:
        >>> _phrase("RL policies"), _phrase("low-rank Adapt*")
        (('RL', 'policy'), ('low', 'rank', 'adapt*'))
    """
    words = _unaccented(clean(pattern)).replace("-", " ").split()
    return tuple(word.casefold() if word[-1] == "*" else singular(word) for word in words)


def _forms(word: str, stem_lengths: Sequence[int]) -> Iterator[str]:
    """Yield what a pattern's word may be to match a word of a text.

    Examples:
        >>> list(_forms("Models", [3])), list(_forms("LLMs", [3]))
        (['Model', 'model', 'mod*'], ['LLM', 'llm', 'llm*'])
    """
    one = singular(word)
    folded = word.casefold()
    if one != folded:
        yield one
    yield singular(folded)
    for length in stem_lengths:
        if length <= len(folded):
            yield folded[:length] + "*"

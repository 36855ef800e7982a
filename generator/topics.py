"""The topics of a paper, from its own words and the reviewed vocabulary alone.

No other paper is asked, so a dump that arrives never changes the topics of an old paper.
How patterns match and count is said where they are written, in `docs/dumps/topics.yml`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from generator.model import Topic
from generator.text import clean, singular

MOST_TOPICS = 5
"""The most topics a paper has."""

TITLE_COUNTS = 4
"""What a pattern counts in the title. In the abstract it counts 1."""
REPEATED_COUNTS = 2
"""What a pattern counts in the abstract at most, however often it stands there."""
ENOUGH = 4
"""What a topic needs: its name in the title will do, a remark in the abstract will not."""

REMEMBERED_WORDS = 2**16
"""Words whose match in the vocabulary is remembered; a few thousand make up most of a text."""

# An address says nothing of the topic, and a pause ends a phrase: neither is in a vocabulary.
_WORD = re.compile(r"https?://\S+|[^\W_]+|[.,;:!?](?=\s)")

_Phrase = tuple[str, ...]


class Vocabulary:
    """Topics with an index of their patterns: made once, asked for each paper.

    Examples:
        >>> agents = Topic(id="agents", name="Agents", description="", patterns=("tool use",))
        >>> [topic.id for topic in Vocabulary([agents]).topics_of("On Tool-Use by Models", "")]
        ['agents']
    """

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        self._topics_of: dict[_Phrase, list[int]] = {}
        for number, topic in enumerate(self._topics):
            for phrase in {_phrase(pattern) for pattern in topic.patterns}:
                self._topics_of.setdefault(phrase, []).append(number)
        self._beginnings = {p[:end] for p in self._topics_of for end in range(1, len(p) + 1)}
        self._words = {word for phrase in self._topics_of for word in phrase}
        self._stem_lengths = sorted({len(word) - 1 for word in self._words if word[-1] == "*"})
        self._known_forms = lru_cache(maxsize=REMEMBERED_WORDS)(self._forms_in_patterns)

    def topics_of(self, title: str, abstract: str) -> tuple[Topic, ...]:
        """Return the topics of a paper, best first; ties are in the vocabulary's order.

        One pass over the words: the cost does not grow with the number of patterns.
        """
        counts: Counter[int] = Counter()
        for text, most, weight in ((title, 1, TITLE_COUNTS), (abstract, REPEATED_COUNTS, 1)):
            for phrase, times in self._found(text).items():
                for number in self._topics_of[phrase]:
                    counts[number] += weight * min(times, most)
        ranked = sorted((-count, number) for number, count in counts.items() if count >= ENOUGH)
        return tuple(self._topics[number] for _, number in ranked[:MOST_TOPICS])

    def _found(self, text: str) -> Counter[_Phrase]:
        """Return how often each pattern stands in a text, not counting one inside another."""
        words = [self._known_forms(word) for word in _WORD.findall(_unaccented(text))]
        found: Counter[_Phrase] = Counter()
        reached = 0
        for start, forms in enumerate(words):
            if forms:
                phrases, end = self._longest(words, start)
                if end > reached:
                    found.update(phrases)
                    reached = end
        return found

    def _longest(self, words: Sequence[Sequence[str]], start: int) -> tuple[list[_Phrase], int]:
        """Return the longest patterns that start at a word, and where they end; else 0."""
        longest: list[_Phrase] = []
        reached = 0
        begun: list[_Phrase] = [()]
        for end in range(start, len(words)):
            longer = [(*phrase, form) for phrase in begun for form in words[end]]
            begun = [phrase for phrase in longer if phrase in self._beginnings]
            if not begun:
                break
            if whole := [phrase for phrase in begun if phrase in self._topics_of]:
                longest, reached = whole, end + 1
        return longest, reached

    def _forms_in_patterns(self, word: str) -> list[str]:
        """Return the words of patterns that a word of a text matches; mostly none."""
        return [form for form in _forms(word, self._stem_lengths) if form in self._words]


def _unaccented(text: str) -> str:
    """Return the cleaned text without accents."""
    text = clean(text)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _phrase(pattern: str) -> _Phrase:
    """Return the words of a pattern as `_forms` writes them.

    Examples:
        >>> _phrase("RL policies"), _phrase("low-rank Adapt*")
        (('RL', 'policy'), ('low', 'rank', 'adapt*'))
    """
    words = _unaccented(pattern).replace("-", " ").split()
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

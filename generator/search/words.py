"""A text -> the words that the search knows it by; the browser's half is `search/query.js`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")


_UNSEEN = ("Mn", "Cf")  # accents set off from their letters, and what cannot be seen at all


class _Folding(dict[int, str]):
    """What becomes of a character once it is decomposed, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = "" if unicodedata.category(character) in _UNSEEN else character
        return self[code]


_FOLDING = _Folding(
    str.maketrans({"æ": "ae", "đ": "d", "ı": "i", "ł": "l", "œ": "oe", "ø": "o", "ß": "ss"})
)


def folded(text: str) -> str:
    """Return a text without case, accents and what cannot be seen, which do not tell words apart.

    Examples:
        >>> folded("Łojasiewicz or title:Fréchet*")
        'lojasiewicz or title:frechet*'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower()).translate(_FOLDING)
    return text.lower()


def words(text: str) -> list[str]:
    """Return the words of a text in order: runs of letters and digits, folded.

    Everything else separates them, so that a reader need not know how a title is hyphenated.

    Examples:
        >>> words("Fréchet's LoRA-Pro (v2.5)")
        ['frechet', 's', 'lora', 'pro', 'v2', '5']
    """
    return _WORD.findall(folded(text))


def further_words(known: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Return the words of texts that are not known yet, each once, in order.

    Examples:
        >>> further_words(["a", "b"], ["b c", "c d"])
        ['c', 'd']
    """
    found = dict.fromkeys(known)
    return list(dict.fromkeys(w for text in texts for w in words(text) if w not in found))

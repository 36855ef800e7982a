"""Pure rules on strings: cleaning, title keys, slugs and addresses in a text.

Nothing here knows about dumps or pages, so every rule can be read and tried alone.
"""

import functools
import hashlib
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import urlsplit

from slugify import slugify

SLUG_LENGTH = 100
"""The most characters a slug has."""

# Windows refuses the device names; the others are file names with a meaning of their own.
RESERVED_SLUGS = frozenset(
    ["index", "readme", "404", "con", "prn", "aux", "nul"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)

# White space, what no address has, and the quotes, dashes and marks of scripts beyond ASCII.
_NOT_URL = r"""\s<>{}"\\^`|\u2010-\u205e\u3000-\u303f\uff00-\uff0f\uff1a-\uff20"""
_URL = re.compile(
    rf"(?P<url>(?:https?://|(?<![\w./@:-])www\.)[^{_NOT_URL}]+)(?:\{{(?P<label>[^{{}}]*)\}})?"
)
_BARE_HOST = re.compile(
    r"www\.(?:[a-z0-9-]+\.)+(?:(?:com|org|net|edu|gov|io|ai|dev|info)(?![^/?#:])|[a-z]{2,}/)",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset({"here", "link", "this link", "this url", "this https url"})
_CLOSING = {")": "(", "]": "["}

_COMBINING = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303",
    "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b",
    "c": "\u0327", "k": "\u0328", "r": "\u030a",
}  # fmt: skip
_LETTERS = {
    "L": "Ł", "l": "ł", "O": "Ø", "o": "ø", "AE": "Æ", "ae": "æ",
    "OE": "Œ", "oe": "œ", "AA": "Å", "aa": "å", "ss": "ß",
}  # fmt: skip

_LEFTOVER = re.compile(
    r"""
    (?=[h\\~`']) (?:                                            # most places are none
      (?P<url>https?://\S+)                                    # an address keeps its ~
    | (?<!\\)\\(?P<symbol>[%&])
    | (?<=[A-Za-z])\\'(?P<contraction>(?:s|t|d|m|re|ve|ll)\b)  # object\'s
    # An accent stands in a word or begins a name; in \"quoted text\" there is none.
    | (?:(?<=[A-Za-z])|(?<![\\\w])(?=\\.[A-Z])(?!\\"[^"\\]*\\"(?![A-Za-z])))
      \\(?P<accent>['`^"~])(?P<bare>[A-Za-z])
    | (?<!\\)\\(?P<braced_accent>['`^"~=.uvHckr])\{(?P<braced>[A-Za-z])\}
    | (?<!\\)\\(?P<letter>L|l|O|o|AE|ae|OE|oe|AA|aa|ss)(?![A-Za-z(_^]|\{[^}])(?:\{\}|[ ])?
    | ``(?P<quoted>(?:(?!``|'').)+)''
    | (?<!\S)''(?P<mistyped>\w(?:[^'`]*\w)?)''(?!')            # ''informative''
    | (?<=[^\W\d_]|[.,;:!?)\]}'"])(?P<tie>~)(?=[^\W\d_]|\()    # e.g.,~SVD
    )
    """,
    re.VERBOSE,
)


class FoundUrl(NamedTuple):
    """A web address inside a text: a page shows `words` for `text[start:end]`, linked to `url`."""

    start: int
    end: int
    words: str
    url: str


def strip_invisible(text: str) -> str:
    r"""Return the text without control and format characters and noncharacters.

    They cannot be seen but change what is: NUL, bidirectional overrides, zero-width
    characters, soft hyphens; and some, such as U+FFFF, are allowed in no XML. Tabs and line
    ends stay; other white space among them, such as a form feed, becomes a blank.

    Examples:
        >>> strip_invisible("a\u202eb\x00c\td")
        'abc\td'
    """
    if text.isprintable():  # which no such character is
        return text
    return "".join(filter(None, map(_visible, text)))


def is_invisible(character: str) -> bool:
    r"""Return whether a character is for control or format, or will never be one.

    That is Unicode's Cc and Cf, and the 66 noncharacters.

    Examples:
        >>> [is_invisible(character) for character in ("\u200b", "\uffff", "a")]
        [True, True, False]
    """
    code = ord(character)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return is_noncharacter or unicodedata.category(character) in ("Cc", "Cf")


def _visible(character: str) -> str:
    if character in "\t\n" or not is_invisible(character):
        return character
    return " " if character.isspace() else ""


@functools.lru_cache(maxsize=2048)  # a paper's page and its part of the search ask for the same
def clean(text: str) -> str:
    r"""Return the text as a page shows it: the TeX leftovers that are certain are resolved.

    The captured site shows TeX source as text. Resolved are `\%` and `\&`, accents and
    letters (`Fr\'echet`, `\L ojasiewicz`), TeX quotes, and a tie `~` between a letter or
    punctuation mark and a letter or `(`; never next to a digit, where it means "about"
    or "to". Invisible characters go. Nothing else changes; mathematics stays as captured.

    Examples:
        >>> clean(r"10\% by the Fr\'echet mean (e.g.,~SVD)")
        '10% by the Fréchet mean (e.g., SVD)'
        >>> clean(r"the object\'s ``potential'' at ~1/1000 to 1M~60M")
        "the object's “potential” at ~1/1000 to 1M~60M"
        >>> clean("https://example.org/a~b stays")
        'https://example.org/a~b stays'
    """
    text = strip_invisible(text)
    if not any(mark in text for mark in ("\\", "~", "''")):
        return text
    return _LEFTOVER.sub(_resolve_leftover, text)


def _resolve_leftover(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind == "url":
        return re.sub(r"\\([%&_#~])", r"\1", found[0])
    if kind == "symbol":
        return found["symbol"]
    if kind == "contraction":
        return "'" + found["contraction"]
    if kind in ("bare", "braced"):
        accent = _COMBINING[found["accent"] or found["braced_accent"]]
        composed = unicodedata.normalize("NFC", found[kind] + accent)
        return composed if len(composed) == 1 else found[0]
    if kind in ("quoted", "mistyped"):
        return f"“{clean(found[kind])}”"
    return _LETTERS[found["letter"]] if kind == "letter" else " "


def title_key(title: str) -> str:
    """Return the key on which spellings of one title agree; empty when nothing is left.

    Case, accents and punctuation are dropped because captures disagree on them; digits
    stay because they tell papers apart, and so does a `+` or `#` that ends a word.

    Examples:
        >>> title_key("The Two-Pass  Softmax!")
        'the two pass softmax'
        >>> [title_key(name) for name in ("C", "C++", "C#", "LoRA+")]
        ['c', 'c++', 'c#', 'lora+']
        >>> title_key("?!")
        ''
    """
    folded = unicodedata.normalize("NFKD", clean(title)).casefold()
    if folded.isascii():
        letters = folded
    else:
        letters = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+(?:[+#]++(?![^\W_]))?", letters))


def singular(word: str) -> str:
    """Return a word without the ending of an English plural, roughly.

    For comparing words only: what comes back need not be a word, but a noun and its
    plural give the same.

    Examples:
        >>> [singular(w) for w in ("models", "policies", "losses", "analyses", "LLMs")]
        ['model', 'policy', 'loss', 'analysis', 'LLM']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("ies", "yses")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-2] + "is"
    has_e = word.endswith(("sses", "xes", "shes", "tches", "nches", "rches"))
    return word[:-2] if has_e else word[:-1]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples:
        >>> [counted(number, "paper") for number in (0, 1, 1200)]
        ['0 papers', '1 paper', '1,200 papers']
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def digest(*parts: str) -> str:
    """Return ten hexadecimal digits that stand for the parts.

    Examples:
        >>> digest("arxiv", "2503.01234")
        '796b899c83'
    """
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def slug(title: str) -> str:
    """Return the part of an address that stands for a title exactly as listed.

    Lower case ASCII words joined by single hyphens, at most `SLUG_LENGTH` characters.
    A slug that had to be cut, came out empty or is reserved ends in `--` and a digest of
    the title; no other slug has two hyphens in a row, so the two kinds cannot clash.

    Examples:
        >>> slug("LoRA-Pro: Are Low-Rank Adapters Properly Optimized?")
        'lora-pro-are-low-rank-adapters-properly-optimized'
        >>> slug("Index")
        'index--39c3be1198'
    """
    words = slugify(
        title,
        entities=False,
        decimal=False,
        hexadecimal=False,
        backend="text-unidecode",  # not whichever is installed, as addresses have to stay
    )
    if words and len(words) <= SLUG_LENGTH and words not in RESERVED_SLUGS:
        return words
    if len(words) > SLUG_LENGTH:
        words = words[: SLUG_LENGTH - 11].rpartition("-")[0] or words[: SLUG_LENGTH - 12]
    return with_digest(words or "untitled", digest(title))


def with_digest(name: str, digits: str) -> str:
    """Return a slug told apart from its namesakes by a digest.

    Examples:
        >>> with_digest("attention", "0123456789")
        'attention--0123456789'
    """
    return f"{name}--{digits}"


def find_urls(text: str) -> list[FoundUrl]:
    r"""Return the web addresses in a text, in order, each without its trailing junk.

    Junk is sentence punctuation, a bracket that closes one opened before the address, and
    a `.git` ending. The `{here}` or `{https://...}` that `\href` left behind an address says
    nothing more than the address, which stands for both. One that begins with `www.` is an
    address when its host ends as many do or a path follows.

    Examples:
        >>> find_urls("see (https://example.org/a_(b).git{here}).")
        [FoundUrl(start=5, end=40, words='https://example.org/a_(b)', url='https://example.org/a_(b)')]
        >>> [found.url for found in find_urls("on www.example.com, not on www.example.")]
        ['https://www.example.com']
    """
    found: list[FoundUrl] = []
    if "http" not in text and "www." not in text:
        return found
    for match in _URL.finditer(text):
        words = _without_trailing_junk(match["url"]).removesuffix(".git")
        is_bare = words[:1] == "w"
        url = f"https://{words}" if is_bare else words
        if _is_web_address(url) and (not is_bare or _BARE_HOST.match(words)):
            end = match.end() if _repeats(match, words) else match.start() + len(words)
            found.append(FoundUrl(match.start(), end, words, url))
    return found


def _repeats(match: re.Match[str], words: str) -> bool:
    """Return whether a label follows an address at once and says no more than it."""
    label = (match["label"] or "").strip()
    is_address = label.removesuffix(".git").rstrip("/") == words.rstrip("/")
    at_once = match["url"].removesuffix(".git") == words
    return at_once and (is_address or label.lower() in _SAYS_NOTHING)


def _without_trailing_junk(url: str) -> str:
    unopened = {closing: url.count(closing) - url.count(_CLOSING[closing]) for closing in _CLOSING}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in _CLOSING and unopened[last] > 0:
            unopened[last] -= 1
        elif last not in ".,;:!?'*~$":
            break
        end -= 1
    return url[:end]


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it validates it
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".") and "@" not in parts.netloc

"""A paper's title and abstract -> its terms: what it can be compared by.

A *term* is a word, or two words in a row. It has *weight* 3 in a paper for its title and
1 for each time in the abstract.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from generator.remembered import Remembered
from generator.text import clean, singular

IN_TITLE = 3
"""What a term weighs for standing in the title."""
MOST_WEIGHT = 9
"""What a term weighs at most."""
ABOUT = 2
"""A paper is about its terms of this weight or more."""

_WORD = re.compile(r"([^\W_]+(?:['’](?!s\b)[^\W_]+)*)([\W_]*)")
_ADDRESS = re.compile(r"https?://\S+")
_PREFIXES = frozenset(("co", "cross", "end", "few", "fine", "multi", "non", "post", "pre"))
_PREFIXES |= {"re", "self", "semi", "sub", "un", "zero"}
_ONLY_IN_PHRASES = frozenset(("high", "low", "open", "real", "single"))
_SAYS_NOTHING = frozenset(
    """
    a ability able about above accordingly achievable achieve achieved achieves achieving
    across actual additional additionally address addresses addressing after against ai aim
    aims al all allow allowing allows almost along already also although always among an and
    another any appear applied apply approach approaches are argue arise art as at author
    authors available aware based baseline baselines be because become becomes been before
    being below benefit best better between beyond both but by call called can cannot capable
    case cases certain challenge challenges challenging choose chosen closer code come comes
    common commonly comparable compare compared comparing comparison complete comprehensive
    conduct conducted consider considered considering consist consistently consists contrast
    could critical crucial crucially current currently demonstrate demonstrated demonstrates
    demonstrating despite detail details develop developed develops difference different
    difficult discover discuss do does doesn't don't done driven due during e each easily
    effective effectively effectiveness efficiently effort eg either emerged enable enables
    enabling enhance enhances enhancing ensure ensures entire especially establish et etc
    evaluate evaluated evaluation even every exhibit exhibits exist existing expensive
    experiment experimental experiments explore extend extensive extensively few finally find
    findings first focus focuses following for found free from fully fundamental further
    furthermore gain general generally github give given gives good great greater greatly had
    has have having hence here higher highlight highly how however https i identify ie if
    implement important importantly impressive improve improved improvement improvements
    improves improving in include includes including increase increasing indeed inherent
    inspired instead interesting into introduce introduced introduces introducing investigate
    involve involves is issue issues it it's its itself key known lack large largely latter
    lead leading leads less let level leverage leverages leveraging like limited list little
    look made main mainly make makes making many may mean means method methods might mitigate
    ml modern more moreover most much multiple must namely naturally near necessary need needed
    needs neither new no non nor not notably novel now number observe obtain obtained obtains
    of offer offers often on once one ones only onto or original other others our out
    outperform outperforming outperforms over overall own paper part particular particularly
    per perform performance performs perspective poor popular possible potential potentially
    practical present presented presenting presents prevent previous previously prior produce
    progress promising proper propose proposed proposes proposing prove provide provided
    provides providing public publicly question raise range rather reach recent recently reduce
    reduces reducing related rely remain remains remarkable report require required requirement
    requires requiring respect respective respectively result resulting results rethinking
    reveal revisited revisiting rise role s same scenario scenarios second see series serve
    serves set several shall shed should show showed showing shown shows significant
    significantly similar simple simply since small so solve some source specific specifically
    start state still strong studied studies study success successful such suffer suffers
    suggest suggests superior surprisingly tackle take taken takes tend term terms than thanks
    that the their them then theoretically there thereby therefore therein these they third
    this those though three through thus to today together too toward towards trade traditional
    two type types typically unclear under underlying understand understanding unlike until up
    upon us use used useful user uses using usually variety various verify very via was way
    ways we well were what when where whereas whether which while who whole whose why wide
    widely will wise with within without work works world would yet yield yields you your
    cdot delta ell emph epsilon frac geq infty lambda leq log mathbb mathbf mathcal mathrm
    sigma sqrt sum textbf textit theta times
    """.split()  # noqa: SIM905 - as a list, one word a line, nobody would read it
)


class Terms(NamedTuple):
    """The terms of a paper, under the keys on which spellings of a term agree.

    A phrase that the paper is not about is left out: there would be too many, and they tell
    no more than their words.

    Attributes:
        weights: What each weighs.
        written: How the paper writes each that it is about, where it does so with the fewest
            capitals: names keep theirs, while a word of the title need not have one.
    """

    weights: dict[str, int]
    written: dict[str, str]


class _Word(NamedTuple):
    """A word that says something, or what a hyphen makes one of two.

    Attributes:
        key: What its spellings agree on.
        written: As the text has it.
        stands_alone: Whether it is a term without another. A number, a pair of small
            letters or `low` is not, but can be part of one: `GPT-4`, `kv cache`, `low rank`.
    """

    key: str
    written: str
    stands_alone: bool


class _Piece(NamedTuple):
    """What there is to know of a text between two blanks.

    Attributes:
        words: Its words.
        phrases: The phrases in it, each as its key and as written.
        first: The word that it begins with, if it is one of these.
        last: The word that it ends with, if it is one of these.
    """

    words: tuple[_Word, ...]
    phrases: tuple[tuple[str, str], ...]
    first: _Word | None
    last: _Word | None


def paper_terms(title: str, abstract: str) -> Terms:
    """Return the terms of a paper. Web addresses have none, nor have words such as *we*.

    Case, plural, and hyphens after prefixes are folded.

    Examples:
        >>> terms = paper_terms("Pretrained KV Caches", "A KV cache is pre-trained.")
        >>> terms.weights
        {'pretrained': 4, 'kv': 4, 'cache': 4, 'pretrained kv': 3, 'kv cache': 4}
        >>> list(terms.written.values())
        ['pre-trained', 'KV', 'cache', 'Pretrained KV', 'KV cache']
    """
    in_title, in_abstract = _pieces(title), _pieces(abstract)
    words = IN_TITLE * _words(in_title) + _words(in_abstract)
    weights = dict(Counter([key for key, _, stands_alone in words if stands_alone]))
    # The paper is about a phrase only if it is about both of its words, where they are terms.
    often = {key for key, weight in weights.items() if weight >= ABOUT}
    often.update([key for key, _, stands_alone in words if not stands_alone])
    phrases = IN_TITLE * _phrases(in_title, often) + _phrases(in_abstract, often)
    said = Counter([key for key, _ in phrases])
    weights.update({key: weight for key, weight in said.items() if weight >= ABOUT})
    for key in [key for key, weight in weights.items() if weight > MOST_WEIGHT]:
        weights[key] = MOST_WEIGHT
    spellings = [(key, written) for key, written, stands_alone in words if stands_alone]
    about = {key for key, weight in weights.items() if weight >= ABOUT}
    return Terms(weights, _written([found for found in spellings + phrases if found[0] in about]))


def _words(pieces: Iterable[_Piece]) -> list[_Word]:
    """Return the words of a text."""
    return list(chain.from_iterable([piece.words for piece in pieces]))


def _pieces(text: str) -> list[_Piece]:
    """Return the pieces of a text."""
    shown = clean(text)
    if "://" in shown:
        shown = _ADDRESS.sub(". ", shown)
    return list(map(_PIECES.__getitem__, shown.split(" ")))


def _phrases(pieces: Iterable[_Piece], often: set[str]) -> list[tuple[str, str]]:
    """Return phrases of a text, each as its key and as written.

    Of those that a blank ties only the ones whose words have some keys.
    """
    phrases: list[tuple[str, str]] = []
    before: _Word | None = None
    for _, inside, first, last in pieces:
        if before and first and before.key in often and first.key in often:
            phrases += _phrase(before, " ", first)
        if inside:
            phrases += inside
        before = last
    return phrases


def _phrase(word: _Word, tie: str, other: _Word) -> Iterator[tuple[str, str]]:
    """Yield the phrase of two words, unless neither is a term."""
    if word.stands_alone or other.stands_alone:
        yield f"{word.key} {other.key}", f"{word.written}{tie}{other.written}"


def _written(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the spelling of each key that has the fewest capitals."""
    written: dict[str, str] = {}
    for key, spelling in spellings:
        known = written.setdefault(key, spelling)
        if known != spelling and _capitals(spelling) < _capitals(known):
            written[key] = spelling
    return written


def _capitals(text: str) -> int:
    return sum(map(str.isupper, text))


def _piece(text: str) -> _Piece:
    """Return what there is to know of a text between two blanks.

    A hyphen ties a prefix, or a word that says nothing alone, to the word after it:
    `fine-tuning` and `in-context` are one word.
    """
    if text.isalpha():
        word = _WORDS[text]
        return _Piece((word,) if word else (), (), word, word)
    words = []
    phrases: list[tuple[str, str]] = []
    first = before = None
    tied = gap_before = ""
    is_first = _WORD.match(text) is not None
    # With the blank after it, a hyphen at the end ties nothing.
    for plain, gap in _WORD.findall(f"{text} "):
        word = _WORDS[plain]
        if gap == "-" and not tied and gap_before != "-" and _ties(plain, word):
            tied = f"{plain}-"
            continue
        if tied and word:
            word = _WORDS[tied + plain]
        tied = ""
        if word:
            words.append(word)
            if before and gap_before == "-":
                phrases += _phrase(before, "-", word)
        if is_first:
            first, is_first = word, False
        before, gap_before = word, gap
    return _Piece(tuple(words), tuple(phrases), first, before if gap_before == " " else None)


def _ties(plain: str, word: _Word | None) -> bool:
    """Say whether a word is one with what follows its hyphen."""
    return word is None or plain.lower() in _PREFIXES


def _word(plain: str) -> _Word | None:
    """Return a word if it says something."""
    folded = plain.casefold().replace("’", "'").replace("-", "")
    key = singular(folded)
    if folded in _SAYS_NOTHING or key in _SAYS_NOTHING:
        return None
    is_short_name = len(key) == 2 and plain.isupper()
    is_word = len(key) > 2 and not key.isdigit() and key not in _ONLY_IN_PHRASES
    return _Word(key, plain, is_short_name or is_word)


_PIECES = Remembered(_piece)
_WORDS = Remembered(_word)

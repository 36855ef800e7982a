"""A paper's title and abstract -> its terms: what it can be compared by.

A *term* is a word, or two words in a row. It has *weight* 3 in a paper for its title and
1 for each time in the abstract.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from generator.text import clean, singular

IN_TITLE = 3
"""What a term weighs for standing in the title."""
MOST_WEIGHT = 9
"""What a term weighs at most."""

_WORD = re.compile(r"([^\W_]+(?:['’](?!s\b)[^\W_]+)*)([\W_]*)")
_ADDRESS = re.compile(r"https?://\S+")
_TIES = (" ", "-")  # between the two words of a phrase
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

    Attributes:
        weights: What each weighs.
        written: How the paper writes each, where it does so with the fewest capitals:
            names keep theirs, while a word of the title need not have one.
    """

    weights: dict[str, int]
    written: dict[str, str]


class _Word(NamedTuple):
    """What there is to know of a word.

    Attributes:
        key: What its spellings agree on; empty when it says nothing.
        stands_alone: Whether it is a term without another. A number, a pair of small
            letters or `low` is not, but can be part of one: `GPT-4`, `kv cache`, `low rank`.
        ties: Whether it is one word with what follows its hyphen: `in-context`, `fine-tuning`.
    """

    key: str
    stands_alone: bool
    ties: bool


def paper_terms(title: str, abstract: str) -> Terms:
    """Return the terms of a paper. Web addresses have none, nor have words such as *we*.

    Case, plural, and hyphens after prefixes are folded.

    Examples:
        >>> terms = paper_terms("Pretrained KV Caches", "A KV cache is pre-trained.")
        >>> terms.weights
        {'pretrained': 4, 'kv': 4, 'pretrained kv': 3, 'cache': 4, 'kv cache': 4}
        >>> list(terms.written.values())
        ['pre-trained', 'KV', 'Pretrained KV', 'cache', 'KV cache']
    """
    weights: dict[str, int] = {}
    written: dict[str, str] = {}
    for text, weight in ((title, IN_TITLE), (abstract, 1)):
        shown = clean(text)
        if "://" in shown:
            shown = _ADDRESS.sub(". ", shown)
        for key, spelling in _terms(shown):
            if key not in weights:
                weights[key] = weight
                written[key] = spelling
                continue
            weights[key] += weight
            known = written[key]
            if known != spelling and _capitals(spelling) < _capitals(known):
                written[key] = spelling
    return Terms({key: min(weight, MOST_WEIGHT) for key, weight in weights.items()}, written)


def _capitals(text: str) -> int:
    return sum(map(str.isupper, text))


def _terms(text: str) -> list[tuple[str, str]]:
    """Return the words and phrases of a text, each as its key and as written."""
    terms = []
    key_before = word_before = gap_before = tied = last_gap = ""
    alone_before = False
    for plain, gap in _WORD.findall(text):
        word = plain
        key, stands_alone, ties = _word(word)
        is_inside = last_gap == "-"
        last_gap = gap
        if ties and gap == "-" and not is_inside:
            tied = f"{word}-"
            continue
        if tied:
            if key:
                word = tied + word
                key, stands_alone, _ = _word(word)
            tied = ""
        if stands_alone:
            terms.append((key, word))
        if key and key_before and gap_before in _TIES and (stands_alone or alone_before):
            terms.append((f"{key_before} {key}", f"{word_before}{gap_before}{word}"))
        key_before, alone_before, word_before, gap_before = key, stands_alone, word, gap
    return terms


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> _Word:
    folded = word.casefold().replace("’", "'").replace("-", "")
    key = singular(folded)
    if folded in _SAYS_NOTHING or key in _SAYS_NOTHING:
        return _Word("", stands_alone=False, ties=True)
    is_short_name = len(key) == 2 and word.isupper()
    is_word = len(key) > 2 and not key.isdigit() and key not in _ONLY_IN_PHRASES
    return _Word(key, is_short_name or is_word, word.lower() in _PREFIXES)

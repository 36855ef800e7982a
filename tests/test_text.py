import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator import Archive
from generator.text import (
    SLUG_LENGTH,
    clean,
    find_urls,
    is_invisible,
    slug,
    strip_invisible,
    title_key,
)

TITLES = st.text(max_size=300)


@pytest.mark.parametrize(
    ("captured", "shown"),
    [
        (r"5.84\% and 1.96\%.", "5.84% and 1.96%."),
        (r"Embedding\&MLP", "Embedding&MLP"),
        (r"a line break \\% stays", r"a line break \\% stays"),
        (r"the Fr\'echet mean", "the Fréchet mean"),
        (r"Polyak-\L ojasiewicz", "Polyak-Łojasiewicz"),
        (r"Uzna\'{n}ski", "Uznański"),
        (r"[Aky\"urek et al., 2023]", "[Akyürek et al., 2023]"),
        (r"Erd\H{o}s, Ho\v{r}ava, gar\c{c}on", "Erdős, Hořava, garçon"),
        (r"an object\'s potential", "an object's potential"),
        (r"Wa\'sniewski", "Waśniewski"),
        (r"no letter \'1 takes this accent", None),
        (r"\"Ozg\"ur and \'Etienne", "Özgür and Étienne"),
        (r"so-called \"attention\" and \"Attention is all\"", None),
        (r"a key {\"a\": 1} and O(x) as \O(x) or \L_2, and \\'e", None),
        (r"``a quote of 5\%'' in ``two'' parts", "“a quote of 5%” in “two” parts"),
        (r"https://example.org/a\_b\%20\#c", "https://example.org/a_b%20#c"),
        ("x''y''z and a''b'' or '''c'''", None),
        (r"\^q has no composed form", r"\^q has no composed form"),
        ("``mechanistically'' so", "“mechanistically” so"),
        ("a mild ''informative'' condition", "a mild “informative” condition"),
        ("f''(x) is a derivative", "f''(x) is a derivative"),
        ("(e.g.,~SVD)", "(e.g., SVD)"),
        ("estimation~(NCE)", "estimation (NCE)"),
        ("prior work~nichani2023provable", "prior work nichani2023provable"),
        ("~1/1000, 1M~60M, x2~y", "~1/1000, 1M~60M, x2~y"),
        ("https://example.org/a~b and https://example.org/~c", None),
        ("`tick' and 'tock'", None),
        ("O(sigma_{1:T}^2) with {here} and 1{2} -epsilon", None),
        ("*two-stage* <projektor> k<5 $f$-Divergence -- x", None),
    ],
)
def test_certain_leftovers_are_resolved_and_nothing_else(captured: str, shown: str | None) -> None:
    assert clean(captured) == (captured if shown is None else shown)


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="\\~'`")
    ).filter(lambda text: not any(map(is_invisible, text)))
)
def test_text_without_tex_is_never_changed(text: str) -> None:
    assert clean(text) == text


@given(st.text())
@example("\u202e\u2066\u200b\u200d\ufeff\x00\x1b\u00ad\U000e0041")
def test_no_invisible_character_survives(text: str) -> None:
    left = strip_invisible(text)
    assert not [c for c in left if is_invisible(c) and c not in "\t\n"]
    visible = [c for c in text if not is_invisible(c)]
    assert [c for c in left if not c.isspace()] == [c for c in visible if not c.isspace()]


def test_what_is_invisible() -> None:
    """As Unicode says: control and format characters, and the 66 noncharacters."""
    every = [chr(code) for code in range(0x110000) if is_invisible(chr(code))]
    by_category = [c for c in every if unicodedata.category(c) in ("Cc", "Cf")]
    assert len(every) - len(by_category) == 66
    assert {"\u0000", "\u00ad", "\u202e", "\ufeff", "\uffff", "\U0010ffff"} <= set(every)


def test_invisible_white_space_still_separates_words() -> None:
    assert strip_invisible("a\x0cb c\x0bd\re\x85f").split() == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Two-Pass Softmax", "the two pass  softmax!"),
        (r"Fr\'echet Means", "FRÉCHET MEANS"),
        ("“Quoted”", "``Quoted''"),
        ("C++ in Practice", "C++, in practice"),  # noqa: RUF100
    ],
)
def test_spellings_of_one_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Part I", "Part II"),
        ("C", "C++"),
        ("C++", "C#"),
        ("LoRA", "LoRA+"),
        ("GPT-3", "GPT-4"),
        ("ℓ1", "ℓ2"),
    ],
)
def test_titles_that_differ_in_meaning_have_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize("title", ["", "?!", "—", "\u200b", "$$$"])
def test_a_title_without_letters_or_digits_has_no_key(title: str) -> None:
    assert title_key(title) == ""


@given(TITLES)
@example("README")
@example("con")
@example("深度学习")
@example("../../etc/passwd")
@example("&lt;b&gt; &#105;ndex")
@example("word " * 60)
@example("w" * 300)
def test_a_slug_is_a_safe_file_name(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(--[0-9a-f]{10})?", slug(title))
    assert len(slug(title)) <= SLUG_LENGTH
    assert slug(title) not in ("index", "readme", "404", "con")


def test_titles_cut_alike_keep_different_slugs() -> None:
    assert slug("long " * 40 + "a") != slug("long " * 40 + "b")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("at https://github.com/x/y.", ["https://github.com/x/y"]),
        ("(https://wuw2019.github.io/R-AMT/).", ["https://wuw2019.github.io/R-AMT/"]),
        ("https://github.com/k/Cr{here}.", ["https://github.com/k/Cr"]),
        (
            "https://github.com/x/EQ-Net.git{https://github.com/x/EQ-Net}.",
            ["https://github.com/x/EQ-Net"],
        ),
        ("https://en.wikipedia.org/wiki/A_(b), yes", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("javascript:alert(1) ftp://example.org data:text/html,x", []),
        ("``our page https://example.org/a''", ["https://example.org/a"]),
        (
            "in https://example.org/a… （https://example.org/b）。",
            ["https://example.org/a", "https://example.org/b"],
        ),
        (
            "$https://example.org/$ https://example.org/é",
            ["https://example.org/", "https://example.org/é"],
        ),
        ("https:// https://. https://localhost http://[::1", []),
        ("https://user:secret@example.org/ https://a.b:99999999/", []),
        ('https://example.org/"onclick=x', ["https://example.org/"]),
        ("on www.OutlierNet.com.", ["https://www.OutlierNet.com"]),
        ("(www.lab.example/code)", ["https://www.lab.example/code"]),
        ("www. www.x www.lab.Then mail@www.a.com awww.a.com www.comedy.common", []),
        ("https://www.a.org/www.b.org", ["https://www.a.org/www.b.org"]),
        ("https://example.org/<script>", ["https://example.org/"]),
    ],
)
def test_web_addresses_lose_their_trailing_junk(text: str, urls: list[str]) -> None:
    assert [found.url for found in find_urls(clean(text))] == urls


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://a.org/b{here}.", "at https://a.org/b."),
        ("https://a.org/b.git{https://a.org/b} is", "https://a.org/b is"),
        ("https://a.org/b.git{https://a.org/b.git}", "https://a.org/b"),
        ("https://a.org/b.git alone", "https://a.org/b.git alone"),
        ("https://a.org/b{our page}", "https://a.org/b{our page}"),
        ("https://a.org/b{https://a.org/c}", "https://a.org/b{https://a.org/c}"),
        ("https://a.org/b.{here}", "https://a.org/b.{here}"),
        ("{here} https://a.org/b {here}", "{here} https://a.org/b {here}"),
    ],
)
def test_a_label_that_repeats_its_address_is_left_out(text: str, shown: str) -> None:
    for found in reversed(find_urls(text)):
        text = text[: found.start] + found.words + text[found.end :]
    assert text == shown


PIECES = [*"htps:/.()[]{}ab~,' ", "{here}", "https://a.b", "www.a.org", ".git"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_found_address_stands_in_the_text_where_it_says(text: str) -> None:
    at = 0
    for found in find_urls(text):
        assert at <= found.start
        assert text.startswith(found.words, found.start)
        assert found.start + len(found.words) <= found.end <= len(text)
        assert found.url.removeprefix("https://") == found.words.removeprefix("https://")
        at = found.end


def test_the_real_dumps_have_59_addresses_and_one_without_its_scheme(archive: Archive) -> None:
    listings = [listing for dump in archive.dumps for listing in dump.listings]
    urls = [found.url for listing in listings for found in find_urls(clean(listing.abstract))]
    assert len(urls) == 59 + 1
    assert not [url for url in urls if re.search(r"[.,;{}()]$|\.git$|here", url)]

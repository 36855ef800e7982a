import sys
from types import FrameType
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator import Archive
from generator.maths import find_spans
from generator.text import clean
from tests.hostile import LONG, PAYLOADS
from tests.maths_truth import CASES, Label, Text, captured, display, packed, read_truth, score

CLASS = {"class": "maths"}

PIECES = (
    *("alpha", "epsilon", "Omega", "ell", "times", "ntimes", "in", "Ain", "leq", "gg", "to", "log"),
    *("mathcal", "mathcal{O}", "sqrt", "frac", "frac{a{b}}", "hat", "1{2}", "rm", "scriptsizeF"),
    *("big(", "left(", "right)", "(", ")", "[", "]", "{", "}", "|", "_", "^", "$", "'", "*", "-"),
    *("+", "=", "<", ">", "/", ",", ".", "%", " ", "  ", "&", "x", "A", "nd", "word", "1", "0.5"),
    *("x_1", "R^{n", "https://example.org/a_b", "<b>", "&lt;", "é", "\u0303", "infty", "sum_{"),
    *("[0,1)", "lceil ", "rceil", "dots,", "sim N(", "1{x^2}", "a{b}"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


def shown(text: str) -> list[str]:
    return [span.text for span in find_spans(text)]


def test_repairs_of_the_real_dumps_agree_with_the_labelled_truth(archive: Archive) -> None:
    found = score(read_truth(archive))
    assert found.precision >= 0.995, found.problems
    assert found.recall >= 0.90, found.problems


def test_the_score_knows_wrong_from_missed() -> None:
    def label(start: int, end: int, shown: str) -> Label:
        return Label(start, end, (shown,), is_unsure=False, is_change=True)

    labels = (label(0, 5, "α≫1"), label(10, 15, "x_2"), label(20, 24, "y"))
    found = score([Text("made up", "alphagg1, epsilon, word", labels[2:])])
    assert (found.altered, found.right, found.wanted, found.repaired) == (2, 0, 1, 0)
    right = Text("made up", "alphagg1", (label(0, 8, "α≫1"),))
    assert score([right]) == (1, 1, 1, 1, ())


@pytest.mark.parametrize("case", yaml.safe_load((CASES / "maths_tex.yml").read_text("utf-8")))
def test_what_the_capture_left_of_tex_reads_as_labelled(case: dict[str, str]) -> None:
    text = clean(captured(case["tex"]))
    assert packed(display(text, find_spans(text), 0, len(text))) == packed(case["shown"])


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        # Letters and scripts
        ("sigma_{1:T}^2", "σ_{1:T}^2"),
        ("U_p Sigma_p V^top_p", "U_p Σ_p V^⊤_p"),
        ("sigma_{max}^2", "σ_{max}^2"),
        ("x_{train}", "x_{train}"),
        ("ell_infty", "ℓ_∞"),
        ("10^{-4}", "10^{−4}"),
        ("90^circ", "90°"),
        ("O(t^(1/4))", "O(t^{1/4})"),
        ("mathcal{L}_{task}", "L_{task}"),
        ("mathcal O(K^{2/3})", "O(K^{2/3})"),
        ("widetilde Theta(d^{kq})", "Θ̃(d^{kq})"),
        ("hat{y}_t", "ŷ_t"),
        # Words glued to what came before
        ("Ain R^{ntimes d}", "A ∈ R^{n×d}"),
        ("x'in R^d", "x′ ∈ R^d"),
        ("thetain Theta", "θ ∈ Θ"),
        ("WinR^{mtimes n}", "W ∈ R^{m×n}"),
        ("xsimN(0,Sigma)", "x ∼ N(0,Σ)"),
        ("tin[0,T]", "t ∈ [0,T]"),
        ("alphagg1", "α ≫ 1"),
        ("mll n", "m ≪ n"),
        ("kgeq 1", "k ≥ 1"),
        ("xsim mathcal{N}(0,1)", "x ∼ N(0,1)"),
        ("C_{Phicirc Psi} > C_Psi", "C_{Φ∘Ψ} > C_Ψ"),
        ("O(nm(log mloglog m)^{1/4})", "O(nm(log m log log m)^{1/4})"),
        ("O(ndlog n)", "O(nd log n)"),
        ("O left( KT + (m+M)K right)", "O(KT + (m + M)K)"),
        ("Obig(n+epsilonbig)", "O(n + ε)"),
        # Operators and relations
        ("X subset R^d", "X ⊂ R^d"),
        ("x_{t,a} in R^d", "x_{t,a} ∈ R^d"),
        ("A in R^{N times N}", "A ∈ R^{N×N}"),
        ("alpha in [0.1, 2.0]", "α ∈ [0.1, 2.0]"),
        ("X = {x in R^d : |x|_2 le R}", "X = {x ∈ R^d : ∥x∥_2 ≤ R}"),
        ("O!left(sigma^2epsilon^{-2}right)", "O(σ^2ε^{−2})"),
        ("gamma to infty", "γ → ∞"),
        ("h = g circ p", "h = g ∘ p"),
        ("R^3 {times} S^2", "R^3 × S^2"),
        ("|x|_infty leq 1/lambda", "∥x∥_∞ ≤ 1/λ"),
        ("e^{-|x-y|_2^2/sigma^2}", "e^{−∥x−y∥_2^2/σ^2}"),
        ("sum_{x in X} f(x,y)", "∑_{x∈X} f(x,y)"),
        ("x^*=argmin_{xin R^d}|Ax-b|_2", "x^* = argmin_{x∈R^d} ∥Ax − b∥_2"),
        ("min_x f(x) + kappa^*(x)", "min_x f(x) + κ^*(x)"),
        ("sign(cdot)", "sign(·)"),
        ("{O}(log T)", "O(log T)"),
        # Fractions and roots, of which the capture lost a part
        ("1{2} -epsilon", "1/2 − ε"),
        ("(1{2}+epsilon)", "(1/2 + ε)"),
        ("O(dlog n{epsilon^2})", "O(d log n/ε^2)"),
        ("O(1{sqrt{T}})", "O(1/√T)"),
        ("O(log^2{n})", "O(log^2 n)"),
        ("sum_{i=1}^{n}{x_i}", "∑_{i=1}^n x_i"),
        ("x^{1{2}}", "x^{1/2}"),
        ("frac{1}{n+1}", "1/(n + 1)"),
        ("frac{a+b}{2d}", "(a + b)/(2d)"),
        ("mathcal O(sqrt K)", "O(√K)"),
        ("Theta(frac{loglog n{log d}})", "Θ(√(log log n/log d))"),
        ("mathcal{C_{Phi}/m}", "√(C_Φ/m)"),
        # Type set by TeX in prose
        ("scriptsizeFLaws", "FLaws"),
        ("$f$", "f"),
        ("$S^3$", "S^3"),
    ],
)
def test_damaged_mathematics_is_repaired(damaged: str, repaired: str) -> None:
    assert shown(f"We see {damaged} here.") == [repaired]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("3.5times and 4times better", ["3.5×", "4×"]),
        ("on 64times 64 images", ["64 × 64"]),
        ("(sim50%), sim0.6", ["(∼50%)", "∼0.6"]),
        ("85.2pm0.4", ["85.2 ± 0.4"]),
        ("an epsilon-stationary point", ["ε"]),
        ("at least 1-delta of it", ["1 − δ"]),
        ("from ell_1-ell_2 norms", ["ℓ_1", "ℓ_2"]),
        ("the (alpha,T) plane; alpha is", ["(α,T)", "α"]),
        ("the parameter omega; the best omega", ["ω", "ω"]),
        ("(rm StatsQ) and rm polylog(Delta)", ["(StatsQ)", "polylog(Δ)"]),
        ("see a subset S_1 of x_t a day", ["S_1", "x_t"]),
        ("A and B. Loss L_0 + Acdot S_1", ["L_0 + A · S_1"]),
        ("(s): $L(s) = L_0 Where S_2$ is", ["L(s) = L_0", "S_2"]),
        ("Norouzi{-}Fard", ["-"]),
        ("8times V100", ["8×"]),
        ("a graph G in R^3 as in R^2", ["R^3", "R^2"]),
    ],
)
def test_a_repair_ends_where_the_mathematics_does(text: str, repaired: list[str]) -> None:
    assert shown(text) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "0.72 times the size, 16 times fewer, times change, in all times",
        "in log data, log n, in 5 ways to 10, sim 50, approx 5 of them, at 5 pm 20 people",
        "Pi, an alpha version, beta testing, beta-VAE, alpha-beta pruning, gamma rays, Phi-3",
        "alpha, beta, and gamma waves; Cohen's kappa; omega-3; the lambda calculus; AWS Lambda",
        "IL-1beta, HIF-1alpha, TNFalpha, PGC1alpha and 5-alpha reductase",
        "(Phi, GPT), (Xi, 2020), (Delta, AI)",
        "within [0, 1], in [a], win [5], min [x], begin, all n of them, ill x, cell 3, dialog 3",
        "a model (a) or (b), [1], f(x), p(y|x), E[Y|X], n=5, k<5, p > 0.05, k-NN, x-axis, L2, o1",
        "the left (or right) side, (left), big(ger), right) and left[0]",
        "a subset S of {A, B, C}; the union cup; a star; mid level; the top k; sum of all",
        "top_k, top_p, min_p, max_length, snake_case, my_x, file_name.py, x_1.txt, `x_1`, self.x_t",
        "X_train, y_pred, AI2_THOR, MS_COCO, v_1_2, a_b_c, __init__, GPT-4^*, @user_x, #tag_1",
        "costs $5 and $10, $100K, $5-$10, $5M-$10M",
        "{here}, {{ x }}, code{here}, {'a': 1}, <projektor>, *two-stage*, ~1/1000, 1M~60M, 5x2",
        "C++, C#, A/B tests, R&D, and/or, I/O, 2x-4x, 3%-4%, 512x512, 10,000 times, object's, T5",
        "All [1] of utimes(2), lgamma 3, a [rdelta], http-equiv",
        "pin [0, 5] on the board, bin[0,1] of the tin [0, 3], kin [0, 1]",
        "rm -rf, hat trick, bar chart, vec2text, dot product, partial sums, a sign of rank one",
        "forty zeros are 0{40}; lines, dots, and circles; dots, a grid; a sim card; p in (1, 5)",
        "see [1, 2) and (3, 4], or (see [1, 2)",
        "https://example.org/x_1/alpha^2 and https://github.com/a_b/c_d{here}",
    ],
)
def test_prose_names_and_code_stay(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "O(1{n})",
        "n{2}",
        "n+1{2}",
        "O(sigma_{1:T^2}+Sigma_{1:T^2})",
        "sum_{i=1^n x_i}",
        "frac{a}",
        "tilde{d T K}",
        "mathcal{S A}",
        "L_{maxT}",
        "{n^2 T}",
        "operatorname{softmax}(x)",
    ],
)
def test_what_has_lost_something_is_left_alone_whole(text: str) -> None:
    assert shown(f"We see {text} here.") == []


@pytest.mark.parametrize(
    ("damaged", "shown_as"),
    [
        ("Obig(n+nk{m}big)", "O(n + nk{m})"),
        ("|x'-x^*|_infty leq epsilon{d}cdot |A^dagger|", "∥x′ − x^*∥_∞ ≤ ε{d} · |A^†|"),
        ("O(n+d{epsilon^2})", "O(n + d{ε^2})"),
        ("x^{n-1{2}}", "x^{n−1{2}}"),
        ("sqrt{a}{b}", "√a{b}"),
        ("O(1{epsilon^3})", "O(1{ε^3})"),
    ],
)
def test_braces_in_doubt_stay_within_a_repair(damaged: str, shown_as: str) -> None:
    assert shown(f"We see {damaged} here.") == [shown_as]


def test_the_html_is_that_of_the_text_with_letters_and_scripts_marked_up() -> None:
    [span] = find_spans("Ain R^{ntimes d}")
    assert span.html == (
        '<span class="maths"><i>A</i>\u2009∈\u2009<i>R</i><sup><i>n</i>×<i>d</i></sup></span>'
    )


def test_capital_greek_letters_are_upright_as_in_tex() -> None:
    [span] = find_spans("Omega(omega)")
    assert span.html == '<span class="maths">Ω(<i>ω</i>)</span>'


@given(TEXTS)
@example("x_{-}$x_1$rm Ax")
@example("sqrt sqrt x_1 mathcal mathcal{hat hat}")
@example("|_2 x|_2")
def test_spans_are_ordered_and_disjoint_and_each_changes_something(text: str) -> None:
    end = 0
    for span in find_spans(clean(text)):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        unchanged = span.text == clean(text)[span.start : span.end]
        assert not unchanged or "<su" in span.html


@given(TEXTS)
@example("O(1<epsilon>2) & x_{<b>}")
@example("epsilon<script>alert(1)</script>")
def test_html_is_well_formed_and_says_what_the_text_says(text: str) -> None:
    for span in find_spans(clean(text)):
        root = ET.fromstring(span.html)
        assert {element.tag for element in root.iter()} <= {"i", "sub", "sup", "span"}
        assert [element.attrib for element in root.iter() if element.attrib] == [CLASS]
        marks = str.maketrans("", "", "_^{} \u2009")
        assert "".join(root.itertext()).translate(marks) == span.text.translate(marks)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_escaped(payload: str) -> None:
    for text in (payload, f"epsilon{payload}", f"O({payload})epsilon", f"x_{{{payload}}}"):
        for span in find_spans(clean(text)):
            root = ET.fromstring(span.html)
            assert {element.tag for element in root.iter()} <= {"i", "sub", "sup", "span"}
            assert not set(span.html) & set("{}")


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u00a0", "\u2003"])
def test_any_white_space_stands_between_words(blank: str) -> None:
    text = "we go to, in a low-rank way, to a in Ain R^d to the state-of-the-art (in a) of 3.5times"
    assert shown(text.replace(" ", blank)) == ["A ∈ R^d", "3.5×"]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("we add a in R^d to a set", ["a ∈ R^d"]),
        ("we add x in R^d to a set", ["x ∈ R^d"]),
        ("we let it go to a in infty", ["∞"]),
        ("we let it go n to infty and so a", ["n → ∞"]),
        ("{rm words} to a word of x^2", ["x^2"]),
    ],
)
def test_a_short_word_is_prose_only_where_words_are_around_it(
    text: str, repaired: list[str]
) -> None:
    assert shown(text) == repaired


def test_words_beside_mathematics_are_never_part_of_it() -> None:
    text = "a regret of epsilon^{-2} times a constant in log space, with alpha = 0.5 to boot"
    assert shown(text) == ["ε^{−2}", "α = 0.5"]


def calls(text: str) -> int:
    """Return how many times Python entered a function or resumed a generator."""
    count = 0

    def on_event(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(on_event)
    try:
        find_spans(text)
    finally:
        sys.setprofile(None)
    return count


SHAPES = (
    *(
        "(",
        "()",
        "{x",
        "x}",
        "x_{",
        "x^",
        "|x",
        "|x|_2 ",
        "$x$",
        "$5 ",
        "1{2}",
        "a{b}",
        "frac{a{b}}",
    ),
    *("sqrt ", "hat{", "left(", "alpha,", "alpha ", "epsilon ", "x_1+", "x_1-", "x'", "3times "),
    *("[0,1)", "x,dots,", "lceil x", "1{x^2}", "x+1{2}", "x sim N(0) "),
    *("a to ", "rm A", "mathcal{C", "{-}", "word ", "https://a.example/ ", "e^{-|"),
)


@pytest.mark.parametrize("around", ["{}", "({})", "frac{{{}}}", "x_{{{}}}", "|{}|", "alpha,T {}"])
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape: str, around: str) -> None:
    once, twice = (around.format(shape * (n // len(shape))) for n in (1000, 2000))
    find_spans(twice)
    assert calls(twice) <= 2.2 * calls(once) + 100


@pytest.mark.parametrize(
    "text", [*LONG, "(" * 9000 + "x_1" + ")" * 9000, "x_{" * 6000 + "}" * 6000]
)
def test_no_text_nests_too_deep(text: str) -> None:
    assert all(len(span.text) < 20_000 for span in find_spans(text))

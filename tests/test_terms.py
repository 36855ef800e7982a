import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.terms import IN_TITLE, MOST_WEIGHT, paper_terms
from generator.text import clean


def written(title: str) -> list[str]:
    return list(paper_terms(title, "").written.values())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sparse attention", ["sparse", "attention", "sparse attention"]),
        ("sparse, attention", ["sparse", "attention"]),
        ("attention (sparse)", ["attention", "sparse"]),
        ("low-rank", ["rank", "low-rank"]),
        ("in-context learning", ["in-context", "learning", "in-context learning"]),
        ("pre-trained and pretrained", ["pre-trained"]),
        ("RL, QA, and 3D", ["RL", "QA", "3D"]),
        ("rl or 42 or x", []),
        ("GPT-4 or GPT-3", ["GPT", "GPT-4", "GPT-3"]),
        ("we use the proposed method for this", []),
        ("the transformer's heads", ["transformer", "heads"]),
        ("see https://example.org/sparse/attention.html.", []),
        (r"Fr\'echet means", ["Fréchet"]),
        ("", []),
    ],
)
def test_the_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert written(text) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("language model", "Language Models"),
        ("policy", "policies"),
        ("loss", "losses"),
        ("batch", "batches"),
        ("cache", "caches"),
        ("fine-tuning", "finetuning"),
        ("low rank", "low-rank"),
        ("transformer", "transformer’s"),
    ],
)
def test_spellings_of_one_term_have_one_key(one: str, other: str) -> None:
    assert list(paper_terms(one, "").weights) == list(paper_terms(other, "").weights)


def test_a_title_weighs_more_than_a_mention_and_nothing_weighs_without_end() -> None:
    weights = paper_terms("Pruning", "Pruning of networks. " + "Adapters. " * 99).weights
    assert weights == {"pruning": IN_TITLE + 1, "network": 1, "adapter": MOST_WEIGHT}


def test_a_phrase_counts_that_is_said_twice_in_whatever_spelling() -> None:
    once = paper_terms("", "KV cache and a cache of rl agents")
    assert once.weights == {"kv": 1, "cache": 2, "agent": 1}
    twice = paper_terms("", "KV caches. An RL agent has a kv cache. An rl agent has none.")
    assert {key: twice.weights[key] for key in twice.weights if " " in key} == {
        "kv cache": 2,
        "rl agent": 2,
    }


def test_a_hyphen_at_the_end_of_a_word_ties_nothing() -> None:
    assert written("pre- and post-training") == ["pre", "post-training"]
    assert written("multi-") == ["multi"]


def test_a_name_keeps_its_capitals_and_a_title_word_does_not_have_to() -> None:
    terms = paper_terms("Sparse LoRA", "LoRA is sparse.")
    assert [terms.written[key] for key in ("sparse", "lora")] == ["sparse", "LoRA"]


@given(st.text(st.sampled_from("aAbs-'’ .3é{}\\$"), max_size=200))
def test_a_term_stands_in_the_text_as_written(text: str) -> None:
    terms = paper_terms(text, "")
    assert terms.written.keys() == terms.weights.keys()
    assert all(spelling in clean(text) for spelling in written(text))

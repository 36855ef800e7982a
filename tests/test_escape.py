import html
import string

import jinja2
import markdown
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from generator.escape import as_heading, as_html, front_matter, template_environment

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
HOSTILE = "</p><script>alert(1)</script> {: onclick=x} {{ x }} [a](javascript:x) \"'"


@given(TEXT)
@example(HOSTILE)
def test_escaped_text_reads_back_as_itself(text: str) -> None:
    escaped = as_html(text)
    assert html.unescape(escaped) == text
    assert not set(escaped) & set("<>\"'{}")


@given(TEXT)
@example(HOSTILE)
@example("1. # [TOC] *x* <b>")
def test_a_heading_shows_its_text_and_holds_no_markup(text: str) -> None:
    source = f"# {as_heading(text)} {{: #title }}"
    page = markdown.markdown(source, extensions=["attr_list", "toc", "tables", "admonition"])
    soup = BeautifulSoup(page, "html.parser")
    if text.split():
        assert soup.h1 is not None
        assert soup.h1.attrs == {"id": "title"}
        assert soup.h1.get_text() == " ".join(text.split())
    assert [tag.name for tag in soup.find_all()] == ["h1"]


def test_a_heading_has_no_punctuation_but_that_of_entities() -> None:
    assert set(as_heading(string.punctuation)) <= set("&#;" + string.digits)


@given(TEXT)
@example("---\ntitle: x\n---")
@example("a: b # c")
def test_front_matter_is_yaml_whose_values_are_encoded(text: str) -> None:
    block = front_matter({"title": text}, {"hide": ["toc"]})
    start, body, rest = block.split("---\n")
    fields = yaml.safe_load(body)
    assert (start, rest) == ("", "")
    assert fields["hide"] == ["toc"]
    assert html.unescape(fields["title"]) == " ".join(text.split())
    assert not set(fields["title"]) & set("<>\"'{}")


def test_a_template_cannot_print_what_is_not_escaped() -> None:
    templates = jinja2.DictLoader({"x": "<p title='{{ text }}'>{{ text }}</p>"})
    shown = template_environment(templates).get_template("x").render(text=HOSTILE)
    soup = BeautifulSoup(shown, "html.parser")
    assert [tag.name for tag in soup.find_all()] == ["p"]
    assert soup.p is not None
    assert soup.p["title"] == soup.p.get_text() == HOSTILE
    assert "{" not in shown


def test_a_template_that_names_what_does_not_exist_fails() -> None:
    templates = jinja2.DictLoader({"x": "{{ nothing }}"})
    with pytest.raises(jinja2.UndefinedError):
        template_environment(templates).get_template("x").render()

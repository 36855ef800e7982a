"""The HTML of every page keeps to the standard, whatever a dump says."""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from tests.page_kinds import PAGE_KINDS, RARE_KINDS, build_rare_site
from tests.tools import node_tool

# What html-validate finds in the theme's own markup: the rule and the element, with the reason
# why it is left.
THEMES_OWN = {
    ("valid-autocomplete", "#__drawer"): "keeps a reload from opening the drawer again; base.html"
    " has no block around it",
    ("valid-autocomplete", "#__search"): "keeps a reload from opening the search again; base.html"
    " has no block around it",
}


class Problem(NamedTuple):
    """What html-validate says of an element."""

    rule: str
    selector: str
    page: str
    message: str


def problems_of(site: Path) -> list[Problem]:
    report = site.parent / "html-validate.json"  # it cuts off what it writes into a pipe
    options = ["--config", str(ROOT / ".htmlvalidate.json"), "--formatter", f"json={report}"]
    run = subprocess.run([node_tool("html-validate"), *options, site], check=False)
    assert run.returncode in (0, 1)
    return [
        Problem(message["ruleId"], message["selector"], page["filePath"], message["message"])
        for page in json.loads(report.read_text("utf-8"))
        for message in page["messages"]
    ]


def is_themes_own(problem: Problem) -> bool:
    return (problem.rule, problem.selector) in THEMES_OWN


@pytest.fixture(scope="module")
def rare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_rare_site(tmp_path_factory.mktemp("rare"))


def test_every_page_of_the_site_is_valid_but_for_the_themes_own_faults(site: Path) -> None:
    problems = problems_of(site)
    assert [problem for problem in problems if not is_themes_own(problem)] == []
    found = {(problem.rule, problem.selector) for problem in problems}
    assert found == THEMES_OWN.keys(), "what the theme has mended leaves the list"


def test_rare_pages_and_hostile_text_make_valid_pages(rare_site: Path) -> None:
    assert all((rare_site / url).is_dir() for url in RARE_KINDS.values())
    assert [problem for problem in problems_of(rare_site) if not is_themes_own(problem)] == []


def test_every_kind_of_page_is_listed(site: Path) -> None:
    """By the folder it is in: a page in a new folder is of a new kind."""
    folders = {url.partition("/")[0] for url in PAGE_KINDS.values()}
    pages = {path.relative_to(site) for path in site.rglob("*.html")}
    pages -= {Path("404.html"), Path("index.html")}
    assert {path.parts[0] for path in pages} <= folders

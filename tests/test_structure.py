"""The shape of the code: what may import what, and what is public."""

import ast
import inspect
import re
import tomllib
from pathlib import Path

import pytest

import generator
from tests.conftest import ROOT

PACKAGE = ROOT / "generator"

# Each layer may import the layers before it, and modules of its own where a row says so.
LAYERS = (
    {"errors", "text", "escape", "differences", "parts", "processes", "remembered"},
    {"scripts", "sealed"},
    {"cache", "progress", "sitemap", "theme"},
    {"history", "bytecode"},
    {"maths.nodes", "maths.symbols"},
    {"maths.braces", "maths.commands", "maths.printing", "maths.words"},
    {"maths.settle", "maths.tokens"},
    {"maths.parse", "maths.regions"},
    {"maths", "terms"},
    {"model"},
    {"metadata", "readers", "readers.base", "readers.kept", "readers.plain_text"},
    {"grouping"},
    {"archive", "term_index", "wordings"},
    {"exports", "links", "related", "similar", "topics"},
    {"catalogue", "search.numbers", "search.words", "search.shards"},
    {"search.encoding", "search.inverted"},
    {"search.documents", "search.lexicon"},
    {"search.folders", "search.index", "search.later"},
    {"search.adding", "search.passages", "search.surveys"},
    {"search.broad"},
    {"search.kept"},
    {"charts"},
    {"pages.render"},
    {"pages.periods"},
    {"pages.days", "pages.lists", "pages.papers"},
    {"pages.home"},
    {"pages"},
    {"feeds", "search", "search.reference"},
    {"outputs", "loading", "settings", "shell", "site"},
    {"filling"},
    {"generated"},
    {"plugin", "cli"},
    {"", "__main__"},
)
WITHIN = {("readers", "readers.base"), ("readers", "readers.plain_text")}
WITHIN |= {("readers", "readers.kept"), ("readers.plain_text", "readers.base"), ("__main__", "cli")}
LAYER_OF = {module: number for number, layer in enumerate(LAYERS) for module in layer}


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    return name.removesuffix("__init__").rstrip(".")


FILES = {module_of(path): path for path in PACKAGE.rglob("*.py")}


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_every_module_has_a_layer() -> None:
    assert FILES.keys() == LAYER_OF.keys()


@pytest.mark.parametrize("module", sorted(FILES))
def test_imports_go_one_way(module: str) -> None:
    for name in imports_of(FILES[module]):
        if name == "generator" or name.startswith("generator."):
            imported = name.removeprefix("generator").removeprefix(".")
            below = LAYER_OF[imported] < LAYER_OF[module]
            assert below or (module, imported) in WITHIN, f"{module} imports {imported}"


def test_the_table_of_modules_is_in_the_order_of_imports() -> None:
    """Of `docs/design.md`, which says so."""
    table = (ROOT / "docs" / "design.md").read_text("utf-8").split("| --- | --- |\n")[1]
    rows = [line.split(" | ")[0] for line in table.split("\n\n")[0].splitlines()]
    row_of = {
        name.strip("/").removesuffix(".py").replace("/", "."): number
        for number, row in enumerate(rows)
        for name in re.findall(r"`([^`]+)`", row)
    }
    modules = FILES.keys() - {"", "__main__"}
    row_of |= {module: row_of[module.split(".")[0]] for module in modules - row_of.keys()}
    for module in modules:
        for name in imports_of(FILES[module]):
            imported = name.removeprefix("generator.")
            if imported in modules:
                assert row_of[imported] <= row_of[module], f"{module} imports {imported}"


def importers_of(package: str) -> set[str]:
    return {
        module
        for module, path in FILES.items()
        if any(name.split(".")[0] == package for name in imports_of(path))
    }


def test_mkdocs_click_and_markup_stay_in_their_modules() -> None:
    assert importers_of("mkdocs") == {"plugin", "settings", "theme"}
    assert importers_of("click") == {"cli"}
    assert importers_of("markupsafe") == {"escape"}
    assert importers_of("slugify") == {"text"}


@pytest.mark.parametrize("module", sorted(set(FILES) - {"cli"}))
def test_nothing_that_builds_asks_what_time_it_is(module: str) -> None:
    """Else the same dumps would give another site on another day."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not asked & {"today", "now", "utcnow", "time_ns", "localtime", "gmtime"}
    assert module == "progress" or "time" not in imports_of(FILES[module])


@pytest.mark.parametrize("module", sorted(set(FILES) - {"cli"}))
def test_only_the_command_line_prints(module: str) -> None:
    tree = ast.parse(FILES[module].read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert "print" not in [func.id for func in calls if isinstance(func, ast.Name)]


def test_everything_public_is_exported_once_and_documented() -> None:
    assert sorted(set(generator.__all__)) == generator.__all__
    for name in generator.__all__:
        source = FILES[module_of(Path(inspect.getfile(getattr(generator, name))))]
        tree = ast.parse(source.read_text("utf-8"))
        [found] = [n for n in tree.body if getattr(n, "name", None) == name]
        assert isinstance(found, ast.ClassDef | ast.FunctionDef)
        assert ast.get_docstring(found), f"{name} says nothing of itself"


def test_every_error_and_value_is_exported() -> None:
    for module in ("errors", "model"):
        tree = ast.parse(FILES[module].read_text("utf-8"))
        classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        assert classes <= set(generator.__all__)


def test_dependencies_are_those_imported_and_each_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    block = text.partition("dependencies = [\n")[2].partition("]\n")[0]
    assert all("# " in line for line in block.splitlines())
    imported = {name.split(".")[0] for path in FILES.values() for name in imports_of(path)} - {
        "generator"
    }
    names = {"pyyaml": "yaml", "python-slugify": "slugify", "mkdocs-material": "material"}
    declared = {dep.split(">")[0].split("<")[0] for dep in project["dependencies"]}
    modules = {names.get(name, name) for name in declared}
    assert modules - imported == {"material"}
    third_party = {name for name in imported if name in modules}
    assert third_party == modules - {"material"}

"""The scripts of the search, whose modules are joined when the site is built."""

import re
import subprocess
from pathlib import Path
from posixpath import dirname

import pytest

from generator.scripts import JOINED, joined
from tests.conftest import ROOT

LATER = re.compile(r'import\("./([^"]+)"\)')


def read(uri: str) -> str:
    return (ROOT / "overrides" / uri).read_text("utf-8")


@pytest.mark.parametrize("uri", JOINED)
def test_a_joined_script_is_one_module_without_comments(uri: str, tmp_path: Path) -> None:
    script = joined(uri, read)
    assert not re.search(r"^\s*/[/*]|^\s|\n\n", script, re.MULTILINE)
    assert all(line.count("`") % 2 == 0 for line in script.splitlines())  # else a text would change
    path = tmp_path / "script.mjs"
    path.write_text(script, "utf-8")
    check = ["node", "--check", str(path)]  # above all: that no two modules name things alike
    assert subprocess.run(check, capture_output=True, text=True, check=False).stderr == ""


def test_the_site_has_the_joined_scripts(site: Path) -> None:
    for uri in JOINED:
        assert (site / uri).read_text("utf-8") == joined(uri, read)


@pytest.mark.parametrize("uri", JOINED)
def test_what_a_joined_script_fetches_later_imports_none_of_its_modules(uri: str) -> None:
    for place in LATER.findall(joined(uri, read)):
        assert "\nimport " not in read(f"{dirname(uri)}/{place}")


def test_modules_may_import_each_other_and_are_there_once() -> None:
    modules = {
        "s/a.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\nb(c);\n',
        "s/b.js": 'import { c } from "./c.js";\nimport { x } from "../d.js";\nexport let b = x;\n',
        "s/c.js": 'import { b } from "./b.js";\nimport { y } from "../d.js";\nexport let c = y;\n',
    }
    script = joined("s/a.js", modules.get)
    assert script == (
        'import { x, y } from "../d.js";\nexport let c = y;\nexport let b = x;\nb(c);\n'
    )


@pytest.mark.parametrize(
    "line",
    [
        'import b from "./b.js";',
        'import { b as c } from "./b.js";',
        'export * from "../b.js";',
        'const later = import("./b.js");',
        'import { b } from "./lost.js";',
    ],
)
def test_what_cannot_be_joined_is_left_to_the_browser(line: str) -> None:
    modules = {"a.js": f"{line}\nb();\n", "b.js": "export default 1;\n"}
    assert joined("a.js", modules.get) == modules["a.js"]


def test_a_comment_beside_code_and_what_looks_like_one_stays() -> None:
    text = 'const a = /** @type {any} */ (1); // so\n/** @type {any} */ (a).b = "//";\n'
    assert joined("a.js", {"a.js": text}.get) == text

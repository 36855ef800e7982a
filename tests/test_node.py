"""The locks of the Node.js tools."""

import json

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("folder", [".", "tests/bench"])
def test_a_lock_can_be_installed_from_any_registry_and_says_what_is_right(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name

"""Long work says how far it is, to a person at a terminal; and a build where its time went."""

import io
import sys
import time

import pytest

from generator import progress
from generator.progress import Profile, followed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_says_how_far_it_is_and_leaves_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "_PAUSE", 0)
    for item, expected in zip(followed("abc", 3, "page"), "abc", strict=True):
        assert item == expected
        time.sleep(0.01)
    said = terminal.getvalue()
    assert "1 of 3 pages, " in said
    assert " a second, " in said
    assert said.endswith("\r\033[K")


def test_short_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(followed("abc", 3, "page")) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_nothing_is_said_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    assert list(followed("abc", 3, "page")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


def test_a_profile_has_every_step_and_the_rest() -> None:
    profile = Profile()
    for _ in range(2):
        with profile.step("wait"):
            time.sleep(0.02)
    with profile.step("nothing"):
        pass
    lines = profile.table().splitlines()
    assert [line[:24].strip() for line in lines] == ["", "wait", "nothing", "all else", "in all"]
    assert profile.steps["wait"].wall >= 0.04 > profile.steps["wait"].cpu
    assert float(lines[-1].split()[-2]) >= 0.04

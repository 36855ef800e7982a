"""The cache gives back what was put, or nothing; whatever happens to its file."""

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import cache as module
from generator.cache import Cache, CacheLostError, key_of
from generator.sealed import SealedDatabase

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / "cache.sqlite"


def filled(path: Path) -> bytes:
    """Make a cache with an entry and a table; return its file."""
    cache = Cache(path)
    cache.put("stage", "key", "value")
    cache.table("words").write({"a": b"1", "b": b"2"}, "day 1")
    cache.close()
    assert cache.notes == []
    return path.read_bytes()


def double(number: int) -> list[int]:
    return [number, 2 * number]


# ---- What is kept


@given(VALUES.filter(lambda value: value is not None))
def test_a_value_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.mktemp("cache") / "cache.sqlite"
    cache = Cache(path)
    cache.put("stage", "key", value)
    assert cache.get("stage", "key") == value
    cache.close()
    cache = Cache(path)
    assert cache.get("stage", "key") == value
    assert cache.get("stage", "other") is cache.get("other", "key") is None
    cache.close()


def test_a_text_that_is_no_unicode_is_kept_too(path: Path) -> None:
    cache = Cache(path)
    cache.put("stage", key_of("\ud800"), "\ud800")
    assert cache.get("stage", key_of("\ud800")) == "\ud800"
    cache.close()


def test_what_is_kept_is_not_worked_out_again(path: Path) -> None:
    numbers = list(range(40))
    keys = list(map(str, numbers))
    cache = Cache(path)
    assert cache.map("doubles", double, numbers[:30], keys[:30]) == [
        double(n) for n in numbers[:30]
    ]
    cache.close()
    asked = []

    def noted(number: int) -> list[int]:
        asked.append(number)
        return double(number)

    cache = Cache(path)
    assert cache.map("doubles", noted, [39, *numbers[:30]], [keys[39], *keys[:30]]) == [
        double(n) for n in [39, *numbers[:30]]
    ]
    assert asked == [39]
    cache.close()


def test_a_cache_without_a_file_keeps_nothing_and_works(path: Path) -> None:
    cache = Cache()
    cache.put("stage", "key", 1)
    cache.table("words").write({"a": b"1"}, "day 1")
    assert cache.get("stage", "key") is None
    assert cache.table("words").stamp == ""
    assert cache.map("doubles", double, [1], ["1"]) == [[1, 2]]
    cache.close()
    assert not path.exists()


def test_a_table_grows_and_can_be_emptied(path: Path) -> None:
    filled(path)
    cache = Cache(path)
    table = cache.table("words")
    assert (table.stamp, table.read(["a", "c"])) == ("day 1", {"a": b"1"})
    table.write({"b": b"3", "c": b"4"}, "day 2")
    assert (table.stamp, table.read_all()) == ("day 2", {"a": b"1", "b": b"3", "c": b"4"})
    assert cache.table("others").read_all() == {}
    table.clear()
    assert (table.stamp, table.read_all()) == ("", {})
    cache.close()


def test_what_only_earlier_builds_used_is_forgotten_in_time(path: Path) -> None:
    number = 2 * module.SPARE
    for build in range(3):
        cache = Cache(path)
        for entry in range(number):
            cache.put("stage", f"{build} {entry}", entry)
        cache.get("stage", "0 7")
        cache.close()
    cache = Cache(path)
    kept = [
        n for build in range(3) for n in range(number) if cache.get("stage", f"{build} {n}") == n
    ]
    assert kept == [7, *range(number)]
    cache.close()


# ---- What happens to its file


def begin_another_and_be_killed(path: Path) -> None:
    cache = Cache(path)
    cache.put("stage", "key", "another")
    cache.table("words").write({"a": b"9"}, "day 2")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_build_that_is_killed_leaves_the_cache_as_it_was(path: Path) -> None:
    filled(path)
    process = multiprocessing.get_context("fork").Process(
        target=begin_another_and_be_killed, args=(path,)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    cache = Cache(path)
    assert cache.get("stage", "key") == "value"
    assert cache.table("words").stamp == "day 1"
    assert cache.notes == []
    cache.close()


def test_a_build_killed_before_the_file_is_sealed_costs_the_cache(path: Path) -> None:
    filled(path)
    path.with_suffix(".seal").unlink()
    cache = Cache(path)
    assert cache.get("stage", "key") is None
    assert cache.notes == [f"{path}: is damaged, so what it held is worked out anew"]
    cache.close()
    filled(path)


def test_a_build_that_failed_forgets_nothing(path: Path) -> None:
    for finished in (True, False):
        cache = Cache(path)
        if finished:
            for number in range(3 * module.SPARE):
                cache.put("stage", str(number), number)
        cache.close(finished=finished)
    cache = Cache(path)
    assert all(cache.has("stage", str(number)) for number in range(3 * module.SPARE))
    cache.close(finished=False)


def test_of_two_builds_at_once_the_second_goes_without(path: Path) -> None:
    filled(path)
    first, second = Cache(path), Cache(path)
    assert second.notes == [f"{path}: is in use by another build, so this one goes without it"]
    second.put("stage", "key", "another")
    assert second.get("stage", "key") is None
    second.close()
    assert first.get("stage", "key") == "value"
    first.close()


def test_a_cache_of_other_code_is_emptied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    monkeypatch.setattr(module, "code_version", lambda: "another")
    cache = Cache(path)
    assert cache.notes == []
    assert cache.get("stage", "key") is None
    assert cache.table("words").stamp == ""
    cache.close()


def other_database(path: Path) -> None:
    path.unlink()
    database = sqlite3.connect(path)
    database.execute('CREATE TABLE "a ""b""" (entries TEXT)')
    database.execute("CREATE TABLE entries (key TEXT)")
    database.commit()
    database.close()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:9000]),
    "truncated in its head": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "empty": lambda path: path.write_bytes(b""),
    "of another program": lambda path: path.write_bytes(b"no database, but long enough" * 1000),
    "another database": other_database,
    "gone": lambda path: path.unlink(),
    "with a journal of another": lambda path: path.with_name("cache.sqlite-journal").write_bytes(
        b"\xd9\xd5\x05\xf9 \xa1c\xd7" + b"x" * 2000
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_replaced(path: Path, damage: Callable[[Path], object]) -> None:
    filled(path)
    damage(path)
    cache = Cache(path)
    assert cache.get("stage", "key") in (None, "value")
    assert len(cache.notes) <= 1
    assert all("is damaged, so what it held is worked out anew" in note for note in cache.notes)
    cache.close()
    filled(path)


def test_a_file_of_which_a_bit_has_changed_is_not_read(path: Path) -> None:
    good = filled(path)
    seal = path.with_suffix(".seal").read_text("ascii")
    for place in range(0, len(good), 97):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        path.with_suffix(".seal").write_text(seal, "ascii")
        cache = Cache(path)
        assert cache.get("stage", "key") is None
        assert cache.table("words").stamp == ""
        assert cache.notes == [f"{path}: is damaged, so what it held is worked out anew"]
        cache.close()


def test_a_file_whose_stamp_holds_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.sealed._SETTLED", -1)
    filled(path)
    monkeypatch.setattr(SealedDatabase, "_checksum", lambda _: "of another file")
    cache = Cache(path)
    assert cache.get("stage", "key") == "value"
    cache.close()
    found = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    cache = Cache(path)
    assert cache.notes == [f"{path}: is damaged, so what it held is worked out anew"]
    cache.close()


def test_a_file_that_was_copied_is_good_as_well(path: Path, tmp_path: Path) -> None:
    filled(path)
    shutil.copytree(path.parent, tmp_path / "copy")
    cache = Cache(tmp_path / "copy" / path.name)
    assert cache.get("stage", "key") == "value"
    cache.close()


def test_a_table_that_is_lost_while_it_is_read_says_so(path: Path) -> None:
    words = {f"word {n}": b"x" * 100 for n in range(50_000)}
    cache = Cache(path)
    cache.table("words").write(words, "day 1")
    cache.close()
    cache = Cache(path)
    assert cache.table("words").stamp == "day 1"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(CacheLostError):
        cache.table("words").read_all()
    assert "cannot be used, so this build goes without it" in cache.notes[0]
    cache.close()


@pytest.mark.parametrize("in_place", ["folder", "file below a file"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, in_place: str) -> None:
    path = tmp_path / "cache" / "cache.sqlite"
    if in_place == "folder":
        path.mkdir(parents=True)
    else:
        path.parent.write_text("a file")
    cache = Cache(path)
    assert "cannot be used, so this build goes without it" in cache.notes[0]
    assert cache.map("doubles", double, [1], ["1"]) == [[1, 2]]
    cache.close()


def test_a_full_disk_costs_the_cache_and_nothing_else(path: Path) -> None:
    filled(path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    cache = Cache(path)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        for number in range(3000):
            cache.put("stage", str(number), "x" * 5000)
        cache.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert len(cache.notes) == 1
    assert "cannot be used, so this build goes without it" in cache.notes[0]
    cache = Cache(path)
    assert cache.get("stage", "key") == "value"
    cache.close()

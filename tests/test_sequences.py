"""Whatever happens between builds, the site is that of a build from nothing."""

import logging
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import build_site, lay_out_project
from tests.sequences import CACHE, REPOSITORY, SITE_URL, Sequence, build, cache_files, files_of

NUMBER = 12
"""How many sequences are tried here; `make bench-sequences` tries more."""
ONE = "Mar 11\n\nA title\n\nIts abstract.\n\nB title\n\nAnother abstract."
TWO = "Mar 12\n\nC title\n\nA third abstract.\n\nA title\n\nIts abstract."
NOT_READ = frozenset({".gitignore", "lock"})
"""Files of the cache in which nothing is looked up."""


@pytest.mark.parametrize("start", range(0, NUMBER, 3))
def test_after_any_steps_the_site_is_that_of_a_cold_build(start: int, tmp_path: Path) -> None:
    sites: dict[str, dict[str, bytes]] = {}
    for seed in range(start, start + 3):
        sequence = Sequence(tmp_path / str(seed), seed)
        assert sequence.run(sites), sequence.log


def foreign_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE pages (title TEXT)")
    connection.close()


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def changed(path: Path, place: float, content: bytes) -> None:
    """Put other bytes at a place, 0 being the begin of a file and 1 its end."""
    before = path.read_bytes()
    start = int(len(before) * place)
    path.write_bytes((before[:start] + content + before[start + len(content) :])[: len(before)])


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "garbage": lambda path: path.write_bytes(b"garbage \xff\n" * 1000),
    "a text": lambda path: path.write_text('{"format": 1}', "utf-8"),
}
DAMAGES: dict[str, Callable[[Path], object]] = UNREADABLE | {
    "a database of another program": foreign_database,
    "cut in the middle": lambda path: path.write_bytes(
        path.read_bytes()[: path.stat().st_size // 2]
    ),
    "cut at its end": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "read-only": lambda path: path.chmod(0o444),
    "zeros in the middle": lambda path: changed(path, 0.5, bytes(512)),
    "a letter in the middle": lambda path: changed(path, 0.55, b"x"),
    "a letter near the end": lambda path: changed(path, 0.95, b"x"),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, with a dump that came after."""
    root = tmp_path_factory.mktemp("before") / "project"
    lay_out_project(root, {"dumps/2025-03-11.txt": ONE})
    build(root)
    (root / "docs" / "dumps" / "2025-03-12.txt").write_text(TWO, "utf-8")
    return root


@pytest.fixture(scope="module")
def cold(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site of that project, from nothing."""
    root = tmp_path_factory.mktemp("cold") / "project"
    shutil.copytree(before, root, ignore=shutil.ignore_patterns("site", ".cache"))
    build(root)
    return files_of(root / "site")


@pytest.fixture
def after_damage(before: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that copies that project and does something to a file of its cache."""

    def copy(damage: Callable[[Path], object], name: str) -> Path:
        root = tmp_path / name
        shutil.copytree(before, root)
        damage(root / CACHE / name)
        return root

    return copy


def names(before: Path) -> list[str]:
    return [path.relative_to(before / CACHE).as_posix() for path in cache_files(before)]


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_of_the_cache_harms_no_page_and_is_said_in_a_line(
    kind: str,
    before: Path,
    cold: dict[str, bytes],
    after_damage: Callable[..., Path],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    for name in set(names(before)) - NOT_READ:
        root = after_damage(DAMAGES[kind], name)
        caplog.clear()
        build(root)
        named = f"{CACHE / name.replace('.seal', '.sqlite')}: "
        said = [record.message for record in caplog.records if named in record.message]
        assert len(said) == 1 if kind in UNREADABLE else len(said) <= 1, (name, caplog.text)
        assert not any("\n" in message for message in said)
        assert not [record for record in caplog.records if record.levelno > logging.INFO]
        site = files_of(root / "site")
        if name.startswith("manifest-"):  # without it, files that are no more needed stay
            assert cold.items() <= site.items()
            assert site.keys() - cold.keys() <= files_of(before / "site").keys()
        else:
            assert site == cold, name
        caplog.clear()
        build(root)
        assert named not in caplog.text, "the damage is mended"


def test_what_the_cache_has_for_others_may_be_anything(
    before: Path, cold: dict[str, bytes], after_damage: Callable[..., Path]
) -> None:
    for name in NOT_READ & set(names(before)):
        root = after_damage(UNREADABLE["garbage"], name)
        build(root)
        assert files_of(root / "site") == cold, name


def test_a_folder_in_the_place_of_a_file_is_said_or_does_no_harm(
    before: Path, cold: dict[str, bytes], after_damage: Callable[..., Path]
) -> None:
    """Without the manifest, files of earlier builds stay."""
    for name in names(before):
        root = after_damage(folder_instead, name)
        built = build_site(root, root / "site", SITE_URL=SITE_URL, REPO_URL=REPOSITORY)
        assert built.code == 0, built.log
        assert "Traceback" not in built.log
        site = files_of(root / "site")
        if name.startswith("manifest-"):
            assert site.keys() - cold.keys() < files_of(before / "site").keys()
            assert f"{CACHE / name}: cannot be used (Is a directory), so files of this" in built.log
            assert "files not of this build left alone" in built.log
            site = {uri: site[uri] for uri in cold}
        assert site == cold, name

"""A build rewrites what changed and nothing else, and is right whatever was there before."""

import contextlib
import gzip
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.commands.build import build as build_in_process
from mkdocs.config import load_config

from generator.cache import SPARE
from generator.site import Files, SiteFile, sync
from tests.conftest import Build, Project, build_site, mkdocs_environment
from tests.test_site import files_of

ONE = "Mar 11\n\nA title\n\nIts abstract.\n\nB title\n\nAnother abstract."
TWO = "Mar 12\n\nC title\n\nA third abstract.\n\nA title\n\nIts abstract."
CACHE = Path(".cache") / "paper-archive"


@pytest.fixture
def root(project: Project) -> Path:
    return project({"dumps/2025-03-11.txt": ONE})


def build(root: Path) -> Build:
    """Build a project into its own folder, as people do."""
    made = build_site(root, root / "site")
    assert made.code == 0, made.log
    return made


def cold(root: Path) -> dict[str, bytes]:
    """Return the site that a fresh checkout of the project makes."""
    fresh = root.parent / "fresh"
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("site", ".cache"))
    made = files_of(build(fresh).site)
    shutil.rmtree(fresh)
    return made


def times(site: Path) -> dict[str, int]:
    return {uri: (site / uri).stat().st_mtime_ns for uri in files_of(site)}


def make_old(site: Path) -> None:
    """Give all files a time that no build gives them."""
    for path in site.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))


def touched(site: Path) -> set[str]:
    return {uri for uri, time in times(site).items() if time != 1_000_000_000}


def dump(root: Path, name: str = "2025-03-12.txt") -> Path:
    return root / "docs" / "dumps" / name


def manifests(root: Path) -> list[Path]:
    return sorted((root / CACHE).glob("manifest-*"))


def entries(root: Path) -> int:
    """Return how many values the cache of a project keeps."""
    with contextlib.closing(sqlite3.connect(root / CACHE / "cache.sqlite")) as cache:
        [[number]] = cache.execute("SELECT count(*) FROM entries")
    return int(number)


def manifest_of(root: Path) -> Path:
    """Return the manifest of a project of which one site was built."""
    [path] = manifests(root)
    return path


# ---- What a build does to the site


def test_a_build_that_changes_nothing_touches_nothing(root: Path) -> None:
    site = build(root).site
    make_old(site)
    assert "0 of " in build(root).log
    assert touched(site) == set()


def test_a_site_is_that_of_a_cold_build_after_any_change(root: Path) -> None:
    site = build(root).site
    same = root / "docs" / "dumps" / "corrections.yml"
    steps: list[Callable[[], object]] = [
        lambda: dump(root).write_text(TWO, "utf-8"),
        lambda: dump(root).write_text(TWO.replace("third", "corrected"), "utf-8"),
        lambda: same.write_text("same: [[2025-03-11#2, 2025-03-12#1]]", "utf-8"),
        same.unlink,
        lambda: (root / "docs" / "notes.md").write_text("# Notes", "utf-8"),
        dump(root, "2025-03-11.txt").unlink,
        (root / "docs" / "notes.md").unlink,
    ]
    for step in steps:
        step()
        build(root)
        assert files_of(site) == cold(root)


def test_a_fresh_checkout_with_the_cache_alone_gets_the_whole_site(root: Path) -> None:
    build(root)
    shutil.rmtree(root / "site")
    manifest_of(root).unlink()
    dump(root).write_text(TWO, "utf-8")
    assert files_of(build(root).site) == cold(root)


def test_one_more_dump_touches_the_pages_it_concerns(root: Path) -> None:
    site = build(root).site
    make_old(site)
    dump(root).write_text(TWO, "utf-8")
    build(root)
    pages = {uri for uri in touched(site) if uri.startswith(("papers/", "days/", "assets/"))}
    assert pages == {
        "papers/a-title/index.html",
        "papers/c-title/index.html",
        "days/2025-03-11/index.html",
        "days/2025-03-12/index.html",
    }


def test_a_vanished_page_goes_with_its_folder_and_a_foreign_file_stays(root: Path) -> None:
    dump(root).write_text(TWO, "utf-8")
    site = build(root).site
    for foreign in ("CNAME", "papers/mine.html", "days/2025-03-12/mine.html"):
        (site / foreign).write_text("mine", "utf-8")
    dump(root).unlink()
    build(root)
    assert not (site / "papers" / "c-title").exists()
    assert not (site / "days" / "2025-03-12" / "index.html").exists()
    for foreign in ("CNAME", "papers/mine.html", "days/2025-03-12/mine.html"):
        assert (site / foreign).read_text("utf-8") == "mine"
        (site / foreign).unlink()
    assert files_of(site) == cold(root)


def test_what_is_logged_holds(root: Path) -> None:
    """MkDocs writes into a folder that is gone afterwards, and renders pages that are none."""
    log = build(root).log
    assert f"deleted in {root / 'site'}" in log
    assert not re.search("Cleaning site|Building documentation|Page skipped", log)


def test_the_cache_is_not_for_git_and_may_be_deleted(root: Path) -> None:
    before = files_of(build(root).site)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    run = ["git", "status", "--porcelain", "--untracked-files=all", ".cache"]
    assert subprocess.run(run, cwd=root, check=True, capture_output=True).stdout == b""
    shutil.rmtree(root / ".cache")
    assert files_of(build(root).site) == before


# ---- When something goes wrong


@pytest.mark.parametrize("setting", ["strict: false", "strict: true"])
def test_a_build_that_fails_changes_nothing(setting: str, root: Path) -> None:
    site = build(root).site
    before = files_of(site)
    make_old(site)
    dump(root).write_text(TWO, "utf-8")
    if setting == "strict: true":  # a link that leads nowhere ends a strict build at its end
        (root / "docs" / "about.md").write_text("# About\n\n[x](nowhere.md)", "utf-8")
    else:
        main = root / "overrides" / "main.html"
        main.write_text(main.read_text("utf-8") + "{{ none.x.y }}{% block x %}", "utf-8")
    failed = build_site(root, site)
    assert failed.code == 1
    assert files_of(site) == before
    assert touched(site) == set()


def test_what_was_lost_or_damaged_in_the_site_comes_back(root: Path) -> None:
    site = build(root).site
    before = files_of(site)
    (site / "papers" / "a-title" / "index.html").write_bytes(before["index.html"][:100])
    (site / "index.html").write_bytes(b"x" * len(before["index.html"]))
    (site / "sitemap.xml").unlink()
    shutil.rmtree(site / "assets")
    (site / ".paper-archive-part").write_bytes(b"half a pa")
    build(root)
    assert files_of(site) == before


def sealed(*texts: str) -> bytes:
    """Return a manifest of texts, as a build would have left it."""
    content = "\0".join(texts).encode()
    return b"%b\0%08x" % (content, zlib.crc32(content))


FORMAT = "paper-archive manifest 3"
DAMAGED = {
    "truncated": sealed(FORMAT, "site", "index.html", "")[:-12],
    "without an end": sealed(FORMAT, "site", "index.html", "")[:-9],
    "empty": b"",
    "of another program": b"[]",
    "of another version": sealed("paper-archive manifest 1", "site", "index.html", ""),
    "without a folder": sealed(FORMAT),
    "without the last stamp": sealed(FORMAT, "site", "index.html"),
    "not text": b"\x00\xff",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_manifest_is_said_in_one_line_and_made_anew(content: bytes, root: Path) -> None:
    site = build(root).site
    manifest = manifest_of(root)
    before = manifest.read_bytes()
    manifest.write_bytes(content)
    (site / "index.html").unlink()
    log = build(root).log
    assert log.count(f"{manifest.name}: is damaged, so it is made anew") == 1
    assert files_of(site) == cold(root)
    assert manifest.read_bytes() == before


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_file(path: Path) -> None:
    shutil.rmtree(path)
    path.touch()


def lead_nowhere(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (make_folder, "lock"),
        (make_folder, "manifest-*"),
        (lead_nowhere, ".gitignore"),
        (lead_nowhere, ""),
        (make_file, ""),
    ],
)
def test_a_cache_folder_that_cannot_be_used_costs_time_and_a_line(
    spoil: Callable[[Path], None], name: str, root: Path
) -> None:
    dump(root).write_text(TWO, "utf-8")
    site = build(root).site
    [path] = (root / CACHE).glob(name) if name else [root / CACHE]
    spoil(path)
    (site / "index.html").unlink()
    for _ in range(2):
        log = build(root).log
        assert len(re.findall(r"cannot be used \(.*, so files of this build may stay", log)) == 1
        assert files_of(site) == cold(root)


@pytest.mark.parametrize("name", ["../mkdocs.yml", "/etc/passwd", "papers/../../mkdocs.yml", ""])
def test_a_manifest_leads_to_no_file_outside_the_site(name: str, root: Path) -> None:
    site = build(root).site
    manifest_of(root).write_bytes(sealed(FORMAT, "site", name, "", "papers/a-title/index.html", ""))
    log = build(root).log
    assert (root / "mkdocs.yml").exists()
    assert "0 deleted" in log
    assert files_of(site) == cold(root)


def test_a_page_whose_name_in_the_manifest_is_damaged_is_not_left_without_a_word(
    root: Path,
) -> None:
    dump(root).write_text(TWO, "utf-8")
    build(root)
    manifest = manifest_of(root)
    manifest.write_bytes(manifest.read_bytes().replace(b"papers/c-title/", b"papers/c-titld/"))
    dump(root).unlink()
    log = build(root).log
    assert log.count(f"{manifest.name}: is damaged, so it is made anew") == 1
    assert "files not of this build left alone" in log


def test_pages_that_no_manifest_knows_are_left_and_counted(root: Path) -> None:
    dump(root).write_text(TWO, "utf-8")
    site = build(root).site
    shutil.rmtree(root / ".cache")
    dump(root).unlink()
    log = build(root).log
    assert "files not of this build left alone, as no manifest says whose they are" in log
    assert (site / "papers" / "c-title" / "index.html").exists()


class KilledError(Exception):
    """Stands for a process that ends between two steps."""


def contents(
    uris: dict[str, bytes], killed_at: int | None = None, *, with_keys: bool = False
) -> Files:
    """Return files, the reading of one of which ends the build."""

    def read(number: int, content: bytes) -> bytes:
        if number == killed_at:
            raise KilledError
        return content

    return {
        uri: SiteFile(partial(read, n, content), content.decode() if with_keys else "")
        for n, (uri, content) in enumerate(uris.items())
    }


SITES = st.dictionaries(
    st.sampled_from(["index.html", "a", "b/index.html", "b/c/index.html", "d/e"]),
    st.sampled_from([b"", b"one", b"two", b"longer"]),
)


@given(
    st.lists(
        st.tuples(SITES, st.none() | st.integers(0, 4), st.booleans()), min_size=1, max_size=6
    ),
    st.sampled_from([b"", b"one", b"els"]),
)
def test_any_builds_killed_or_not_end_in_the_last_ones_files(
    tmp_path_factory: pytest.TempPathFactory,
    builds: list[tuple[dict[str, bytes], int | None, bool]],
    edited: bytes,
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    site, cache = folder / "site", folder / ".cache" / "paper-archive"
    for files, killed_at, with_keys in builds:
        try:
            sync(site, contents(files, killed_at, with_keys=with_keys), cache)
        except KilledError:
            continue
        assert files_of(site) == files
        for path in files_of(site):
            (site / path).write_bytes(edited)
            break
    files, _, with_keys = builds[-1]
    sync(site, contents(files, with_keys=with_keys), cache)
    assert files_of(site) == files
    assert not [path for path in site.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / ".cache" / "paper-archive"
    for files in ({"a": b"file"}, {"a/index.html": b"page"}, {"a": b"file"}):
        sync(site, contents(files), cache)
        assert files_of(site) == files


# ---- Ways to build


def test_two_builds_at_once_leave_the_site_of_one_of_them(root: Path) -> None:
    dump(root).write_text(TWO, "utf-8")
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--quiet"],
            cwd=root,
            env=mkdocs_environment(SITE_URL=f"https://example.org/{name}/"),
        )
        for name in ("one", "other")
    ]
    assert [process.wait() for process in both] == [0, 0]
    pages = [path.read_text("utf-8") for path in (root / "site").rglob("*.html")]
    ones = [page for page in pages if "https://example.org/one/" in page]
    assert len(ones) in (0, len(pages))


@pytest.mark.parametrize("option", ["--clean", "--dirty"])
def test_an_option_of_mkdocs_builds_the_whole_site(option: str, root: Path) -> None:
    site = build(root).site
    dump(root).write_text(TWO, "utf-8")
    (site / "foreign.html").write_text("mine", "utf-8")
    environment = mkdocs_environment(SITE_URL="https://example.org/archive/")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", option]
    subprocess.run(command, cwd=root, env=environment, check=True)
    assert (site / "foreign.html").exists()
    (site / "foreign.html").unlink()
    assert files_of(site) == cold(root)


def test_each_folder_has_a_list_of_its_own(root: Path, tmp_path: Path) -> None:
    dump(root).write_text(TWO, "utf-8")
    site = build(root).site
    gone = build_site(root, tmp_path / "gone").site
    shutil.rmtree(gone)
    dump(root).unlink()
    elsewhere = build_site(root, tmp_path / "elsewhere").site
    build(root)
    assert files_of(site) == files_of(elsewhere) == cold(root)
    of_folders = [path.read_bytes().split(b"\0")[1] for path in manifests(root)]
    assert sorted(of_folders) == sorted([b"site", os.fsencode(elsewhere)])


def test_after_a_build_mkdocs_knows_where_the_site_is(root: Path) -> None:
    """`mkdocs gh-deploy` reads it there."""
    config = load_config(str(root / "mkdocs.yml"))
    build_in_process(config)
    assert config.site_dir == str(root / "site")
    assert (root / "site" / "papers" / "a-title" / "index.html").is_file()


def test_a_first_build_while_serving_that_fails_forgets_nothing(root: Path) -> None:
    for day in (12, 13, 14):
        texts = "\n\n".join(f"Title {day}-{n}\n\nText {n}." for n in range(SPARE // 2))
        dump(root, f"2025-03-{day}.txt").write_text(f"Mar {day}\n\n{texts}", "utf-8")
    build(root)
    before = entries(root)
    mine = root / "docs" / "papers" / "a-title.md"
    mine.parent.mkdir()
    mine.write_text("# Mine", "utf-8")
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build_in_process(config)
    assert entries(root) >= before > SPARE


def test_a_file_of_any_name_is_deleted_with_its_source(root: Path) -> None:
    names = ["a\\b.txt", "a b\nc.txt", "ä\udcff.txt"]
    for name in names:
        (root / "docs" / name).write_text("x", "utf-8")
    site = build(root).site
    assert {(site / name).exists() for name in names} == {True}
    for name in names:
        (root / "docs" / name).unlink()
    assert "3 deleted" in build(root).log
    assert files_of(site) == cold(root)


HOOK = """\
import gzip
from pathlib import Path

def on_post_build(config, **_):
    path = Path(config.site_dir, "archive.json")
    path.with_suffix(".gz").write_bytes(gzip.compress(path.read_bytes()))
    path.write_bytes(path.read_bytes() + b" ")
"""


def test_a_hook_sees_what_it_may_change(root: Path) -> None:
    before = (build(root).site / "archive.json").read_bytes()
    (root / "hook.py").write_text(HOOK, "utf-8")
    settings = root / "mkdocs.yml"
    settings.write_text(f"{settings.read_text('utf-8')}\nhooks: [hook.py]\n", "utf-8")
    site = build(root).site
    assert gzip.decompress((site / "archive.gz").read_bytes()) == before
    assert (site / "archive.json").read_bytes() == before + b" "


def test_a_file_in_the_way_is_said(root: Path) -> None:
    (root / "site").write_text("a file", "utf-8")
    failed = build_site(root, root / "site")
    assert failed.code == 1
    assert "Traceback" not in failed.log
    assert f"{root / 'site'}: File exists" in failed.log


def test_a_folder_in_the_place_of_a_page_is_said(root: Path) -> None:
    page = build(root).site / "404.html"
    page.unlink()
    page.mkdir()
    failed = build_site(root, root / "site")
    assert failed.code == 1
    assert f"{page}: Is a directory" in failed.log


@pytest.mark.skipif(sys.platform != "linux", reason="has no /dev/full")
def test_a_full_disk_is_said_with_what_did_not_fit(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site" / ".paper-archive-part").symlink_to("/dev/full")
    failed = build_site(root, root / "site")
    assert failed.code == 1
    assert re.search(rf"{root / 'site'}/\S+: No space left on device", failed.log)

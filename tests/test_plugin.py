"""The plugin as `mkdocs build` runs it, on projects that are not in order."""

import re
import shutil
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from generator.theme import QuickTheme
from tests.conftest import Project, build_site, name_folder
from tests.test_site import page, parse

PAGE = "Mar 11\n\n{}\n\nIts abstract."


def test_a_bad_dump_fails_the_build_with_every_problem(project: Project, tmp_path: Path) -> None:
    root = project(
        {
            "dumps/2025-03-11.txt": PAGE.format("A title"),
            "dumps/2025-03-12.txt": PAGE.format("B title"),
            "dumps/2025-03-13.txt": "",
            "dumps/notes.pdf": b"%PDF \xff",
        }
    )
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert not (tmp_path / "site" / "index.html").exists()
    for message in (
        '2025-03-12.txt:1: found the date "Mar 11" in a file for 2025-03-12',
        "2025-03-13.txt: the file is empty",
        "notes.pdf: the name 'notes.pdf' is not that of a dump",
        "notes.pdf: no reader knows the ending '.pdf'",
    ):
        assert message in build.log
    assert "Traceback" not in build.log


def test_bad_corrections_fail_the_build(project: Project, tmp_path: Path) -> None:
    root = project({"dumps/corrections.yml": "same: [[2025-03-11#1, 2025-03-12#1]]"})
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "corrections.yml: same[0]: there is no listing 2025-03-11#1" in build.log
    assert "Traceback" not in build.log


@pytest.mark.parametrize(
    "name", ["a-title.md", "a-title/index.md", "a-title/README.md", "a-title/index.html"]
)
def test_a_hand_written_page_at_a_generated_address_is_an_error(
    name: str, project: Project, tmp_path: Path
) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title"), f"papers/{name}": "# Mine"})
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert f"papers/{name}: a generated file has the address papers/a-title/ already" in build.log


def test_a_missing_folder_of_dumps_is_said(project: Project, tmp_path: Path) -> None:
    root = project({})
    (root / "docs" / "dumps").rmdir()
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "docs/dumps: no such folder; create it" in build.log


def test_an_archive_without_dumps_builds(project: Project, tmp_path: Path) -> None:
    build = build_site(project({}), tmp_path / "site")
    assert build.code == 0, build.log
    assert "no dump in the archive yet" in parse(build.site / "index.html").get_text()


@pytest.mark.parametrize(
    "setting", ["use_directory_urls: false", "plugins: [paper-archive: {dump: x}]"]
)
def test_a_setting_that_does_not_fit_is_refused(
    setting: str, project: Project, tmp_path: Path
) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title")})
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write(f"\n{setting}\n")
    assert build_site(root, tmp_path / "site").code == 1


def test_a_home_page_that_cannot_be_read_is_named(project: Project, tmp_path: Path) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title")})
    (root / "docs" / "index.md").write_bytes(b"# Arch\xe9")
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "index.md: cannot be read ('utf-8' codec can't decode byte 0xe9" in build.log


@pytest.mark.parametrize("setting", ["kept/../kept/captures", "{root}/docs/kept/captures"])
def test_dumps_may_lie_in_another_folder_and_are_not_published(
    setting: str, project: Project, tmp_path: Path
) -> None:
    root = project({"kept/captures/2025-03-11.txt": PAGE.format("A title")})
    name_folder(root, setting.format(root=root))
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    source = page(build.site, "papers/a-title/").select("a.source")[0]
    assert str(source["href"]).endswith("/blob/HEAD/docs/kept/captures/2025-03-11.txt#L3")
    assert not (build.site / "kept").exists()


def test_links_among_the_dumps_are_not_published(project: Project, tmp_path: Path) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title")})
    dumps = root / "docs" / "dumps"
    (tmp_path / "else.txt").write_text(PAGE.format("B title").replace("11", "12"), "utf-8")
    (dumps / "2025-03-12.txt").symlink_to(tmp_path / "else.txt")
    (dumps / "README.md").symlink_to(root / "docs" / "about.md")
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert page(build.site, "papers/b-title/")
    assert not (build.site / "dumps").exists()


def test_a_link_in_a_circle_is_a_problem_of_its_file(project: Project, tmp_path: Path) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title")})
    (root / "docs" / "dumps" / "2025-03-12.txt").symlink_to("2025-03-12.txt")
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "2025-03-12.txt: cannot be read (Too many levels of symbolic links)" in build.log
    assert "Traceback" not in build.log


def test_pages_may_have_a_date_of_their_own(project: Project, tmp_path: Path) -> None:
    root = project({"dumps/2025-03-11.txt": PAGE.format("A title")})
    about = root / "docs" / "about.md"
    about.write_text("---\nupdated: 2024-02-01\n---\n# About", "utf-8")
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    sitemap = (build.site / "sitemap-1.xml").read_text("utf-8")
    assert re.search(r"/about/</loc><lastmod>2024-02-01<", sitemap)
    about.write_text("---\nupdated: 1 February\nmoved_to: [a]\n---\n# About", "utf-8")
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "about.md: updated: found '1 February'; write it as 2025-03-11" in build.log
    assert "Traceback" not in build.log


def test_a_file_where_a_sitemap_lies_is_refused(project: Project, tmp_path: Path) -> None:
    root = project({"sitemap-1.xml": "<mine/>", "dumps/2025-03-11.txt": PAGE.format("A title")})
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "sitemap-1.xml: is where a sitemap lies; rename this file" in build.log


def test_dumps_behind_a_link_are_not_published(project: Project, tmp_path: Path) -> None:
    root = project({})
    outside = tmp_path / "captures"
    outside.mkdir()
    (outside / "2025-03-11.txt").write_text(PAGE.format("A title"), "utf-8")
    shutil.rmtree(root / "docs" / "dumps", ignore_errors=True)
    (root / "docs" / "dumps").symlink_to(outside)
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert page(build.site, "papers/a-title/")
    assert not (build.site / "dumps").exists()


def test_dumps_outside_the_project_have_no_source_link(project: Project, tmp_path: Path) -> None:
    root = project({})
    outside = tmp_path / "captures"
    outside.mkdir()
    (outside / "2025-03-11.txt").write_text(PAGE.format("A title"), "utf-8")
    name_folder(root, outside)
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert not page(build.site, "papers/a-title/").select("a.source")


def test_every_problem_is_reported_with_those_of_the_corrections(
    project: Project, tmp_path: Path
) -> None:
    root = project({"dumps/2025-03-11.txt": "", "dumps/corrections.yml": "sane: []"})
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "2025-03-11.txt: the file is empty" in build.log
    assert "sane: unknown key" in build.log


def test_the_files_of_the_theme_are_those_that_mkdocs_lists(project: Project) -> None:
    root = project({"dumps/2025-03-11.txt": "Mar 11\n\nA title\n\nIts abstract."})
    for name in (".hidden.css", "assets/.hidden.css", "assets/.hidden/a.css", "assets/shown.css"):
        path = root / "overrides" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", "utf-8")
    config = load_config(str(root / "mkdocs.yml"))
    listed = []
    for theme in (config.theme, QuickTheme(config.theme)):
        files = Files([])
        files.add_files_from_theme(theme.get_env(), config)
        listed.append([(file.src_uri, file.abs_src_path) for file in files])
    assert listed[0] == listed[1]
    assert {"assets/shown.css"} < {uri for uri, _ in listed[1]}

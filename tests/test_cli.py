import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import build_archive, load_archive, read_corrections, read_dumps
from generator.cli import main
from tests.conftest import DUMPS, ROOT

PAGE = "new\n\nMar 11\n\n{}\n\nIts abstract.\n\nB title\n\nMore."


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A folder of dumps with one dump, as part of a docs folder."""
    folder = tmp_path / "docs" / "dumps"
    folder.mkdir(parents=True)
    (folder / "2025-03-11.txt").write_text(PAGE.format("A title"), "utf-8")
    (folder.parent / "index.md").write_text("---\ntitle: Papers\n---\n# Papers\n", "utf-8")
    (folder.parent / "about.md").write_text("# About\n", "utf-8")
    return folder


def run(*arguments: str | Path, dumps: Path = DUMPS) -> Result:
    return CliRunner().invoke(main, ["--dumps", str(dumps), *map(str, arguments)])


def test_help_teaches_by_example() -> None:
    lines = run("--help").output.splitlines()
    assert "    paper-archive add ~/page.txt --date 2025-08-06       add today's capture" in lines
    for command in ("check", "add", "export", "search", "stats"):
        result = CliRunner().invoke(main, [command, "-h"])
        assert result.exit_code == 0
        assert result.output.startswith(f"Usage: main {command}")
        assert re.search(rf"\n  Examples?:\n    paper-archive {command}", result.output) or (
            command == "stats"
        )


def test_it_runs_as_a_module_and_as_a_script() -> None:
    script = Path(sys.executable).with_name("paper-archive")
    for command in ([sys.executable, "-m", "generator"], [str(script)]):
        result = subprocess.run(
            [*command, "check"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert result.stdout.endswith("5 dumps in order\n")


def test_check_of_the_archive() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "2025-03-12.a.txt: 54 listings" in result.output


def test_check_reports_every_problem_and_exits_with_1(dumps: Path) -> None:
    (dumps / "2025-03-12.txt").write_text("Mar 13\n\nA title", "utf-8")
    (dumps / "notes.txt").write_text("", "utf-8")
    result = run("check", dumps=dumps)
    assert result.exit_code == 1
    assert result.stdout == f"{dumps}/2025-03-11.txt: 2 listings\n"
    assert run("check", dumps, dumps=dumps).stderr == result.stderr
    assert result.stderr.splitlines()[-1] == "4 problems found"
    for place in ("2025-03-12.txt:1: ", "2025-03-12.txt:3: ", "notes.txt: the name", "is empty"):
        assert place in result.stderr


def test_check_reads_the_corrections(dumps: Path) -> None:
    (dumps / "corrections.yml").write_text("same: [[2025-03-11#1, 2025-03-11#9]]", "utf-8")
    result = run("check", dumps=dumps)
    assert result.exit_code == 1
    assert "corrections.yml: same[0]: there is no listing 2025-03-11#9" in result.stderr


def test_check_reads_the_corrections_although_the_topics_are_wrong(dumps: Path) -> None:
    (dumps / "topics.yml").write_text("- id: A", "utf-8")
    (dumps / "corrections.yml").write_text("same: [[2025-03-11#1, 2025-03-11#9]]", "utf-8")
    result = run("check", dumps=dumps)
    assert "topics.yml" in result.stderr
    assert "corrections.yml" in result.stderr


def test_corrections_hold_although_the_topics_are_wrong(dumps: Path) -> None:
    (dumps / "corrections.yml").write_text("same: [[2025-03-11#1, 2025-03-11#2]]", "utf-8")
    (dumps / "topics.yml").write_text("- id: A", "utf-8")
    archive, problems = load_archive(dumps)
    assert (len(archive.papers), len(problems)) == (1, 1)


def test_check_takes_any_file_or_folder(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE.format("A title"), "utf-8")
    (folder / "2025-03-12.txt").write_text(PAGE.format("A title"), "utf-8")
    alone = run("check", folder / "page.txt", dumps=tmp_path / "nowhere")
    assert alone.exit_code == 0
    assert "2 listings, shows Mar 11; its name has no date" in alone.output
    both = run("check", folder)
    assert both.exit_code == 1
    assert '2025-03-12.txt:3: found the date "Mar 11"' in both.stderr


def test_a_missing_archive_is_said() -> None:
    result = run("stats", dumps=Path("nowhere"))
    assert result.exit_code == 1
    assert result.stderr == (
        "nowhere: no such folder; create it, or name the folder that the dumps are in\n"
    )


def test_add_copies_byte_for_byte_and_counts(dumps: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"\xef\xbb\xbf" + PAGE.format("A new title").replace("\n", "\r\n").encode())
    result = run("add", page, "--date", "2026-03-11", "--label", "late", dumps=dumps)
    target = dumps / "2026-03-11.late.txt"
    assert result.stdout == f"{target}: 2 listings, 1 new paper, 1 known\n"
    assert target.read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("title", "arguments", "message"),
    [
        ("X", ["--date", "2025-03-11"], "tell this one apart with --label, such as --label b"),
        ("X", ["--date", "2025-03-12"], 'found the date "Mar 11" in a file for 2025-03-12'),
        ("B title", ["--date", "2026-03-11"], 'found the title "B title" again'),
    ],
)
def test_add_refuses_and_writes_nothing(
    title: str, arguments: list[str], message: str, dumps: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format(title), "utf-8")
    before = {path: path.read_bytes() for path in dumps.iterdir()}
    result = run("add", page, *arguments, dumps=dumps)
    assert result.exit_code == 1
    assert message in result.stderr
    assert {path: path.read_bytes() for path in dumps.iterdir()} == before


def test_add_says_when_the_archive_has_the_very_capture(dumps: Path) -> None:
    page = dumps / "2025-03-11.txt"
    result = run("add", page, "--date", "2025-03-11", "--label", "again", dumps=dumps)
    assert result.stdout.endswith(": 2 listings, 0 new papers, 2 known\n")
    assert f"{page}: note: the archive has this capture as {page}\n" in result.stderr


def test_add_refuses_a_day_that_has_not_come(dumps: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format("X"), "utf-8")
    result = run("add", page, "--date", "2999-03-11", dumps=dumps)
    assert result.exit_code == 1
    assert "2999-03-11 has not come yet; give the year" in result.stderr
    assert not list(dumps.glob("2999*"))


def test_add_refuses_a_capture_that_is_there_under_another_year(dumps: Path) -> None:
    page = dumps / "2025-03-11.txt"
    result = run("add", page, "--date", "2024-03-11", dumps=dumps)
    assert result.exit_code == 1
    assert f"the archive has this capture as {page}; one of the two years is wrong" in result.stderr
    assert not list(dumps.glob("2024*"))


def test_check_finds_years_that_add_refuses(dumps: Path) -> None:
    """As a dump can be put into the folder without `add`."""
    page = dumps / "2025-03-11.txt"
    for date in ("2024-03-11", "2099-03-11"):
        (dumps / f"{date}.txt").write_bytes(page.read_bytes())
    result = run("check", dumps=dumps)
    assert result.exit_code == 1
    assert "2025-03-11.txt: has the listings of" in result.stderr
    assert "2024-03-11.txt; one of the two years is wrong" in result.stderr
    assert "2099-03-11.txt: 2099-03-11 has not come yet; give the year" in result.stderr


def test_search_takes_a_quotation_for_words_that_a_paper_must_have() -> None:
    quoted, required = (run("search", query) for query in ('"neural network"', "+neural +network"))
    assert quoted.stdout == required.stdout


def test_add_needs_a_date_with_its_year(dumps: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format("X"), "utf-8")
    assert run("add", page, "--date", "Mar 11", dumps=dumps).exit_code == 2
    assert "--date" in run("add", page, dumps=dumps).stderr


@pytest.mark.parametrize("name", ["2025-02-30.txt", "2025-3-11.txt", "2025-03-11.B.txt"])
def test_check_reads_a_name_that_begins_with_a_year_as_that_of_a_dump(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(PAGE.format("X"), "utf-8")
    result = run("check", tmp_path / name)
    assert result.exit_code == 1
    assert f"the name '{name}' is not that of a dump" in result.stderr


@pytest.mark.parametrize("label", ["B!", "../x", "x/2025-03-11", "a..b", "-"])
def test_add_takes_only_labels_that_make_a_name(label: str, dumps: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format("X"), "utf-8")
    result = run("add", page, "--date", "2025-03-11", "--label", label, dumps=dumps)
    assert result.exit_code == 2
    assert "use a-z, 0-9 and single hyphens" in result.stderr


def test_short_abstracts_are_pointed_at(dumps: Path) -> None:
    path = dumps / "2025-03-11.txt"
    assert run("check", dumps=dumps).stderr.splitlines()[0] == (
        f"{path}:5: note: a listing with an abstract of 13 characters; look whether it is one"
    )
    assert run("check").stderr == ""


def test_export_writes_the_tree_and_never_over_another(dumps: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert run("export", target, dumps=dumps).output == f"{target}: 9 generated files\n"
    files = sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())
    assert files == [
        "about.md",
        "archive.json",
        "days/2025-03-11.md",
        "index.md",
        "months/2025-03.md",
        "papers/a-title.md",
        "papers/b-title.md",
        "recurring.md",
        "topics.md",
        "years/2025.md",
    ]
    assert (target / "index.md").read_text("utf-8").startswith("---\ntitle: Papers\n---\n# Papers")
    again = run("export", target, dumps=dumps)
    assert again.exit_code == 1
    assert "is not empty" in again.stderr


def test_export_never_writes_over_what_people_wrote(dumps: Path, tmp_path: Path) -> None:
    inside = run("export", dumps.parent / "out", dumps=dumps)
    assert inside.exit_code == 1
    assert "name a directory outside it" in inside.stderr
    mine = dumps.parent / "papers" / "a-title.md"
    mine.parent.mkdir()
    mine.write_text("# Mine", "utf-8")
    clash = run("export", tmp_path / "out", dumps=dumps)
    assert clash.exit_code == 1
    assert (
        "papers/a-title.md: a generated file has the address papers/a-title/ already"
        in clash.stderr
    )


def test_export_takes_what_lies_beside_a_link_to_the_dumps(dumps: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "captures"
    dumps.rename(elsewhere)
    dumps.symlink_to(elsewhere)
    (tmp_path / "key.txt").write_text("secret", "utf-8")
    result = run("export", tmp_path / "out", dumps=dumps)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "about.md").read_text("utf-8") == "# About\n"
    assert not list((tmp_path / "out").rglob("*.txt"))


def test_export_takes_what_lies_beside_the_dumps_that_a_link_names(
    dumps: Path, tmp_path: Path
) -> None:
    (tmp_path / "key.txt").write_text("secret", "utf-8")
    link = tmp_path / "link"
    link.symlink_to(dumps)
    assert run("export", tmp_path / "out", dumps=link).exit_code == 0
    assert (tmp_path / "out" / "about.md").exists()
    assert not list((tmp_path / "out").rglob("*.txt"))


def test_export_writes_nothing_among_the_dumps(dumps: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "captures"
    dumps.rename(elsewhere)
    dumps.symlink_to(elsewhere)
    assert "name a directory outside it" in run("export", elsewhere / "x", dumps=dumps).stderr


def test_a_dump_for_which_there_is_no_room_leaves_nothing(dumps: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.format("Another title") + "\n" * 200_000, "utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        added = run("add", page, "--date", "2025-03-11", "--label", "b", dumps=dumps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert added.exit_code == 1
    assert added.stderr.splitlines()[-1] == f"{dumps}/2025-03-11.b.txt: File too large"
    assert [path.name for path in dumps.iterdir()] == ["2025-03-11.txt"]


def test_who_reads_only_the_beginning_gets_no_error() -> None:
    command = f"{sys.executable} -m generator stats | true"
    run = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=True)
    assert run.stderr == b""


def test_what_cannot_be_written_is_said(dumps: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = run("export", tmp_path / "file" / "x", dumps=dumps)
    assert result.exit_code == 1
    assert "Not a directory" in result.stderr


def test_a_bad_dump_stops_export_and_stats(dumps: Path, tmp_path: Path) -> None:
    (dumps / "2025-03-12.txt").write_text("", "utf-8")
    for arguments in (["export", tmp_path / "out"], ["stats"]):
        result = run(*arguments, dumps=dumps)
        assert result.exit_code == 1
        assert "2025-03-12.txt: the file is empty" in result.stderr
    assert not (tmp_path / "out").exists()


def test_stats() -> None:
    lines = run("stats").output.splitlines()
    assert lines[0] == "233 papers in 284 listings, 5 dumps, 4 days; 41 papers listed again"
    assert lines[2].split() == ["2025-03-12.a", "54", "listings", "42", "first", "seen"]
    assert lines[6] == (
        "  4 times since 11 March 2025: "
        "Predicting Rare Events by Shrinking Towards Proportional Odds"
    )


def test_search_prints_the_best_papers_and_says_how_many_there_are() -> None:
    lines = run("search", "--number", "2", "+diffusion", "+guidance").output.splitlines()
    assert lines[0].startswith("2025-08-05  Feynman-Kac Correctors in Diffusion: Annealing, ")
    assert lines[1].strip().startswith("papers/feynman-kac-correctors-in-diffusion-")
    assert (len(lines), lines[-1]) == (5, "3 papers found")


def test_search_finds_a_word_with_and_without_its_accents(dumps: Path) -> None:
    (dumps / "2025-03-12.txt").write_text("Mar 12\n\nOn Fréchet Means\n\nThey exist.", "utf-8")
    for word in ("Fréchet", "frechet", "title:FRÉCH*"):
        assert "1 paper found" in run("search", word, dumps=dumps).output


def test_search_takes_letters_for_no_options() -> None:
    said = [run("search", "diffusion", *more).output for more in ((), ("-high",), ("-human",))]
    assert all(text.endswith("papers found\n") for text in said)
    assert len(set(said)) == 3
    assert run("search", "--number", "0", "diffusion").exit_code == 2


def test_search_reads_what_was_typed_in_any_locale(dumps: Path) -> None:
    (dumps / "2025-03-12.txt").write_text("Mar 12\n\n漢字 are found\n\nAn abstract.", "utf-8")
    command = [sys.executable, "-m", "generator", "--dumps", str(dumps), "search", "漢字"]
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    said = subprocess.run(command, env=os.environ | plain, capture_output=True, check=True).stdout
    assert b"1 paper found" in said


def test_commands_work_without_anywhere_to_complain() -> None:
    code = "import sys; sys.stderr = None; from generator.cli import main; main(['stats'])"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    assert b"233 papers" in said.stdout


def test_a_page_from_a_pipe_is_added_as_it_was_checked(dumps: Path) -> None:
    page = PAGE.replace("Mar 11", "Mar 12").format("Piped title").encode()
    link = dumps.parent / "page.txt"
    link.symlink_to("/dev/stdin")
    command = [sys.executable, "-m", "generator", "--dumps", str(dumps), "add", str(link)]
    command += ["--date", "2025-03-12"]
    said = subprocess.run(command, input=page, capture_output=True, check=True).stdout
    assert b"2 listings, 1 new paper, 1 known" in said
    assert (dumps / "2025-03-12.txt").read_bytes() == page


def test_export_of_dumps_beside_no_pages_takes_nothing_along(tmp_path: Path) -> None:
    dumps = tmp_path / "captures"
    dumps.mkdir()
    (dumps / "2025-03-11.txt").write_text(PAGE.format("A title"), "utf-8")
    (tmp_path / "diary.txt").write_text("Mine.", "utf-8")
    out = tmp_path / "elsewhere" / "out"
    result = run("export", out, dumps=dumps)
    assert "note: no hand-written pages, as no index.md is beside" in result.stderr
    assert (out / "papers" / "a-title.md").exists()
    assert not (out / "diary.txt").exists()


def test_search_takes_a_word_to_be_hardly_different() -> None:
    """With more letters off, lunr looks at very many words."""
    assert run("search", "hiddn~99").output == run("search", "hiddn~2").output


def test_search_prints_what_the_output_has_no_letter_for(dumps: Path) -> None:
    (dumps / "2025-03-12.txt").write_text("Mar 12\n\nŁukasz → 中\n\nAn abstract.", "utf-8")
    command = [sys.executable, "-m", "generator", "--dumps", str(dumps), "search", "lukasz"]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    said = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    assert b"\\u0141ukasz \\u2192 \\u4e2d" in said


def test_search_says_which_mark_it_cannot_read() -> None:
    result = run("search", "Word:", "a title")
    assert result.exit_code == 1
    assert 'Unrecognized field "word"' in result.stderr


def test_added_dumps_are_what_the_archive_reads(dumps: Path, tmp_path: Path) -> None:
    """The five dumps, added one by one in reverse, give the archive there is."""
    for path in (dumps / "2025-03-11.txt", dumps / "corrections.yml"):
        path.unlink(missing_ok=True)
    for path in sorted(DUMPS.glob("*.txt"), reverse=True):
        page = tmp_path / f"page{path.suffix}"
        shutil.copy(path, page)
        date, _, label = path.stem.partition(".")
        result = run("add", page, "--date", date, "--label", label, dumps=dumps)
        assert result.exit_code == 0, result.output
    found, _ = read_dumps(dumps)
    ids = [paper.id for paper in build_archive(found, read_corrections(dumps)).papers]
    expected, _ = read_dumps(DUMPS)
    assert ids == [paper.id for paper in build_archive(expected).papers]


def test_search_takes_a_word_that_papers_must_not_have() -> None:
    found = run("search", "+diffusion", "-guidance").output
    assert "papers found" in found
    assert "Feynman-Kac" not in found


def test_search_asks_for_a_word() -> None:
    result = run("search", " ")
    assert (result.exit_code, result.stderr) == (1, "nothing to search for; name a word\n")

import datetime as dt
import os
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import (
    Dump,
    DumpError,
    DumpSyntaxError,
    UnknownFormatError,
    load_archive,
    read_dump,
    read_dumps,
)
from generator.cache import Cache
from generator.links import abstract_parts, plain
from generator.model import Abstract
from generator.readers import dump_name
from generator.readers import kept as kept_module
from generator.readers.base import MAX_ABSTRACT, MAX_BYTES, MAX_LISTINGS, MAX_PROBLEMS, MAX_TITLE
from generator.readers.plain_text import HEADER_LINES

CASES = sorted((Path(__file__).parent / "cases" / "plain_text").glob("*.yml"))
LONG = "An abstract is longer than any title. " * 20


def problems_of(path: Path) -> list[str]:
    with pytest.raises(DumpError) as caught:
        read_dump(path)
    return [str(problem).replace(str(path), "PATH") for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for dumps, beside which a cache may lie."""
    made = tmp_path / "dumps"
    made.mkdir()
    return made


def written(folder: Path, text: str | bytes, name: str = "2025-03-11.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_plain_text(case: Path, tmp_path: Path) -> None:
    content = yaml.safe_load(case.read_text("utf-8"))
    path = written(tmp_path, content["input"])
    if "problems" in content:
        assert problems_of(path) == content["problems"]
        return
    dump = read_dump(path)
    assert (dump.name, dump.date, dump.format) == (
        "2025-03-11",
        dt.date(2025, 3, 11),
        "plain text",
    )
    assert [[x.position, x.line, x.title, x.abstract] for x in dump.listings] == content["listings"]


def test_a_missing_abstract_is_found_where_it_is_missing(tmp_path: Path) -> None:
    """The rhythm of titles and abstracts is found again, so later listings are not blamed."""
    entries = ["Mar 11", "Lonely", "B title", LONG, "C title", LONG, "Also lonely", "D title", LONG]
    text = "\n\n".join(entries)
    assert [problem.split(";")[0] for problem in problems_of(written(tmp_path, text))] == [
        'PATH:3: found the title "Lonely" without an abstract',
        'PATH:13: found the title "Also lonely" without an abstract',
    ]


def test_a_missing_title_is_found_where_it_is_missing(tmp_path: Path) -> None:
    text = f"Mar 11\n\nA title\n\n{LONG}\n\n{LONG}\n\nC title\n\n{LONG}"
    [problem] = problems_of(written(tmp_path, text))
    assert problem.startswith("PATH:7: found 759 characters")
    assert problem.endswith("(limit 500); add the title that is missing above it")


def test_not_utf8_names_line_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfMar 11\n\nA title\n\nFr\xe9chet\n")
    assert problems_of(path) == [
        "PATH:5: byte 22 (0xe9) is not UTF-8; save the file in the encoding UTF-8"
    ]
    assert path.read_bytes()[22] == 0xE9


def test_a_file_beyond_a_limit_is_refused(tmp_path: Path) -> None:
    many = "".join(f"\n\nTitle {n}\n\nAbstract." for n in range(MAX_LISTINGS + 1))
    long_title = f"Mar 11\n\n{'t' * (MAX_TITLE + 1)}\n\nAbstract."
    long_abstract = f"Mar 11\n\nA title\n\n{'a' * (MAX_ABSTRACT + 1)}"
    large = "Mar 11\n\nA title\n\n" + "a" * MAX_BYTES
    messages = [
        problems_of(written(tmp_path, text))[0]
        for text in (f"Mar 11{many}", long_title, long_abstract, large)
    ]
    assert messages == [
        "PATH:2003: found 501 listings (limit 500); check that the file is one capture",
        "PATH:3: found 501 characters, "
        f'"{"t" * 57}...", where a title should be (limit 500); '
        "add the title that is missing above it",
        "PATH:5: found an abstract of 20,001 characters (limit 20,000); "
        "check that it is one abstract",
        "PATH: 2,000,017 bytes (limit 2,000,000); check that the file is one capture",
    ]


def test_a_file_at_every_limit_is_read(tmp_path: Path) -> None:
    listings = "".join(
        f"\n\n{n:0{MAX_TITLE}}\n\n{'a' * (MAX_ABSTRACT if n < 10 else 1)}"
        for n in range(MAX_LISTINGS)
    )
    assert len(read_dump(written(tmp_path, f"Mar 11{listings}")).listings) == MAX_LISTINGS


def test_thousands_of_problems_are_counted_not_listed(tmp_path: Path) -> None:
    path = written(tmp_path, "Mar 11\n\n" + "Mar 12\n\n" * 5_000)
    problems = problems_of(path)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].endswith("more problems; mend these first")


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "2025-3-11.txt",
        "2025-02-30.txt",
        "2999-03-11.txt",
        "2025-03-11.A.txt",
        "2025-03-11..txt",
        "2025-03-11.a.b.txt",
        "٢٠٢٥-03-11.txt",
        "2025-03-11 (1).txt",
    ],
)
def test_a_name_that_is_not_a_dumps_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownFormatError, match="rename it YYYY-MM-DD"):
        dump_name(Path(name))


def test_a_bad_name_does_not_hide_what_is_wrong_inside(tmp_path: Path) -> None:
    first, second = problems_of(written(tmp_path, "Mar 11\n\nA title", "page.txt"))
    assert "'page.txt' is not that of a dump" in first
    assert "without an abstract" in second


def test_a_folder_is_read_whole_and_reports_every_problem(tmp_path: Path) -> None:
    good = "Mar 11\n\nA title\n\nIts abstract."
    for name in ("2025-03-11.txt", "2025-03-11.b.txt", "README.md", "corrections.yml", ".hidden"):
        written(tmp_path, good, name)
    written(tmp_path, "", "2025-03-12.txt")
    written(tmp_path, "Mar 13", "2025-03-13.txt")
    written(tmp_path, good, "2025-03-14.html")
    (tmp_path / "2025-03-15.txt").mkdir()
    dumps, problems = read_dumps(tmp_path)
    assert [dump.name for dump in dumps] == ["2025-03-11", "2025-03-11.b"]
    assert [dump.label for dump in dumps] == ["", "b"]
    assert [(problem.path.name, problem.line) for problem in problems] == [
        ("2025-03-12.txt", None),
        ("2025-03-13.txt", 1),
        ("2025-03-14.html", None),
        ("2025-03-15.txt", None),
    ]
    assert "no reader knows the ending '.html'; copy the text of the page" in str(problems[2])
    assert "is a folder; move its files" in str(problems[3])


def test_a_file_that_is_not_text_in_utf8_is_refused(tmp_path: Path) -> None:
    good = "Mar 11\n\nA title\n\nIts abstract."
    (tmp_path / "2025-03-11.txt").write_bytes(good.encode("utf-16-le"))
    written(tmp_path, good, "2025-03-11.txt.txt")
    os.mkfifo(tmp_path / "2025-03-13.txt")
    found = {problem.path.name: str(problem) for problem in read_dumps(tmp_path)[1]}
    assert "as in UTF-16; save the file in the encoding UTF-8" in found["2025-03-11.txt"]
    assert "has its ending twice; rename it 2025-03-11.txt" in found["2025-03-11.txt.txt"]
    assert "is no file" in found["2025-03-13.txt"]


def test_lines_may_end_as_on_any_system(tmp_path: Path) -> None:
    text = "Mar 11\n\nA title\n\nIts abstract."
    dumps = [read_dump(written(tmp_path, text.replace("\n", end))) for end in ("\n", "\r\n", "\r")]
    assert dumps[0].listings == dumps[1].listings == dumps[2].listings


def read_with(cache: Path, path: Path) -> Dump:
    with closing(Cache(cache)) as opened:
        [dump], problems = read_dumps(path.parent, opened)
    assert not problems
    return dump


def test_what_is_kept_of_a_dump_is_what_was_read(tmp_path: Path, folder: Path) -> None:
    dump = written(folder, "Mar 11\n\nA title\n\nIts “abstract”.\n\nB title\n\nAnother.")
    read = read_dump(dump)
    assert read_with(tmp_path / "cache", dump) == read
    kept = read_with(tmp_path / "cache", dump)
    assert (kept, hash(kept), repr(kept.listings)) == (read, hash(read), repr(read.listings))
    assert kept.listings[0] != kept.listings[1]


def test_the_mathematics_that_is_kept_is_what_would_be_found(tmp_path: Path, folder: Path) -> None:
    abstract = "A matrix Ain R^{ntimes d} at 5\\% of https://example.org/a_b^c, a<b."
    dump = written(folder, f"Mar 11\n\nA title\n\n{abstract}\n\nB title\n\nNone.")
    read = [abstract_parts(listing) for listing in read_dump(dump).listings]
    assert "∈" in plain(read[0])
    for _ in range(2):
        kept = read_with(tmp_path / "cache", dump).listings
        abstract_parts.cache_clear()  # equal listings are one to it
        assert [abstract_parts(listing) for listing in kept] == read
        assert [bool(listing.spans) for listing in kept] == [True, False]


def test_many_new_dumps_are_read_as_few_are(tmp_path: Path, folder: Path) -> None:
    """They are shared by several processes."""
    for day in range(1, 31):
        body = "" if day == 15 else f"\n\nTitle {day}\n\nA matrix Ain R^{{ntimes {day}}}."
        written(folder, f"Mar {day}{body}", f"2025-03-{day:02}.txt")
    dumps, problems = read_dumps(folder)
    assert (len(dumps), [problem.path.name for problem in problems]) == (29, ["2025-03-15.txt"])
    for _ in range(2):
        with closing(Cache(tmp_path / "cache")) as cache:
            read, refused = read_dumps(folder, cache)
        assert (read, list(map(str, refused))) == (dumps, list(map(str, problems)))
        assert all(dump.listings[0].spans for dump in read)


def test_a_dump_that_was_edited_is_read_anew(tmp_path: Path, folder: Path) -> None:
    texts = ["Mar 11\n\nA title\n\nIts abstract.", "Mar 11\n\nA title\n\nIts revised abstract."]
    for text in (*texts, *texts):
        dump = written(folder, text)
        assert read_with(tmp_path / "cache", dump) == read_dump(dump)


def test_abstracts_stay_packed_until_one_is_asked_for(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may ask after the cache was lost, or the file changed."""
    text = "Mar 11\n\nA title\n\nIts abstract.\n\nA title!\n\nOf quite another paper."
    dump = written(folder, text)
    unpacked = []

    def unpack(packed: bytes) -> list[Abstract]:
        unpacked.append(packed)
        return real(packed)

    real = kept_module.unpack
    monkeypatch.setattr(kept_module, "unpack", unpack)
    with closing(Cache(tmp_path / "cache")) as cache:
        load_archive(folder, cache)
    unpacked.clear()
    with closing(Cache(tmp_path / "cache")) as cache:
        archive, problems = load_archive(folder, cache)
    assert (problems, unpacked) == ((), [])
    dump.unlink()
    abstracts = [paper.abstract for paper in archive.papers]
    assert (abstracts, len(unpacked)) == (["Its abstract.", "Of quite another paper."], 1)


def test_two_files_of_one_name_are_both_refused(tmp_path: Path) -> None:
    written(tmp_path, "Mar 11\n\nA title\n\nIts abstract.", "2025-03-11.txt")
    written(tmp_path, "<html>", "2025-03-11.html")
    dumps, problems = read_dumps(tmp_path)
    assert dumps == ()
    assert sum("another file is named '2025-03-11' too" in str(p) for p in problems) == 2


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="no such folder"):
        read_dumps(tmp_path / "nowhere")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zs"]), min_size=1)
TITLES = WORDS.filter(
    lambda text: text not in HEADER_LINES and text.strip() == text and len(text) <= MAX_TITLE
)


@given(
    st.lists(st.tuples(TITLES, TITLES), min_size=1, unique_by=lambda pair: pair[0]),
    st.lists(st.sampled_from(sorted(HEADER_LINES))),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 4),
)
def test_what_is_written_in_the_format_is_read_back(
    pairs: list[tuple[str, str]], header: list[str], end: str, blanks: int
) -> None:
    lines = [*header, "Mar 11", *(text for pair in pairs for text in pair)]
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), (end * (blanks + 1)).join(lines))
        assert [(x.title, x.abstract) for x in read_dump(path).listings] == pairs


@given(st.binary(max_size=400))
def test_any_bytes_are_a_dump_or_an_error_with_the_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), b"Mar 11\n\n" + data)
        try:
            assert read_dump(path).listings
        except DumpSyntaxError as error:
            assert error.problems[0] is error
            assert str(error).startswith(str(path))

"""Pages made without MkDocs are, byte for byte, those that it makes."""

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.utils import meta

from generator import Archive, Dump, LazyFile, OutputFile, Site, build_archive, build_outputs
from generator.escape import fold_blanks
from generator.model import Topic
from generator.pages import Page
from generator.shell import Shell, ShellError, read_plain, sample
from tests.conftest import DUMPS, REPOSITORY, ROOT, Project, build_site, lay_out_project
from tests.hostile import LONG, PAYLOADS
from tests.made_up import ABSTRACT, OTHER, make_dump
from tests.page_kinds import RARE_DUMPS
from tests.test_site import files_of

# The folders of the pages made here, each with how deep a page is in it.
KINDS = {(folder, 1) for folder in ("papers", "days", "months", "years", "topics", "recurring")}
KINDS |= {("topics", 2)}
SITE = Site(
    url="https://example.org/archive/",
    source_url="https://example.org/blob/HEAD/docs/dumps/",
    issues_url="https://example.org/issues/new",
)
GOLDEN = ROOT / "tests" / "__snapshots__" / "test_pages"


@functools.cache
def converter() -> markdown.Markdown:
    """Python-Markdown as MkDocs sets it up for the project."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    return markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )


def converted(content: str) -> tuple[dict[str, object], str]:
    """Return the front matter and the HTML that MkDocs gives a theme."""
    text, head = meta.get_data(content)
    return head, converter().reset().convert(text)


def pages_in_folders(archive: Archive) -> list[OutputFile | Page]:
    made = [o for o in build_outputs(archive, SITE) if not isinstance(o, LazyFile)]
    pages = [output for output in made if output.uri.endswith(".md")]
    return [page for page in pages if page.uri not in {"index.md", "topics.md", "recurring.md"}]


def kinds_of(uris: Iterable[str]) -> set[tuple[str, int]]:
    """Return the folders of some files, each with how deep a page is in it."""
    return {(uri.partition("/")[0], uri.count("/")) for uri in uris}


def assert_same(output: OutputFile | Page) -> None:
    """Python-Markdown makes spaces of tabs, which no real dump has, so MkDocs gets them."""
    content = str(output.content)
    page = read_plain(output)
    assert (page is None) == ("\t" in content)
    if page:
        assert (page.head, page.body) == converted(content)


# ---- What stands between the theme's parts


def test_the_real_pages_are_as_python_markdown_makes_them(archive: Archive) -> None:
    pages = pages_in_folders(archive)
    assert len([page for page in pages if page.uri.startswith("papers/")]) == 233
    assert kinds_of(page.uri for page in pages) == KINDS - {("topics", 2), ("recurring", 1)}
    for page in pages:
        assert_same(page)


def test_the_golden_pages_are_as_python_markdown_makes_them() -> None:
    paths = sorted(GOLDEN.glob("test_page?*s.*.md"))
    assert len(paths) == 12
    for path in paths:
        assert_same(OutputFile(uri="papers/a.md", content=path.read_text("utf-8")))


def test_pages_of_hostile_text_are_as_python_markdown_makes_them() -> None:
    listings = [(f"{text[:300]} {n}", text) for n, text in enumerate((*PAYLOADS, *LONG))]
    for page in pages_in_folders(build_archive([make_dump("2025-01-01", *listings)])):
        assert_same(page)


TOPICS = [
    Topic(id="some", name="A & B", description="*Some* <words>.", patterns=("alert", "r*", "C")),
    Topic(id="none", name="None", description="Nothing.", patterns=("no such word",)),
]
TEXTS = st.lists(st.text(max_size=40) | st.sampled_from(PAYLOADS), min_size=1, max_size=3)


@st.composite
def dumps_of_texts(draw: st.DrawFn) -> list[Dump]:
    """Return two dumps of listings, some of which are in both with another wording."""
    listings = [(" ".join(draw(TEXTS)) + f" {n}", " ".join(draw(TEXTS)) + OTHER) for n in range(8)]
    again = [(title.upper(), abstract + "!") for title, abstract in listings[:3]]
    return [make_dump("2025-01-01", *listings), make_dump("2025-01-02", *again)]


@settings(max_examples=125)  # of 8 titles and 8 abstracts each
@given(dumps_of_texts())
def test_pages_of_any_text_are_as_python_markdown_makes_them(dumps: list[Dump]) -> None:
    for page in pages_in_folders(build_archive(dumps, topics=TOPICS)):
        assert_same(page)


SNIPPETS = st.sampled_from(
    (
        *("\n", "\n\n", " \n", "\n\n\n", "  ", "    ", "\t", "\r\n", "\x02", "\x85", "\u2028"),
        *("<", ">", "&", '"', "<p>", "</p>", "<div>", "</div>", "<br>", "<br/>", "<hr>", "<i>"),
        *("<input>", "<rect/>", "<rect>", "<p/>", "</p/>", "<title>", "<title>x</title>", "<svg>"),
        *("<textarea>", "<form>", "</form>", "<select>", "<h2>", "<li>", "</li>", "</div>\n<p>"),
        *("</i>", "<script>", "<!-- x -->", "<!--", "<?x?>", "<![CDATA[", "<pre>", "<td>", "<B>"),
        *("&amp", "&copy", "&#1", "&x;", "&#xA;", "*x*", "_x_", "`x`", "[x](y)", "[x]: y", "~~~"),
        *("# x", "x\n===", "---", "...", "- x", "1. x", "> x", "{: #x }", "x\n: y", "[TOC]"),
        *("a | b\n--|--", "\\", "title:", "title: 1", "hide", ": ", "'", "p", "/", "=", "#"),
    )
)


@functools.cache
def some_pages() -> list[str]:
    """Return pages of each kind, with and without each part."""
    dumps = [
        make_dump("2025-01-01", ("A Title", ABSTRACT), ("C", "A rate 1/n^2."), ("C++", OTHER)),
        make_dump("2025-02-02", ("The Title", ABSTRACT, "1"), ("A Title", ABSTRACT + "!", "1")),
    ]
    pages = pages_in_folders(build_archive(dumps, topics=TOPICS))
    assert kinds_of(page.uri for page in pages) == KINDS - {("topics", 2), ("recurring", 1)}
    return [str(page.content) for page in pages]


@settings(max_examples=2000)
@given(st.data())
def test_what_no_template_writes_is_refused_or_as_python_markdown_makes_it(
    data: st.DataObject,
) -> None:
    """Whatever is put in or taken out anywhere."""
    content = data.draw(st.sampled_from(some_pages()))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.sampled_from([0, 0, 1, 5, 40]))
        content = content[:start] + data.draw(SNIPPETS | st.just("")) + content[end:]
    page = read_plain(OutputFile(uri="papers/a.md", content=content))
    if page:
        assert (page.head, page.body) == converted(content)


def test_pages_whose_address_is_not_plain_are_left_to_mkdocs() -> None:
    content = some_pages()[0]
    for uri in ("a.md", "papers/index.md", "papers/A.md", "papers/a/index.md", "papers/a.txt"):
        assert read_plain(OutputFile(uri=uri, content=content)) is None
    for uri in ("papers//a.md", "/papers/a.md", "papers/a/../b.md", "papers/a b.md", "Papers/a.md"):
        assert read_plain(OutputFile(uri=uri, content=content)) is None
    for uri in ("papers/a.md", "papers/a/1.md", "days/2025-03-11.md"):
        page = read_plain(OutputFile(uri=uri, content=content))
        assert page
        assert f"{page.folder}/{page.address}.md" == uri


# ---- The whole page


def without_shell(root: Path) -> None:
    """Let MkDocs render every page of a project."""
    config = (root / "mkdocs.yml").read_text("utf-8")
    option = "  - paper-archive:\n      shell: false\n"
    (root / "mkdocs.yml").write_text(config.replace("  - paper-archive:\n", option), "utf-8")


def made_up_texts(number: int) -> list[str]:
    """Return as many lines of hostile text, always the same."""
    random = Random(0)
    marks = "<>&\"'{}[]()*_`#\\~|:;=+-.!?/ \u00e9\u4e2d\U0001f600\u00a0"
    texts = []
    for n in range(number):
        pieces = random.choices(PAYLOADS, k=random.randint(0, 2)) + [
            "".join(random.choices(marks, k=random.randint(1, 12))) for _ in range(3)
        ]
        random.shuffle(pieces)
        texts.append(re.sub(r"\s+", " ", f"{n} {' '.join(pieces)}".replace("\x00", ""))[:400])
    return texts


def made_up_dumps() -> dict[str, str | bytes]:
    texts = made_up_texts(2000)
    dumps: dict[str, str | bytes] = {}
    before: list[str] = []
    for day in range(13, 18):
        new = texts[day - 13 :: 5]
        lines = [f"Mar {day}", *(t for text in new + before[:40] for t in (text, f"{text}."))]
        dumps[f"dumps/2025-03-{day}.txt"] = "\n\n".join(lines)
        before = new
    topic = {"id": "alerts", "name": "A & B", "description": "*Some* <b>.", "patterns": ["alert"]}
    return dumps | {"dumps/topics.yml": json.dumps([topic])}


def real_dumps() -> dict[str, str | bytes]:
    return {f"dumps/{path.name}": path.read_bytes() for path in DUMPS.iterdir()}


@pytest.mark.parametrize(
    ("dumps", "repository"),
    [(real_dumps(), REPOSITORY), (RARE_DUMPS | made_up_dumps(), "")],
    ids=["real dumps", "variants, addresses that lead on, long lists, 2,000 made-up texts"],
)
def test_a_site_is_the_same_without_shells(
    dumps: dict[str, str | bytes], repository: str, tmp_path: Path
) -> None:
    root = lay_out_project(tmp_path / "project", dumps)
    shelled = build_site(root, tmp_path / "site", "--verbose", REPO_URL=repository)
    without_shell(root)
    plain = build_site(root, tmp_path / "plain", REPO_URL=repository)
    assert (shelled.code, plain.code) == (0, 0), shelled.log + plain.log
    made, expected = files_of(shelled.site), files_of(plain.site)
    skipped = re.findall(r"Page skipped: '(.*paper-archive-slot.*)\.md'", shelled.log)
    pages = {uri.removesuffix("/index.html") for uri in made if uri.endswith("/index.html")}
    assert kinds_of(skipped) == {kind for kind in kinds_of(pages) if kind[1]}
    assert dumps == real_dumps() or kinds_of(skipped) == KINDS
    assert "paper-archive-slot" not in plain.log
    assert made.keys() == expected.keys()
    assert [uri for uri in made if made[uri] != expected[uri]] == []


def test_a_theme_that_treats_titles_in_an_unknown_way_is_refused(archive: Archive) -> None:
    pages = [page for page in map(read_plain, pages_in_folders(archive)[:1]) if page]
    shown = sample(pages[0], 0)
    _, body = converted(str(shown.content))
    title = str(converted(str(shown.content))[0]["title"])
    shell = Shell.cut(f"<title>{title}</title>{body}", shown.uri)
    filled = fold_blanks(pages[0].body)
    assert shell.fill(pages[0]) == f"<title>{pages[0].head['title']}</title>{filled}"
    for html in ("", body + body, f"<title>{title[6:-6]}</title>{body}"):
        with pytest.raises(ShellError, match="set `shell: false`"):
            Shell.cut(html, shown.uri)


def test_a_template_that_prints_titles_in_capitals_needs_mkdocs(
    project: Project, tmp_path: Path
) -> None:
    root = project({"dumps/2025-03-11.txt": "Mar 11\n\nA title\n\nIts abstract."})
    main = root / "overrides" / "main.html"
    main.write_text(main.read_text("utf-8").replace("striptags", "striptags | upper"), "utf-8")
    build = build_site(root, tmp_path / "site")
    assert build.code == 1
    assert "set `shell: false` below `paper-archive`" in build.log
    assert not (tmp_path / "site").exists()
    without_shell(root)
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert "A TITLE" in (build.site / "papers" / "a-title" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "setting",
    [
        "markdown_extensions: [attr_list, def_list, smarty]",
        "markdown_extensions: [attr_list, {toc: {permalink: true}}]",
        "hooks: [hook.py]",
        "nav: null",
        "exclude_docs: papers/",
    ],
)
def test_mkdocs_makes_the_pages_that_a_setting_may_change(
    setting: str, project: Project, tmp_path: Path
) -> None:
    root = project({"dumps/2025-03-11.txt": "Mar 11\n\nA title\n\nIts abstract."})
    hook = "def on_page_content(html, **_):\n    return html.replace('Its', 'The')\n"
    (root / "hook.py").write_text(hook, "utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write(f"\n{setting}\n")
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert "paper-archive-slot" not in build.log


def test_hand_written_pages_may_link_to_the_markdown_of_any_page(
    project: Project, tmp_path: Path
) -> None:
    dump = "Mar 11\n\nA title\n\nIts abstract.\n\nB title\n\nIts abstract."
    link = "# Picked\n\n[one](papers/a-title.md#title) and [its day](days/2025-03-11.md)"
    beside = "# Beside\n\n[the day](2025-03-11.md) and [its year](../years/2025.md)"
    root = project({"dumps/2025-03-11.txt": dump, "picked.md": link, "days/beside.md": beside})
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    page = (build.site / "picked" / "index.html").read_text("utf-8")
    assert '<a href="../papers/a-title/#title">one</a>' in page
    assert '<a href="../days/2025-03-11/">its day</a>' in page
    page = (build.site / "days" / "beside" / "index.html").read_text("utf-8")
    assert '<a href="../2025-03-11/">the day</a>' in page
    assert '<a href="../../years/2025/">its year</a>' in page
    sitemap = (build.site / "sitemap-1.xml").read_text("utf-8")
    assert sitemap.index("/papers/a-title/") < sitemap.index("/papers/b-title/")


def test_pages_in_the_navigation_are_shown_there_as_mkdocs_does(
    project: Project, tmp_path: Path
) -> None:
    """Below a page in the navigation, too, lead the links that MkDocs writes."""
    root = project(made_up_dumps())
    config = (root / "mkdocs.yml").read_text("utf-8")
    entries = "nav:\n  - Alerts: topics/alerts.md\n  - One day: days/2025-03-14.md\n"
    (root / "mkdocs.yml").write_text(config.replace("nav:\n", entries, 1), "utf-8")
    shelled = build_site(root, tmp_path / "site")
    without_shell(root)
    plain = build_site(root, tmp_path / "plain")
    assert (shelled.code, plain.code) == (0, 0), shelled.log + plain.log
    made, expected = files_of(shelled.site), files_of(plain.site)
    assert "topics/alerts/1/index.html" in made
    assert [uri for uri in expected if made.get(uri) != expected[uri]] == []

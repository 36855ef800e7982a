"""The real site as it is built: complete, linked, its own, and the same on every day."""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup, Tag

from generator import Archive
from generator.links import shown_text, text_parts
from generator.sitemap import Address, build_sitemaps
from generator.text import clean
from tests.conftest import DUMPS, ROOT, Project, build_site

SITE_URL = "https://example.org/archive/"


def parse(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def only(soup: Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def paper_id(row: Tag) -> str:
    """Return the paper that an item of a list leads to."""
    return str(only(row, "a.title")["href"]).split("/")[-2]


def shown(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def visible(text: str) -> str:
    """Return the words of a dump's text as a page shows them, its mathematics repaired."""
    html = "".join(part.html for part in text_parts(clean(text)))
    return shown(BeautifulSoup(html, "html.parser"))


def page(site: Path, url: str) -> BeautifulSoup:
    return parse(site / url / "index.html")


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


# ---- Everything is there, as captured


def test_all_284_listings_read_as_in_their_dumps(site: Path, archive: Archive) -> None:
    papers = {(a.dump, a.position): paper for paper in archive.papers for a in paper.appearances}
    count = 0
    for dump in archive.dumps:
        section = only(page(site, f"days/{dump.date}/"), f'section.dump[data-dump="{dump.name}"]')
        rows = section.select("ol.listings > li")
        assert [row["value"] for row in rows] == [str(x.position) for x in dump.listings]
        for row, listing in zip(rows, dump.listings, strict=True):
            paper = papers[dump.name, listing.position]
            assert paper_id(row) == paper.id
            assert shown(only(row, "a.title")) == visible(listing.title)
            assert shown(only(row, "details p")) == visible(listing.abstract)
            soup = page(site, paper.url)
            assert shown(only(soup, "h1")) == visible(listing.title)
            texts = [shown(tag) for tag in soup.select("h1, section.abstract, details.captured p")]
            texts = [clean(text) for text in texts]
            assert {clean(listing.title), clean(listing.abstract)} <= set(texts)
            assert shown(only(soup, "section.abstract")) == visible(listing.abstract)
            count += 1
    assert count == 284


def test_every_paper_has_a_page_and_no_page_is_left_over(site: Path, archive: Archive) -> None:
    folders = {path.name for path in (site / "papers").iterdir()}
    assert folders == {paper.id for paper in archive.papers}
    assert len(folders) == 233
    assert {path.name for path in (site / "days").iterdir()} == {
        "2025-03-11",
        "2025-03-12",
        "2025-03-21",
        "2025-08-05",
    }


def test_two_dumps_stand_on_one_day(site: Path) -> None:
    sections = page(site, "days/2025-03-12/").select("section.dump")
    assert [section["data-dump"] for section in sections] == ["2025-03-12.a", "2025-03-12.b"]
    assert [len(section.select("ol.listings > li")) for section in sections] == [54, 51]


def test_41_recurring_papers_link_both_ways(site: Path, archive: Archive) -> None:
    recurring = [paper for paper in archive.papers if len(paper.appearances) > 1]
    assert len(recurring) == 41
    for paper in recurring:
        items = page(site, paper.url).select("ol.appearances > li")
        places = {f"days/{a.date}/#{a.dump}-{a.position}" for a in paper.appearances}
        for item, a in zip(items, paper.appearances, strict=True):
            here = f"days/{a.date}/#{a.dump}-{a.position}"
            href = str(only(item, "a:not(.source)")["href"])
            assert urljoin(SITE_URL + paper.url, href) == SITE_URL + here
            row = only(
                page(site, f"days/{a.date}/"), f'[data-dump="{a.dump}"] li[value="{a.position}"]'
            )
            links = {urljoin(SITE_URL + here, str(a["href"])) for a in row.select(".mark a")}
            assert links <= {SITE_URL + place for place in places - {here}}
            assert {link.partition("#")[0] for link in links} == {
                (SITE_URL + place).partition("#")[0] for place in places - {here}
            }


def test_only_the_earliest_listing_of_a_paper_is_first_seen(site: Path, archive: Archive) -> None:
    firsts = {(p.appearances[0].dump, str(p.appearances[0].position)) for p in archive.papers}
    marked = set()
    for day in archive.days:
        for row in page(site, day.url).select("ol.listings > li"):
            dump = row.find_parent("section")
            assert dump is not None
            is_first = (str(dump["data-dump"]), str(row["value"])) in firsts
            assert row.get("data-seen") == (None if is_first else "again")
            mark = shown(only(row, ".mark"))
            assert mark.startswith("first seen" if is_first else "seen before on ")
            if is_first:
                marked.add((dump["data-dump"], row["value"]))
    assert len(marked) == 233


def test_days_lead_to_their_neighbours(site: Path, archive: Archive) -> None:
    for day, next_day in itertools.pairwise(archive.days):
        forward = page(site, day.url).select('.neighbours a[rel="next"]')
        back = page(site, next_day.url).select('.neighbours a[rel="prev"]')
        assert {a["href"] for a in forward} == {f"../../{next_day.url}"}
        assert {a["href"] for a in back} == {f"../../{day.url}"}
    assert not page(site, archive.days[0].url).select('a[rel="prev"]')
    assert not page(site, archive.days[-1].url).select('a[rel="next"]')


def test_home_lists_the_days_newest_first_with_totals(site: Path) -> None:
    soup = parse(site / "index.html")
    assert [a["href"] for a in soup.select("ol.days a")] == [
        "days/2025-08-05/",
        "days/2025-03-21/",
        "days/2025-03-12/",
        "days/2025-03-11/",
    ]
    assert [shown(dd) for dd in soup.select(".totals dd")] == ["233", "284", "41", "4"]


def test_60_addresses_are_links_in_place_and_buttons(site: Path, archive: Archive) -> None:
    times = {paper.id: len(paper.appearances) for paper in archive.papers}
    in_place = 0
    for paper in archive.papers:
        soup = page(site, paper.url)
        links = soup.select("section.abstract a")
        in_place += len(links) * times[paper.id]
        assert {a["href"] for a in links} == {a["href"] for a in soup.select(".buttons a")}
        assert all(a["href"] in (shown(a), f"https://{shown(a)}") for a in links)
        assert not [a for a in links if str(a.next_sibling).startswith(("{", ".git"))]
    assert in_place == 60


def test_a_listing_links_to_its_line_in_the_source(site: Path) -> None:
    soup = page(
        site, "papers/weight-compander-a-simple-weight-reparameterization-for-regularization/"
    )
    source = soup.select("a.source")[0]
    assert source["href"] == (
        "https://github.com/example/paper-archive/blob/HEAD/docs/dumps/2025-03-11.txt#L11"
    )
    lines = (ROOT / "docs" / "dumps" / "2025-03-11.txt").read_text("utf-8").split("\n")
    assert lines[10] == shown(only(soup, "h1"))


def test_without_a_repository_there_is_no_source_link(tmp_path: Path) -> None:
    build = build_site(ROOT, tmp_path / "site", REPO_URL="")
    assert build.code == 0, build.log
    papers = list((build.site / "papers").glob("*/index.html"))
    assert len(papers) == 233
    assert not [path for path in papers if parse(path).select("a.source, .md-source")]


def test_the_page_of_a_paper_is_light(site: Path) -> None:
    pages = (site / "papers").glob("*/index.html")
    sizes = {path.parent.name: len(gzip.compress(path.read_bytes(), 9)) for path in pages}
    assert len(sizes) == 233
    assert {name: size for name, size in sizes.items() if size > 6_000} == {}


# ---- Links, hosts, metadata


def internal_links(path: Path, base: str) -> Iterator[str]:
    for tag in parse(path).find_all(True):
        for attribute in ("href", "src"):
            if value := tag.get(attribute):
                url = urljoin(base, str(value))
                if url.startswith(SITE_URL):
                    yield url
                else:
                    assert urlsplit(url).netloc != urlsplit(SITE_URL).netloc, (path, value)


def test_no_internal_link_is_broken(site: Path) -> None:
    """Below a sub-path, with fragments, and from the 404 page served at any address."""
    ids: dict[Path, set[str]] = {}
    broken = []
    for path in html_files(site):
        where = path.relative_to(site).as_posix().removesuffix("index.html")
        base = SITE_URL + ("nowhere/at/all/" if where == "404.html" else where)
        for url in internal_links(path, base):
            parts = urlsplit(url.removeprefix(SITE_URL))
            target = site / unquote(parts.path)
            if target.is_dir() or not parts.path:
                target /= "index.html"
            if not target.is_file():
                broken.append((where, url))
            elif parts.fragment:
                if target not in ids:
                    ids[target] = {str(tag["id"]) for tag in parse(target).select("[id]")}
                if unquote(parts.fragment) not in ids[target]:
                    broken.append((where, url))
    assert broken == []


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loading = ("link[href]:not([rel=canonical])", "script[src]", "img[src]", "iframe", "source")
    for path in html_files(site):
        for tag in parse(path).select(",".join(loading)):
            value = str(tag.get("href") or tag.get("src"))
            assert not urlsplit(value).netloc, (path, value)
        assert 'data-md-component="source"' not in path.read_text("utf-8")


def test_ids_are_unique_on_every_page(site: Path) -> None:
    for path in html_files(site):
        ids = [tag["id"] for tag in parse(path).select("[id]")]
        assert len(set(ids)) == len(ids), path


def test_every_page_names_its_own_address_and_title(site: Path, archive: Archive) -> None:
    for url, title in [
        *((paper.url, shown_text(clean(paper.title))) for paper in archive.papers),
        ("days/2025-03-12/", "12 March 2025"),
        ("months/2025-03/", "March 2025"),
        ("years/2025/", "2025"),
        ("recurring/", "Recurring"),
    ]:
        soup = page(site, url)
        assert only(soup, "link[rel=canonical]")["href"] == SITE_URL + url
        assert only(soup, "head > title").get_text() == f"{title} - Paper Archive"
        assert len(str(only(soup, "meta[name=description]")["content"])) <= 160


def test_the_sitemap_dates_pages_by_the_dumps(site: Path, archive: Archive) -> None:
    [sitemap] = ET.parse(site / "sitemap.xml").getroot()
    assert [of.text for of in sitemap] == [f"{SITE_URL}sitemap-1.xml", "2025-08-05"]
    tree = ET.parse(site / "sitemap-1.xml")
    dates = {url[0].text: url[1].text for url in tree.getroot()}
    periods, lists, hand_written = 4 + 2 + 1, 1 + len(archive.topics) + 1, 6
    assert len(dates) == 233 + periods + lists + hand_written
    assert dates[SITE_URL] == "2025-08-05"
    assert dates[f"{SITE_URL}days/2025-03-12/"] == "2025-03-12"


def test_no_sitemap_has_more_addresses_than_it_may() -> None:
    addresses = [Address(f"{SITE_URL}{n}/?a&b", f"2025-03-0{n}") for n in (3, 5, 4, 1, 2)]
    sitemaps = build_sitemaps(addresses, at_most=2)
    assert [(one.uri, one.updated) for one in sitemaps] == [
        ("sitemap-1.xml", "2025-03-05"),
        ("sitemap-2.xml", "2025-03-04"),
        ("sitemap-3.xml", "2025-03-02"),
    ]
    found = [url for one in sitemaps for url in ET.fromstring(one.content)]
    assert [(url[0].text, url[1].text) for url in found] == addresses


def test_dumps_are_never_published(site: Path, project: Project, tmp_path: Path) -> None:
    published = [path.name for path in site.rglob("*") if path.is_file()]
    assert not [name for name in published if name.endswith((".txt", ".yml", ".md"))]
    root = project({"dumps/.hidden.html": "<script>", "dumps/README.md": "# Dumps"})
    build = build_site(root, tmp_path / "site")
    assert build.code == 0, build.log
    assert not (build.site / "dumps").exists()


def test_archive_json_leads_to_every_page(site: Path) -> None:
    data = json.loads((site / "archive.json").read_text("utf-8"))
    for entry in [*data["papers"], *data["days"]]:
        assert (site / entry["url"] / "index.html").is_file()


def test_there_is_no_index_of_the_theme_beside_ours(site: Path) -> None:
    assert (site / "search" / "manifest.json").exists()
    assert not (site / "search" / "search_index.json").exists()


# ---- The same inputs give the same site


def files_of(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("day", ["2000-01-01", "2040-12-31"])
def test_the_site_does_not_depend_on_the_day_or_on_file_order(
    day: str, site: Path, project: Project, tmp_path: Path
) -> None:
    """Builds a copy whose dumps were written in reverse, as if on another day."""
    paths = sorted(DUMPS.iterdir(), reverse=True)
    root = project({f"dumps/{path.name}": path.read_bytes() for path in paths})
    seconds = {"2000-01-01": "946684800", "2040-12-31": "2240524800"}[day]
    build = build_site(root, tmp_path / "site", SOURCE_DATE_EPOCH=seconds)
    assert build.code == 0, build.log
    assert files_of(build.site) == files_of(site)

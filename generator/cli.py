"""The command line: `paper-archive`, or `python -m generator`.

Beside `progress.py`, the only module that prints.
"""

import datetime as dt
import io
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import click
from lunr.exceptions import QueryParseError

from generator.catalogue import most_recurring, recurring_papers
from generator.errors import ArchiveError, DumpError
from generator.loading import load_archive, within
from generator.model import LABEL, Archive, Dump, Listing, Site
from generator.outputs import build_outputs
from generator.pages import HOME
from generator.pages.render import long_date
from generator.readers import content_of, dump_files, read_capture, read_dump
from generator.readers.base import SHORT_ABSTRACT
from generator.search.reference import build_reference, understood
from generator.text import clean, counted

DUMPS = Path("docs/dumps")
NOT_YET = "has not come yet; give the year in which the page was captured"


class Failure(click.ClickException):
    """Prints its message as it stands, without a usage line, and exits with 1."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the message alone; click would put `Error:` before it."""
        click.echo(self.message, file=file, err=True)


class Commands(click.Group):
    """Shows an archive's problems as messages, not as tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that `ctx` names."""
        if isinstance(sys.stdout, io.TextIOWrapper):  # which may lack a letter of a title
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except DumpError as error:
            raise Failure("\n".join(map(str, error.problems))) from error
        except ArchiveError as error:
            raise Failure(str(error)) from error
        except BrokenPipeError:  # whoever reads what is printed has enough, which click knows
            raise
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise Failure(f"{place}{error.strerror or error}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paper-archive")
@click.option(
    "--dumps",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=DUMPS,
    show_default=True,
    help="Folder of the dumps.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """Look after the dumps of a paper archive.

    The site itself is built by `mkdocs build` and shown by `mkdocs serve`.

    \b
    Examples:
      paper-archive check                                  is every dump in order?
      paper-archive add ~/page.txt --date 2025-08-06       add today's capture
      paper-archive stats                                  what does the archive hold?
      paper-archive search +diffusion +guidance            which papers have both words?
    """
    ctx.obj = folder


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def check(folder: Path, paths: tuple[Path, ...]) -> None:
    """Check dumps and report every problem in every file.

    PATHS are files or folders, inside the archive or not; without them the archive's own
    dumps and corrections are checked. A file whose name has no date is checked for
    everything but the date. Exits with 1 when there is a problem.

    \b
    Examples:
      paper-archive check
      paper-archive check ~/Downloads/page.txt
      paper-archive check ~/captures/
    """
    problems: list[ArchiveError] = []
    count = 0
    for path in paths or (folder,):
        if path.resolve() == folder.resolve():
            archive, found = load_archive(folder)
            for dump in archive.dumps:
                _describe(dump.path, dump.listings)
            problems += [*found, *_mistaken_years(archive.dumps)]
            count += len(archive.dumps)
        else:
            for file in dump_files(path) if path.is_dir() else [path]:
                try:
                    _check_file(file)
                    count += 1
                except DumpError as error:
                    problems += error.problems
    if problems:
        lines = [*map(str, problems), f"{counted(len(problems), 'problem')} found"]
        raise Failure("\n".join(lines))
    click.echo(f"{counted(count, 'dump')} in order")


def _check_file(path: Path) -> None:
    """Check a file that is not in the archive, with its date when its name begins with one."""
    if re.match(r"\d{4}-", path.name):
        _describe(path, read_dump(path).listings)
        return
    capture = read_capture(path)
    more = f", shows {capture.shown_date}; its name has no date, so the year is not known"
    _describe(path, capture.listings, more)


def _describe(path: Path, listings: Sequence[Listing], more: str = "") -> None:
    click.echo(f"{path}: {counted(len(listings), 'listing')}{more}")
    _note_short_abstracts(path, listings)


def _note_short_abstracts(path: Path, listings: Sequence[Listing]) -> None:
    """Point at what may be no listing, such as the footer of the page."""
    for listing in listings:
        if len(listing.abstract) < SHORT_ABSTRACT:
            click.echo(
                f"{path}:{listing.line}: note: a listing with an abstract of "
                f"{counted(len(listing.abstract), 'character')}; look whether it is one",
                err=True,
            )


def _check_label(_: click.Context, __: click.Parameter, label: str) -> str:
    if label and not re.fullmatch(LABEL, label):
        raise click.BadParameter("use a-z, 0-9 and single hyphens")
    return label


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    required=True,
    help="The day the page shows, with its year.",
)
@click.option(
    "--label",
    default="",
    callback=_check_label,
    help="Tells two dumps of one day apart, such as a or evening.",
)
@click.pass_obj
def add(folder: Path, file: Path, date: dt.datetime, label: str) -> None:
    """Check FILE and copy it, byte for byte, into the archive.

    Nothing is ever overwritten. Says how many of the papers are new.

    \b
    Examples:
      paper-archive add page.txt --date 2025-08-06
      paper-archive add page.txt --date 2025-03-12 --label c
    """
    stem = f"{date:%Y-%m-%d}.{label}" if label else f"{date:%Y-%m-%d}"
    target = folder / f"{stem}{file.suffix.lower()}"
    if _is_to_come(date.date()):
        raise Failure(f"{date:%Y-%m-%d} {NOT_YET}")
    content = content_of(file)  # once, as it may be a pipe, or change
    added = read_dump(file, name=target, data=content)
    _note_short_abstracts(file, added.listings)
    if taken := [path for path in dump_files(folder) if path.stem == stem]:
        raise Failure(
            f"{taken[0]}: there is a dump of this name already; "
            "tell this one apart with --label, such as --label b"
        )
    for dump in load_archive(folder)[0].dumps:
        if _texts(dump) == _texts(added):
            message = f"the archive has this capture as {dump.path}"
            if _is_a_mistaken_year(dump.date, added.date):
                raise Failure(f"{file}: {message}; one of the two years is wrong")
            click.echo(f"{file}: note: {message}", err=True)
    try:
        with target.open("xb") as out:
            out.write(content)
    except FileExistsError:
        raise
    except OSError as error:  # such as a full disk, which leaves the beginning
        target.unlink(missing_ok=True)
        raise Failure(f"{target}: {error.strerror}") from error
    archive, _ = load_archive(folder)
    here = [p for p in archive.papers if any(a.dump == stem for a in p.appearances)]
    new = sum(all(a.dump == stem for a in p.appearances) for p in here)
    click.echo(
        f"{target}: {counted(len(added.listings), 'listing')}, "
        f"{counted(new, 'new paper')}, {len(here) - new} known"
    )


def _texts(dump: Dump) -> tuple[tuple[str, str], ...]:
    return tuple([(listing.title, listing.abstract) for listing in dump.listings])


def _is_to_come(date: dt.date) -> bool:
    """Whether a day has begun nowhere on earth."""
    return date > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def _is_a_mistaken_year(one: dt.date, other: dt.date) -> bool:
    """Whether days with the same listings are one, as the page does not show its year."""
    return one != other and (one.month, one.day) == (other.month, other.day)


def _mistaken_years(dumps: Sequence[Dump]) -> Iterator[DumpError]:
    """Yield what is wrong with the years in the names of dumps."""
    first_of: dict[tuple[tuple[str, str], ...], Dump] = {}
    for dump in dumps:
        if _is_to_come(dump.date):
            yield DumpError(f"{dump.date} {NOT_YET}", path=dump.path)
        first = first_of.setdefault(_texts(dump), dump)
        if _is_a_mistaken_year(first.date, dump.date):
            message = f"has the listings of {first.path}; one of the two years is wrong"
            yield DumpError(message, path=dump.path)


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def export(folder: Path, directory: Path) -> None:
    """Write the site's Markdown into DIRECTORY, for another builder or for reading.

    The hand-written pages beside the dumps come along. DIRECTORY has to be new or empty.
    The builder needs the Markdown extension attr_list and addresses that end in a slash.

    \b
    Example:
      paper-archive export build/markdown
    """
    docs = _docs_beside(folder)
    for source in filter(None, (docs, folder.resolve())):
        if directory.resolve().is_relative_to(source):
            raise Failure(f"{directory}: is part of {source}; name a directory outside it")
    if directory.exists() and any(directory.iterdir()):
        raise Failure(f"{directory}: is not empty; empty it or name another directory")
    hand_written: dict[str, Path] = {}
    site = Site()
    if docs:
        hand_written = _files_below(docs, folder)
        site = Site(introduction=_text_of(docs / HOME))
    else:
        click.echo(f"note: no hand-written pages, as no {HOME} is beside {folder}", err=True)
    # The parts of the search, which are bytes, are of use to the scripts of the theme alone.
    outputs = {
        output.uri: content
        for output in build_outputs(_archive(folder), site, hand_written)
        if not output.uri.startswith("search/") and isinstance(content := output.content, str)
    }
    for uri, path in hand_written.items():
        target = directory / uri
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for uri, content in outputs.items():
        target = directory / uri
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8", newline="\n")
    click.echo(f"{directory}: {counted(len(outputs), 'generated file')}")


def _docs_beside(folder: Path) -> Path | None:
    """Return the folder of the hand-written pages: where the dumps, or a link to them, lie.

    None when there is no home page, so that it is some other folder.
    """
    named = Path(os.path.abspath(folder)).parent.resolve()  # noqa: PTH100 - follows no link
    return next((docs for docs in (named, folder.resolve().parent) if (docs / HOME).exists()), None)


def _files_below(docs: Path, dumps: Path) -> dict[str, Path]:
    """Return the files of the docs folder, by their place in it, but for the dumps."""
    is_dump = within(Path(os.path.realpath(dumps)))
    return {
        path.relative_to(docs).as_posix(): path
        for path in sorted(docs.rglob("*"))
        if path.is_file() and not is_dump(str(path))
    }


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: is not UTF-8 ({error}); save it in that encoding") from error


# As -word is an option that is not known, and -graph would be -g, -r, -a, -p and -h.
@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--number",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Most papers to print.",
)
@click.pass_obj
def search(folder: Path, query: tuple[str, ...], number: int) -> None:
    """Print the papers that a QUERY finds, the best first.

    The QUERY is in the language of lunr: words of which a paper has any, +word that it must
    have, -word that it must not, title:word, wor* and word~1.

    \b
    Examples:
      paper-archive search +diffusion +guidance
      paper-archive search title:pruning -language
    """
    # The bytes that were typed, which a locale without UTF-8 takes for letters of its own.
    words = os.fsencode(" ".join(query)).decode(errors="replace")
    if "-h" in query:
        click.echo(click.get_current_context().get_help())
        return
    if not words.strip():
        raise Failure("nothing to search for; name a word")
    papers = {paper.id: paper for paper in _archive(folder).papers}
    try:
        found = build_reference(papers.values()).search(understood(words))
    except QueryParseError as error:
        raise Failure(f"{words}: {error}; leave such marks out") from error
    for result in found[:number]:
        paper = papers[result["ref"]]
        click.echo(f"{paper.appearances[0].date}  {clean(paper.title)}\n            {paper.url}")
    click.echo(f"{counted(len(found), 'paper')} found")


@main.command()
@click.pass_obj
def stats(folder: Path) -> None:
    """Say what the archive holds: totals, days, and the papers listed most often."""
    archive = _archive(folder)
    listings = sum(len(dump.listings) for dump in archive.dumps)
    recurring = recurring_papers(archive)
    click.echo(
        f"{counted(len(archive.papers), 'paper')} in {counted(listings, 'listing')}, "
        f"{counted(len(archive.dumps), 'dump')}, {counted(len(archive.days), 'day')}; "
        f"{counted(len(recurring), 'paper')} listed again"
    )
    first_seen = Counter(paper.appearances[0].dump for paper in archive.papers)
    for dump in archive.dumps:
        click.echo(
            f"  {dump.name:16} {counted(len(dump.listings), 'listing'):>14}"
            f" {first_seen[dump.name]:>6} first seen"
        )
    for paper in most_recurring(recurring, 10):
        since = long_date(paper.appearances[0].date)
        click.echo(f"  {len(paper.appearances)} times since {since}: {clean(paper.title)}")


def _archive(folder: Path) -> Archive:
    """Return the archive of a folder; any problem in any dump is a failure."""
    archive, problems = load_archive(folder)
    if problems:
        raise Failure("\n".join(map(str, problems)))
    return archive

"""The command line: `paper-archive`, or `python -m generator`. The only module that prints."""

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import click

from generator.archive import build_archive
from generator.errors import ArchiveError, DumpError
from generator.metadata import read_corrections
from generator.model import Archive, Site
from generator.outputs import build_outputs
from generator.pages import long_date
from generator.readers import dump_files, dump_name, read_capture, read_dump, read_dumps
from generator.text import counted

DUMPS = Path("docs/dumps")


class Failure(click.ClickException):
    """Prints its message as it stands, without a usage line, and exits with 1."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the message alone; click would put `Error:` before it."""
        click.echo(self.message, file=file, err=True)


class Commands(click.Group):
    """Shows an archive's problems as messages, not as tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that `ctx` names."""
        try:
            return super().invoke(ctx)
        except DumpError as error:
            raise Failure("\n".join(map(str, error.problems))) from error
        except ArchiveError as error:
            raise Failure(str(error)) from error


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
    r"""Look after the dumps of a paper archive.

    The site itself is built by `mkdocs build` and shown by `mkdocs serve`.

    \b
    Examples:
      paper-archive check                                  is every dump in order?
      paper-archive add ~/page.txt --date 2025-08-06       add today's capture
      paper-archive stats                                  what does the archive hold?
    """
    ctx.obj = folder


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def check(folder: Path, paths: tuple[Path, ...]) -> None:
    r"""Check dumps and report every problem in every file.

    PATHS are files or folders, inside the archive or not; without them the archive's own
    dumps and corrections are checked. A file whose name has no date is checked for
    everything but the date. Exits with 1 when there is a problem.

    \b
    Examples:
      paper-archive check
      paper-archive check ~/Downloads/page.txt
      paper-archive check ~/captures/
    """
    problems: list[str] = []
    count = 0
    if not paths:
        dumps, refused = read_dumps(folder)
        problems += map(str, refused)
        if not refused:
            build_archive(dumps, read_corrections(folder))
        paths = tuple(dump.path for dump in dumps)
    for path in _files(paths):
        try:
            click.echo(f"{path}: {_describe(path)}")
            count += 1
        except DumpError as error:
            problems += map(str, error.problems)
    if problems:
        raise Failure("\n".join([*problems, f"{counted(len(problems), 'problem')} found"]))
    click.echo(f"{counted(count, 'dump')} in order")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from dump_files(path) if path.is_dir() else [path]


def _describe(path: Path) -> str:
    """Check one file, with its date when its name has one, and say what it holds."""
    try:
        dump_name(path)
    except DumpError:
        capture = read_capture(path)
        return (
            f"{len(capture.listings)} listings, shows {capture.shown_date}; "
            "its name has no date, so the year is not known"
        )
    return f"{len(read_dump(path).listings)} listings"


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The day the page shows, with its year.",
)
@click.option("--label", default="", help="Tells two dumps of one day apart, such as a or evening.")
@click.pass_obj
def add(folder: Path, file: Path, date: dt.datetime, label: str) -> None:
    r"""Check FILE and copy it, byte for byte, into the archive.

    Nothing is ever overwritten. Says how many of the papers are new.

    \b
    Examples:
      paper-archive add page.txt --date 2025-08-06
      paper-archive add page.txt --date 2025-03-12 --label c
    """
    stem = f"{date:%Y-%m-%d}.{label}" if label else f"{date:%Y-%m-%d}"
    target = folder / f"{stem}{file.suffix}"
    dump_name(target)
    dumps, _ = read_dumps(folder)
    if taken := sorted(path for path in folder.iterdir() if path.stem == stem):
        raise Failure(
            f"{taken[0]}: there is a dump of this name already; "
            "name another with --label, such as --label b"
        )
    added = read_dump(file, name=target)
    content = file.read_bytes()
    for dump in dumps:
        if dump.path.read_bytes() == content:
            raise Failure(f"{file}: the archive has this capture already, as {dump.path}")

    archive = build_archive([*dumps, added], read_corrections(folder))
    here = [p for p in archive.papers if any(a.dump == stem for a in p.appearances)]
    new = sum(all(a.dump == stem for a in p.appearances) for p in here)
    with target.open("xb") as out:
        out.write(content)
    click.echo(
        f"{target}: {counted(len(added.listings), 'listing')}, "
        f"{counted(new, 'new paper')}, {len(here) - new} known"
    )


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def export(folder: Path, directory: Path) -> None:
    r"""Write the site's Markdown into DIRECTORY, for another builder or for reading.

    The hand-written pages beside the dumps come along. DIRECTORY has to be new or empty.

    \b
    Example:
      paper-archive export build/markdown
    """
    if directory.exists() and any(directory.iterdir()):
        raise Failure(f"{directory}: is not empty; empty it or name another directory")
    archive = _archive(folder)
    docs = folder.parent
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        docs, directory, dirs_exist_ok=True, ignore=lambda at, _: _left_out(Path(at), folder)
    )
    home = docs / "index.md"
    site = Site(introduction=home.read_text("utf-8") if home.exists() else "")
    outputs = build_outputs(archive, site)
    for output in outputs:
        path = directory / output.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(output.content, "utf-8", newline="\n")
    click.echo(f"{directory}: {counted(len(outputs), 'generated file')}")


def _left_out(at: Path, folder: Path) -> list[str]:
    return [folder.name] if at == folder.parent else []


@main.command()
@click.pass_obj
def stats(folder: Path) -> None:
    """Say what the archive holds: totals, days, and the papers listed most often."""
    archive = _archive(folder)
    listings = sum(len(dump.listings) for dump in archive.dumps)
    recurring = [paper for paper in archive.papers if len(paper.appearances) > 1]
    click.echo(
        f"{len(archive.papers):,} papers in {listings:,} listings, "
        f"{counted(len(archive.dumps), 'dump')}, {counted(len(archive.days), 'day')}; "
        f"{len(recurring):,} papers recur"
    )
    by_name = {dump.name: dump for dump in archive.dumps}
    first_seen: dict[str, int] = dict.fromkeys(by_name, 0)
    for paper in archive.papers:
        first_seen[paper.appearances[0].dump] += 1
    for dump in archive.dumps:
        click.echo(
            f"  {dump.name:16} {counted(len(dump.listings), 'listing'):>14}"
            f" {first_seen[dump.name]:>6} first seen"
        )
    for paper in sorted(recurring, key=lambda paper: -len(paper.appearances))[:10]:
        since = long_date(paper.appearances[0].date)
        click.echo(f"  {len(paper.appearances)} times since {since}: {paper.title}")


def _archive(folder: Path) -> Archive:
    """Return the archive of a folder; any problem in any dump is a failure."""
    dumps, problems = read_dumps(folder)
    if problems:
        raise Failure("\n".join(map(str, problems)))
    return build_archive(dumps, read_corrections(folder))

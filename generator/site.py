"""Files of a finished site -> a folder on disk, touching only what changed.

A build is written when all of it is known to be right. Each file that has other bytes than
before is replaced at once, the others are left alone, and files that were written by an
earlier build and are in this one no more are deleted. Other files in the folder stay.

What earlier builds wrote into the folder is in a manifest, in a cache folder beside the project.
Before anything is written it lists the old files and the new, so that a build that is killed
leaves no file that nobody knows of.

The manifest also has a *stamp* of each file whose bytes follow from something with a digest:
that digest, and the size and the times that the file had when it was right. A file whose
stamp still holds is neither made nor read; all others are read.

The files of a site are named by strings here, as they are very many: `pathlib` takes twice as
long to look at one or to write it.
"""

import contextlib
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from generator.text import counted

if sys.platform != "win32":
    import fcntl


class SiteFile(NamedTuple):
    """A file of a site.

    Attributes:
        read: Returns its bytes.
        key: A digest of all that they follow from; empty when none is known.
    """

    read: Callable[[], bytes]
    key: str = ""


Files = Mapping[str, SiteFile]
"""The files of a site by their place in it."""

_Stamps = dict[str, str]
"""The stamps of files (see `_stamp`) by their place, empty where all that is known is that they
are ours."""

_FORMAT = "paper-archive manifest 3"
_NAME = rf"(?!\.\.?(?:/|\Z))[^/\0{re.escape(os.sep)}]{{1,255}}"
_INSIDE = re.compile(f"{_NAME}(?:/{_NAME})*")
_MANIFEST = "manifest-"
_PART = ".paper-archive-part"
"""In the site's folder, where a rename cannot be a copy; found again after a killed build."""


@dataclass(slots=True)
class Tally:
    """What was done to a folder.

    Attributes:
        written: How many files are new or have other bytes.
        deleted: How many are gone.
        notes: What a person may want to know, a line each.
    """

    written: int = 0
    deleted: int = 0
    notes: list[str] = field(default_factory=list)


def staged_files(folder: Path) -> dict[str, SiteFile]:
    """Return the files in a folder by their place in it."""
    return {
        path.relative_to(folder).as_posix(): SiteFile(path.read_bytes)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sync(site: Path, files: Files, cache: Path) -> Tally:
    """Make a folder hold the files of a site.

    Args:
        site: The folder, which is made when it is missing.
        files: All files of the site.
        cache: Folder of the manifest, made with a `.gitignore` when it is missing. The
            project is the folder two levels above.

    Raises:
        OSError: The site cannot be written. What is written by then is right, and the next
            build does the rest.
    """
    tally = Tally()
    site = site.resolve()
    with _alone(cache, tally.notes):
        manifest = _Manifest.read(cache, site, tally.notes)
        if manifest.files is None and (left := _count_others(site, files)):
            tally.notes.append(
                f"{site}: {counted(left, 'file')} not of this build left alone, as no manifest "
                "says whose they are; delete the folder if they are pages of earlier builds"
            )
        known = manifest.files or {}
        manifest.write(dict.fromkeys(files, "") | known)
        site.mkdir(parents=True, exist_ok=True)
        tally.deleted = _delete(site, sorted(filter(_is_inside, known.keys() - files.keys())))
        part = site / _PART
        stamps: _Stamps = {}
        for uri, file in files.items():
            path = f"{site}/{uri}"
            stamp = known.get(uri)
            if not file.key or not stamp or _stamp(path, file.key) != stamp:
                tally.written += _write(path, file.read(), str(part))
                stamp = _stamp(path, file.key) if file.key else ""
            stamps[uri] = stamp
        part.unlink(missing_ok=True)
        manifest.write(stamps)
    return tally


def _stamp(path: str, key: str) -> str:
    """Return the stamp that a file has as it is now: empty if it is not there.

    It is the file's key, its size in bytes, and when it and its entry were last changed, in ns.
    """
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"{key} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


@dataclass(slots=True)
class _Manifest:
    """Which files earlier builds wrote into a folder.

    It is kept as texts with a zero byte between, which no name has: the format, the folder, and
    of each file its name and its stamp; then the checksum of these.

    Attributes:
        path: Where it is kept.
        folder: Named relative to the project if inside, so that both can move.
        files: What builds wrote; None when that is not known.
        notes: Where to say that it cannot be used, which makes a build slower and no page wrong.
    """

    path: Path
    folder: str
    notes: list[str]
    files: _Stamps | None = None

    @classmethod
    def read(cls, cache: Path, site: Path, notes: list[str]) -> "_Manifest":
        """Return the manifest of a folder, without files when there is none that can be read."""
        project = cache.resolve().parent.parent
        inside = site.is_relative_to(project)
        folder = site.relative_to(project).as_posix() if inside else str(site)
        path = cache / f"{_MANIFEST}{zlib.crc32(os.fsencode(folder)):08x}"
        manifest = cls(path, folder, notes)
        try:
            kept, files = _parse(path.read_bytes())
        except FileNotFoundError:
            _forget_gone(cache, project)
        except OSError as error:
            _note_unusable(path, error, notes)
        except ValueError:
            notes.append(f"{path}: is damaged, so it is made anew")
        else:
            manifest.files = files if kept == folder else None
        return manifest

    def write(self, files: _Stamps) -> None:
        """Note that these files, and no others, may be ours."""
        if files != self.files:
            self.files = files
            content = "\0".join([_FORMAT, self.folder, *chain.from_iterable(files.items())])
            encoded = os.fsencode(content)
            sealed = b"%b\0%08x" % (encoded, zlib.crc32(encoded))
            try:
                _write(str(self.path), sealed, str(self.path.with_suffix(".part")))
            except OSError as error:
                _note_unusable(self.path, error, self.notes)


def _note_unusable(path: Path, error: OSError, notes: list[str]) -> None:
    """Say in one line, however often it shows, that the manifest is of no use."""
    so = "so files of this build may stay when they are no part of the site any more"
    if not any(so in note for note in notes):
        reason = error.strerror or error
        notes.append(f"{path}: cannot be used ({reason}), {so}; delete it, or let it be written")


def _parse(content: bytes) -> tuple[str, _Stamps]:
    """Return of which folder a manifest is, and its files, if it is as it was written."""
    encoded, _, checksum = content.rpartition(b"\0")
    if checksum != b"%08x" % zlib.crc32(encoded):
        raise ValueError
    form, folder, *files = os.fsdecode(encoded).split("\0")
    if form != _FORMAT:
        raise ValueError
    return folder, dict(zip(files[::2], files[1::2], strict=True))


def _forget_gone(cache: Path, project: Path) -> None:
    """Delete the manifests of folders that are gone, as those `mkdocs serve` had."""
    for path in cache.glob(f"{_MANIFEST}*"):
        with contextlib.suppress(OSError, ValueError):
            folder, _ = _parse(path.read_bytes())
            if not (project / folder).is_dir():
                path.unlink()


def _is_inside(uri: str) -> bool:
    """Whether a place in a manifest is one that this module could have written.

    Examples:
        >>> [_is_inside(uri) for uri in ("papers/a/index.html", "../a", "/a", "a//b")]
        [True, False, False, False]
    """
    return bool(_INSIDE.fullmatch(uri))


def _count_others(site: Path, files: Files) -> int:
    """Return how many files in a folder are not of this build, but for hidden ones."""
    there = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    visible = {path.as_posix() for path in there if not path.parts[0].startswith(".")}
    return len(visible - files.keys())


def _write(path: str, content: bytes, part: str) -> bool:
    """Give a file other bytes at one stroke, unless it has them; return whether it had not."""
    try:
        if os.stat(path).st_size == len(content) and _read(path) == content:
            return False
    except OSError:  # there is none, or none that can be read
        os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(part, "wb") as file:
            file.write(content)
        os.replace(part, path)
    except OSError as error:
        error.filename = path  # not the part, of which nobody knows; a full disk names nothing
        raise
    return True


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _delete(site: Path, uris: Iterable[str]) -> int:
    """Delete files and the folders they leave empty; return how many files there were."""
    gone = 0
    folders: set[Path] = set()
    for folder, of_folder in groupby(uris, key=lambda uri: uri.rpartition("/")[0]):
        folders |= {Path(folder), *Path(folder).parents} - {Path()}
        for uri in of_folder:
            path = f"{site}/{uri}"
            if os.path.isfile(path) or os.path.islink(path):
                os.unlink(path)
                gone += 1
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):  # something else is in it
            (site / folder).rmdir()
    return gone


@contextlib.contextmanager
def _alone(cache: Path, notes: list[str]) -> Iterator[None]:
    """Wait for other builds of the project that are being written, and keep them waiting."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        ignore = cache / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")
        descriptor = os.open(cache / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        _note_unusable(cache, error, notes)
        yield
        return
    try:
        if sys.platform != "win32":  # where two builds at once are not kept apart
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

"""Dump files -> `Dump`. One module per format; this one knows names and the folder.

A file is named `YYYY-MM-DD[.label].<ending>`: the date with its year, a label when a day
has several dumps, and an ending that says which reader reads it.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from generator.cache import Cache, key_of
from generator.errors import DumpError, DumpSyntaxError, UnknownFormatError
from generator.model import DUMP_NAME, Dump, Listing
from generator.processes import in_processes
from generator.progress import followed
from generator.readers.base import MAX_BYTES, Capture, Reader, together
from generator.readers.kept import Packed, keep_listings, kept_listings, listings_of, pack
from generator.readers.plain_text import PlainText

__all__ = [
    "READERS",
    "Capture",
    "Reader",
    "dump_files",
    "dump_name",
    "read_capture",
    "read_dump",
    "read_dumps",
]

READERS: dict[str, Reader] = {".txt": PlainText()}
"""The reader of each file name ending."""

_NOT_DUMPS = ("README.md", "*.yml", ".*")


YEARS = range(1991, 2100)
"""Years a page of papers can be of: arXiv opened in 1991; another is a mistyped one."""


def dump_name(path: Path) -> tuple[str, dt.date]:
    """Return the dump's name, which is the file's stem, and the date in it.

    Raises:
        UnknownFormatError: The name is not of the form, or its date does not exist.

    Examples:
        >>> dump_name(Path("2025-03-12.a.txt"))
        ('2025-03-12.a', datetime.date(2025, 3, 12))
    """
    match = re.fullmatch(DUMP_NAME, path.stem)
    if Path(path.stem).suffix.lower() in READERS:
        message = f"the name {path.name!r} has its ending twice; rename it {path.stem}"
        raise UnknownFormatError(message, path=path)
    try:
        date = dt.date.fromisoformat(match["date"]) if match else None
    except ValueError:
        date = None
    if date is None or date.year not in YEARS:
        raise UnknownFormatError(
            f"the name {path.name!r} is not that of a dump; rename it YYYY-MM-DD.txt or "
            "YYYY-MM-DD.label.txt, with a date that exists, from 1991 to 2099, and a label of "
            "a-z, 0-9 and -",
            path=path,
        )
    return path.stem, date


def read_capture(path: Path, date: dt.date | None = None) -> Capture:
    """Return what a file holds, whatever its name but for the ending.

    Args:
        path: The file.
        date: The day the page has to show; None when any will do.

    Raises:
        DumpError: The file is refused; the error carries every problem.
    """
    reader = _reader_of(path)
    return _capture(reader, path, content_of(path), date)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that may be a dump.

    Raises:
        DumpError: It cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise _unreadable(path, error) from error
    size = max(size, len(data))  # of a pipe, the first is 0
    if size > MAX_BYTES:
        message = f"{size:,} bytes (limit {MAX_BYTES:,}); check that the file is one capture"
        raise DumpSyntaxError(message, path=path)
    return data


def _unreadable(path: Path, error: OSError) -> DumpError:
    message = f"cannot be read ({error.strerror}); check the path and its permissions"
    return DumpError(message, path=path)


def _capture(reader: Reader, path: Path, data: bytes, date: dt.date | None) -> Capture:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = (
            f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; "
            "save the file in the encoding UTF-8"
        )
        line = data.count(b"\n", 0, error.start) + 1
        raise DumpSyntaxError(message, path=path, line=line) from error
    if text.count("\0") > len(text) // 4:
        message = "every other byte is 0, as in UTF-16; save the file in the encoding UTF-8"
        raise DumpSyntaxError(message, path=path)
    return reader.read(text.removeprefix("\ufeff"), path, date)


def read_dump(path: Path, *, name: Path | None = None, data: bytes | None = None) -> Dump:
    """Return the dump in a file.

    Args:
        path: The file.
        name: The name to read it under, when it is not yet named as dumps are.
        data: Its content, when that was read already.

    Raises:
        DumpError: The file is refused; the error carries every problem.
    """
    file = _open(path, name or path, data)
    return file.dump(_capture(file.reader, path, file.data, file.date).listings)


def read_dumps(
    folder: Path, cache: Cache | None = None
) -> tuple[tuple[Dump, ...], tuple[DumpError, ...]]:
    """Return all dumps of a folder, ordered by name, and all problems of those refused.

    Of two files with one stem both are refused, as nothing tells which is meant.

    Args:
        folder: Where they lie.
        cache: Where the listings of files that were in order are kept.

    Raises:
        DumpError: There is no such folder.
    """
    cache = cache or Cache()
    paths = dump_files(folder)
    read: dict[Path, Dump | DumpError | None] = {path: _kept_dump(path, cache) for path in paths}
    new = [path for path, found in read.items() if found is None]
    read |= zip(new, _read_new(new, cache), strict=True)
    files_of_stem = Counter(path.stem for path in paths)
    dumps: list[Dump] = []
    problems: list[DumpError] = []
    for path, found in read.items():
        if files_of_stem[path.stem] > 1:
            message = f"another file is named {path.stem!r} too; give one of them a label"
            problems.append(UnknownFormatError(message, path=path))
        if isinstance(found, DumpError):
            problems.extend(found.problems)
        elif found and files_of_stem[path.stem] == 1:
            dumps.append(found)
    return tuple(dumps), tuple(problems)


class _File(NamedTuple):
    """A dump that is not read yet; the key tells the listings."""

    path: Path
    name: str
    date: dt.date
    reader: Reader
    data: bytes
    key: str

    def dump(self, listings: tuple[Listing, ...]) -> Dump:
        return Dump(
            name=self.name,
            path=self.path,
            format=self.reader.format,
            date=self.date,
            listings=listings,
            key=self.key,
        )


def _open(path: Path, name: Path, data: bytes | None = None) -> _File:
    if data is None and path.exists() and not path.is_file():
        what = "a folder; move its files" if path.is_dir() else "no file; move it"
        message = f"is {what} out of the way, as every file among the dumps is one of them"
        raise UnknownFormatError(message, path=path)
    try:
        stem, date = dump_name(name)
    except UnknownFormatError as error:
        raise together([error, *_problems(path)]) from error
    reader = _reader_of(path)
    if data is None:
        data = content_of(path)
    key = key_of(reader.format, date, hashlib.sha256(data).hexdigest())
    return _File(path, stem, date, reader, data, key)


def _kept_dump(path: Path, cache: Cache) -> Dump | DumpError | None:
    """Return what is kept of a dump, or why the file is none; None when it has to be read."""
    try:
        file = _open(path, path)
    except DumpError as error:
        return error
    packed = kept_listings(cache, file.name, file.key)
    return file.dump(listings_of(packed)) if packed else None


def _read_new(paths: Sequence[Path], cache: Cache) -> Iterator[Dump | DumpError]:
    """Yield each dump that nothing is kept of, or why it is refused."""
    made = in_processes(_read_and_pack, paths) if cache.is_open else [None] * len(paths)
    for path, found in zip(paths, followed(made, len(paths), "dump"), strict=True):
        if found:
            dump, packed = found
            keep_listings(cache, dump.name, dump.key, packed)
            yield replace(dump, listings=listings_of(packed))
            continue
        try:
            yield read_dump(path)
        except DumpError as error:
            yield error


def _read_and_pack(path: Path) -> tuple[Dump, Packed] | None:
    """Return a dump with its listings packed; None when it is refused.

    An error is for the process that has to tell it.
    """
    try:
        dump = read_dump(path)
    except DumpError:
        return None
    return replace(dump, listings=()), pack(dump.listings)


def dump_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are or should be dumps, ordered by name.

    `README.md`, `*.yml` and dotfiles are not dumps; anything else has to be one.

    Raises:
        DumpError: There is no such folder.
    """
    if not folder.is_dir():
        message = "no such folder; create it, or name the folder that the dumps are in"
        raise DumpError(message, path=folder)
    try:
        paths = list(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from error
    paths = [path for path in paths if not any(path.match(pattern) for pattern in _NOT_DUMPS)]
    return sorted(paths, key=lambda path: (path.stem, path.suffix))


def _problems(path: Path) -> tuple[DumpError, ...]:
    try:
        read_capture(path)
    except DumpError as error:
        return error.problems
    return ()


def _reader_of(path: Path) -> Reader:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " or ".join(READERS)
        message = (
            f"no reader knows the ending {path.suffix!r}; copy the text of the page into a file "
            f"that ends in {known}"
        )
        raise UnknownFormatError(message, path=path)
    return reader

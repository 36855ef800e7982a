"""What earlier builds worked out, kept for the next: an SQLite file that is safe to delete.

A value is kept under a digest of everything it follows from, so nothing has to be told that
something has changed: what follows from something else is not found. What every value
follows from, the generator's own code and the libraries it computes with, is the *version*;
a cache of another version is emptied.

A build reads and writes in one transaction, and no other build of the project shares it. So
a build that is killed leaves the cache as it was, and one that finds it in use goes without,
as it does when the file is damaged. `docs/design.md` says why a build's result is the same.
"""

import contextlib
import functools
import hashlib
import json
import sqlite3
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from generator.processes import in_processes

_I = TypeVar("_I")

_LIBRARIES = ("jinja2", "lunr", "markupsafe", "python-slugify", "pyyaml", "rapidfuzz")
_TABLES = {
    "version": "(version TEXT)",
    "entries": "(key BLOB PRIMARY KEY, value BLOB)",
    "stamps": "(name TEXT PRIMARY KEY, stamp TEXT)",
    "records": "(name TEXT, key TEXT, value BLOB, PRIMARY KEY (name, key)) WITHOUT ROWID",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


SPARE = 1000
"""Entries of earlier builds that are kept, beside as many as the last build used."""


class CacheLostError(Exception):
    """A table cannot be read any more; what was read from it has to be worked out anew."""


def key_of(*values: object) -> str:
    """Return a digest of values, each of which its `repr` tells in full and in one way.

    Examples:
        >>> key_of("a", 1) == key_of("a", 1) != key_of("a", "1")
        True
    """
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Cache:
    """Values by the stage of a build they belong to and what they follow from.

    Attributes:
        notes: What a person may want to know, a line each.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open a cache, which no other build can until it is closed.

        Args:
            path: Its file, made when it is missing. None for a cache that keeps nothing.
        """
        self.notes: list[str] = []
        self._path = path
        self._used: set[bytes] = set()
        self._database: sqlite3.Connection | None = None
        if path:
            self._open(path)

    def get(self, stage: str, key: str) -> Any:  # noqa: ANN401 - what was put
        """Return what is kept of a stage under a key (see `key_of`), or None."""
        digest = _digest(stage, key)
        for (sealed,) in self.ask("SELECT value FROM entries WHERE key = ?", digest):
            content = _unsealed(sealed)
            if content is not None:
                self._used.add(digest)
                return json.loads(content)
        return None

    def has(self, stage: str, key: str) -> bool:
        """Return whether something is kept of a stage under a key."""
        digest = _digest(stage, key)
        if not self.ask("SELECT 1 FROM entries WHERE key = ?", digest):
            return False
        self._used.add(digest)
        return True

    def put(self, stage: str, key: str, value: object) -> None:
        """Keep a value, which JSON has to give back as it is."""
        if self._database:
            digest = _digest(stage, key)
            content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            sealed = _sealed(content.encode("utf-8", "surrogatepass"))
            self.ask("REPLACE INTO entries VALUES (?, ?)", digest, sealed)
            self._used.add(digest)

    def map(self, stage: str, function: Callable[[_I], Any], inputs: Sequence[_I]) -> list[Any]:
        """Return what a function makes of each input, asking it only for what is not kept.

        Args:
            stage: What the function works out.
            function: A pure function of a module; what it returns is for JSON.
            inputs: Each told in full by its `repr`. The papers of a day at once cost less
                than each alone.
        """
        keys = [key_of(one) for one in inputs]
        values = [self.get(stage, key) for key in keys]
        missing = [number for number, value in enumerate(values) if value is None]
        made = in_processes(function, [inputs[number] for number in missing])
        for number, value in zip(missing, made, strict=True):
            self.put(stage, keys[number], value)
            values[number] = value
        return values

    def table(self, name: str) -> "Table":
        """Return the table of a name."""
        return Table(self, name)

    def close(self, *, keep: bool = True) -> None:
        """Keep what this build worked out, or nothing of it, and let other builds in."""
        if keep and self._database:
            self._forget_unused()
            self.ask("COMMIT")
        self._disconnect()

    def ask(self, statement: str, *values: object) -> list[Any]:
        """Return the rows that a statement finds; none when nothing is kept."""
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._lose(error)
            return []

    @property
    def is_open(self) -> bool:
        """Whether what is put is kept."""
        return self._database is not None

    def _open(self, path: Path) -> None:
        for is_last in (False, True):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
                self._database.execute("BEGIN IMMEDIATE")
                _make_tables(self._database)
            except (OSError, sqlite3.Error) as error:
                self._lose(error)
                if is_last or getattr(error, "sqlite_errorcode", None) not in _DAMAGED:
                    return
            else:
                return

    def _lose(self, error: OSError | sqlite3.Error) -> None:
        """Go on without the file, which is deleted when it is damaged."""
        self._disconnect()
        code = getattr(error, "sqlite_errorcode", None)
        if code in _DAMAGED and self._path:
            note = "is damaged, so what it held is worked out anew"
            with contextlib.suppress(OSError):
                self._path.unlink()
        elif code == sqlite3.SQLITE_BUSY:
            note = "is in use by another build, so this one goes without it"
        else:
            note = f"cannot be used, so this build goes without it: {error}"
        self.notes.append(f"{self._path}: {note}")

    def _disconnect(self) -> None:
        if self._database:
            self._database.close()
            self._database = None

    def _forget_unused(self) -> None:
        """Delete what only earlier builds used, once it is more than what this one did."""
        for (number,) in self.ask("SELECT count(*) FROM entries"):
            if number > 2 * len(self._used) + SPARE:
                for (key,) in self.ask("SELECT key FROM entries"):
                    if key not in self._used:
                        self.ask("DELETE FROM entries WHERE key = ?", key)


class Table:
    """Values by name that grow from build to build, as a whole good for one history of days.

    Who writes the table says by its stamp which history that is; who reads it has to compare.
    A value is bytes. Without a database behind the cache it is empty.
    """

    def __init__(self, cache: Cache, name: str) -> None:
        self._cache = cache
        self._name = name

    @property
    def stamp(self) -> str:
        """What the table was last stamped with; empty for an empty table."""
        found = self._cache.ask("SELECT stamp FROM stamps WHERE name = ?", self._name)
        return found[0][0] if found else ""

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the values of those keys that have one.

        Raises:
            CacheLostError: The table cannot be read any more.
        """
        statement = "SELECT key, value FROM records WHERE name = ? AND key = ?"
        rows = [row for key in keys for row in self._cache.ask(statement, self._name, key)]
        return self._values(rows)

    def read_all(self) -> dict[str, bytes]:
        """Return all values by their keys.

        Raises:
            CacheLostError: The table cannot be read any more.
        """
        statement = "SELECT key, value FROM records WHERE name = ?"
        return self._values(self._cache.ask(statement, self._name))

    def write(self, values: Mapping[str, bytes], stamp: str) -> None:
        """Put values beside those that are there, or in their place, and stamp the table."""
        statement = "REPLACE INTO records VALUES (?, ?, ?)"
        for key, value in values.items():
            self._cache.ask(statement, self._name, key, _sealed(value, key))
        self._cache.ask("REPLACE INTO stamps VALUES (?, ?)", self._name, stamp)

    def clear(self) -> None:
        """Make the table empty."""
        self._cache.ask("DELETE FROM records WHERE name = ?", self._name)
        self._cache.ask("DELETE FROM stamps WHERE name = ?", self._name)

    def _values(self, rows: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
        values = {}
        for key, sealed in rows:
            content = _unsealed(sealed, key)
            if content is None:
                raise CacheLostError
            values[key] = content
        if not self._cache.is_open:
            raise CacheLostError
        return values


def _make_tables(database: sqlite3.Connection) -> None:
    """Make a database one of this version: as it is, or empty."""
    there = {
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if _TABLES.keys() <= there:
        versions = database.execute("SELECT version FROM version").fetchall()
        if versions == [(code_version(),)]:
            return
    for name in there:
        quoted = name.replace('"', '""')
        database.execute(f'DROP TABLE "{quoted}"')
    for name, columns in _TABLES.items():
        database.execute(f"CREATE TABLE {name} {columns}")
    database.execute("INSERT INTO version VALUES (?)", (code_version(),))


def _digest(stage: str, key: str) -> bytes:
    return hashlib.sha256(f"{stage}\0{key}".encode()).digest()[:16]


def _sealed(content: bytes, name: str = "") -> bytes:
    """Return what is stored for some bytes: a checksum of them and their name, and the bytes."""
    return zlib.crc32(content, zlib.crc32(name.encode())).to_bytes(4, "little") + content


def _unsealed(sealed: bytes, name: str = "") -> bytes | None:
    """Return the bytes that were stored, unless they or their name are others now."""
    content = sealed[4:]
    return content if _sealed(content, name)[:4] == sealed[:4] else None


@functools.cache
def code_version() -> str:
    """Return a digest of what every value follows from: our code, libraries, and Python."""
    folder = Path(__file__).parent
    code = [
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*.py"))
    ]
    libraries = [metadata.version(name) for name in _LIBRARIES]
    return key_of(code, libraries, sys.version, unicodedata.unidata_version)

"""What earlier builds worked out, kept for the next: an SQLite file that is safe to delete.

A value is kept under a digest of everything it follows from, so nothing has to be told that
something has changed: what follows from something else is not found. What every value
follows from, the generator's own code and the libraries it computes with, is the *version*.

A build reads and writes in one transaction, and no other build of the project shares it. So
a build that is killed leaves the cache as it was, and one that finds it in use goes without.
Beside the file lies its *seal*, the version and a checksum of the whole file: a file that is not
byte for byte as a build of this version left it is replaced. `docs/design.md` says why a build's
result is the same.
"""

import functools
import hashlib
import io
import json
import os
import re
import sqlite3
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from generator.processes import batches, in_processes

_I = TypeVar("_I")

_LIBRARIES = (
    "jinja2",
    "lunr",
    "markupsafe",
    "python-slugify",
    "pyyaml",
    "rapidfuzz",
    "text-unidecode",
)
# No table is WITHOUT ROWID: a look-up there reads every long value that stands on its way.
_TABLES = (
    "entries (key BLOB PRIMARY KEY, value BLOB)",
    "stamps (name TEXT PRIMARY KEY, stamp TEXT)",
    "records (name TEXT, key TEXT, value BLOB, PRIMARY KEY (name, key))",
)
_SEAL = re.compile(r"[0-9a-f]{32} [0-9a-f]{8}")  # version and checksum
_PIECE = 1 << 20  # bytes of the file that are read at once
_LONG = 1000  # bytes above which a value is compressed, since each build reads the whole file
_AT_ONCE = 500  # records that are asked for in one statement
_COMPRESSED = b"z"  # with which no JSON begins
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
        self._path = path or Path()
        self._used: set[bytes] = set()
        self._known: set[bytes] | None = None  # the keys of all entries, once asked for
        self._database: sqlite3.Connection | None = None
        self._file: io.BufferedReader | None = None
        self._is_new = False
        if path:
            self._open()

    @property
    def is_open(self) -> bool:
        """Whether what is put is kept."""
        return self._database is not None

    def get(self, stage: str, key: str) -> Any:  # noqa: ANN401 - what was put
        """Return what is kept of a stage under a key (see `key_of`), or None."""
        digest = _digest(stage, key)
        for (content,) in self.ask("SELECT value FROM entries WHERE key = ?", digest):
            self._used.add(digest)
            is_long = content[:1] == _COMPRESSED
            return json.loads(zlib.decompress(content[1:]) if is_long else content)
        return None

    def has(self, stage: str, key: str) -> bool:
        """Return whether something is kept of a stage under a key."""
        if self._known is None:
            self._known = {key for (key,) in self.ask("SELECT key FROM entries")}
        digest = _digest(stage, key)
        found = digest in self._known and self.is_open
        if found:
            self._used.add(digest)
        return found

    def put(self, stage: str, key: str, value: object) -> None:
        """Keep a value, which JSON has to give back as it is."""
        if self._database:
            digest = _digest(stage, key)
            content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            encoded = content.encode("utf-8", "surrogatepass")
            if len(encoded) > _LONG:
                encoded = _COMPRESSED + zlib.compress(encoded, 1)
            self.ask("REPLACE INTO entries VALUES (?, ?)", digest, encoded)
            self._used.add(digest)
            if self._known is not None:
                self._known.add(digest)

    def map(
        self,
        stage: str,
        function: Callable[[_I], Any],
        inputs: Sequence[_I],
        keys: Sequence[str] | None = None,
    ) -> list[Any]:
        """Return what a function makes of each input, asking it only for what is not kept.

        Args:
            stage: What the function works out.
            function: A pure function of a module; what it returns is for JSON.
            inputs: The papers of a day at once cost less than each alone.
            keys: A digest of each input; None when its `repr` tells it in full.
        """
        keys = keys or [key_of(one) for one in inputs]
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

    def ask(self, statement: str, *values: object) -> list[Any]:
        """Return the rows that a statement finds; none when nothing is kept."""
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._lose(error)
            return []

    def tell(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Have a statement done with each of the rows."""
        if self._database:
            try:
                self._database.executemany(statement, rows)
            except sqlite3.Error as error:
                self._lose(error)

    def close(self, *, finished: bool = True) -> None:
        """Keep what was worked out, and let other builds in.

        Args:
            finished: Whether the build asked for all that it needs. If so, what only earlier
                builds used is forgotten in time.
        """
        if finished:
            self._forget_unused()
        self.ask("COMMIT")
        if self._database and (self._is_new or self._database.total_changes):
            try:
                self._seal()
            except OSError as error:
                self._lose(error)
        self._disconnect()

    def _open(self) -> None:
        """Open the file, or a new one in its place when it is not as a build left it."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._begin():
                self._disconnect()
                for path in (self._path, Path(f"{self._path}-journal")):
                    path.unlink(missing_ok=True)
                self._begin()
        except (OSError, sqlite3.Error) as error:
            self._lose(error)

    def _begin(self) -> bool:
        """Begin the build's transaction; return whether the file is one to go on with."""
        self._database = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        # Locked until it is closed, as the file is sealed when the transaction is over.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            self._note_damage()
            return False
        # Closed after the connection: whoever closes a file gives up all locks on it.
        self._file = self._path.open("rb")
        self._is_new = self._file.seek(0, os.SEEK_END) == 0
        if self._is_new:
            for table in _TABLES:
                self._database.execute(f"CREATE TABLE {table}")
            return True
        version, _, checksum = self._read_seal().partition(" ")
        if version in ("", code_version()) and checksum != self._checksum():
            self._note_damage()
            return False
        return version == code_version()

    @property
    def _seal_path(self) -> Path:
        return self._path.with_suffix(".seal")

    def _read_seal(self) -> str:
        """Return what the seal says; nothing when there is none that a build has written."""
        try:
            seal = self._seal_path.read_text("ascii")
        except (OSError, ValueError):
            return ""
        return seal if _SEAL.fullmatch(seal) else ""

    def _seal(self) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(f"{code_version()} {self._checksum()}", "ascii")
        part.replace(self._seal_path)

    def _checksum(self) -> str:
        """Return the checksum of the file as it is now; empty when there is none.

        It is against accidents, as who can write the file can write the seal. A digest takes
        several times as long, for each build.
        """
        if self._file is None:
            return ""
        self._file.seek(0)
        checksum = 0
        while piece := self._file.read(_PIECE):
            checksum = zlib.crc32(piece, checksum)
        return f"{checksum:08x}"

    def _note_damage(self) -> None:
        self.notes.append(f"{self._path}: is damaged, so what it held is worked out anew")

    def _lose(self, error: OSError | sqlite3.Error) -> None:
        """Go on without the file."""
        self._disconnect()
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            note = "is in use by another build, so this one goes without it"
        else:
            note = f"cannot be used, so this build goes without it: {error}"
        self.notes.append(f"{self._path}: {note}")

    def _disconnect(self) -> None:
        if self._database:
            self._database.close()
            self._database = None
        if self._file:
            self._file.close()
            self._file = None

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
        rows: list[tuple[str, bytes]] = []
        for some in batches(list(keys), _AT_ONCE):
            places = ", ".join("?" * len(some))
            statement = f"SELECT key, value FROM records WHERE name = ? AND key IN ({places})"  # noqa: S608
            rows += self._cache.ask(statement, self._name, *some)
        return self._values(rows)

    def read_all(self) -> dict[str, bytes]:
        """Return all values by their keys.

        Raises:
            CacheLostError: The table cannot be read any more.
        """
        statement = "SELECT key, value FROM records WHERE name = ?"
        return self._values(self._cache.ask(statement, self._name))

    def write(self, values: Mapping[str, bytes], stamp: str = "") -> None:
        """Put values beside those that are there, or in their place, and stamp the table.

        Without a stamp, each value has to say itself what it follows from.
        """
        self._cache.tell(
            "REPLACE INTO records VALUES (?, ?, ?)",
            ((self._name, key, value) for key, value in sorted(values.items())),
        )
        if stamp:
            self._cache.ask("REPLACE INTO stamps VALUES (?, ?)", self._name, stamp)

    def clear(self) -> None:
        """Make the table empty."""
        self._cache.ask("DELETE FROM records WHERE name = ?", self._name)
        self._cache.ask("DELETE FROM stamps WHERE name = ?", self._name)

    def _values(self, rows: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
        if not self._cache.is_open:
            raise CacheLostError
        return dict(rows)


def _digest(stage: str, key: str) -> bytes:
    return hashlib.sha256(f"{stage}\0{key}".encode()).digest()[:16]


@functools.cache
def code_version() -> str:
    """Return a digest of what every value follows from: our code, libraries, and Python."""
    folder = Path(__file__).parent
    code = [
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*.py"))
    ]
    libraries = [metadata.version(name) for name in _LIBRARIES]
    python = (sys.version, sys.byteorder, unicodedata.unidata_version, zlib.ZLIB_RUNTIME_VERSION)
    return key_of(code, libraries, python)

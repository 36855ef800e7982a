"""What earlier builds worked out, kept for the next in a file that is safe to delete.

A value is kept under a digest of everything it follows from, so nothing has to be told that
something has changed: what follows from something else is not found. What every value
follows from, the generator's own code and the libraries it computes with, is the *version*.
`docs/design.md` says why a build's result is the same; `sealed.py`, what becomes of the file.
"""

import functools
import hashlib
import json
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from generator.processes import batches, in_processes
from generator.sealed import SealedDatabase

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
    """Values by the stage of a build they belong to and what they follow from."""

    def __init__(self, path: Path | None = None) -> None:
        """Open a cache, which no other build can until it is closed.

        Args:
            path: Its file, made when it is missing. None for a cache that keeps nothing.
        """
        self._database = SealedDatabase(path, code_version() if path else "", _TABLES)
        self._used: set[bytes] = set()
        self._known: set[bytes] | None = None  # the keys of all entries, once asked for

    @property
    def is_open(self) -> bool:
        """Whether what is put is kept."""
        return self._database.is_open

    @property
    def notes(self) -> list[str]:
        """What a person may want to know, a line each."""
        return self._database.notes

    def get(self, stage: str, key: str) -> Any:  # noqa: ANN401 - what was put
        """Return what is kept of a stage under a key (see `key_of`), or None."""
        digest = _digest(stage, key)
        for (content,) in self._database.ask("SELECT value FROM entries WHERE key = ?", digest):
            self._used.add(digest)
            is_long = content[:1] == _COMPRESSED
            return json.loads(zlib.decompress(content[1:]) if is_long else content)
        return None

    def has(self, stage: str, key: str) -> bool:
        """Return whether something is kept of a stage under a key."""
        if self._known is None:
            self._known = {key for (key,) in self._database.ask("SELECT key FROM entries")}
        digest = _digest(stage, key)
        found = digest in self._known and self.is_open
        if found:
            self._used.add(digest)
        return found

    def put(self, stage: str, key: str, value: object) -> None:
        """Keep a value, which JSON has to give back as it is."""
        if self.is_open:
            digest = _digest(stage, key)
            content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            encoded = content.encode("utf-8", "surrogatepass")
            if len(encoded) > _LONG:
                encoded = _COMPRESSED + zlib.compress(encoded, 1)
            self._database.ask("REPLACE INTO entries VALUES (?, ?)", digest, encoded)
            self._used.add(digest)
            if self._known is not None:
                self._known.add(digest)

    def map(
        self,
        stage: str,
        function: Callable[[_I], Any],
        inputs: Sequence[_I],
        keys: Sequence[str],
    ) -> list[Any]:
        """Return what a function makes of each input, asking it only for what is not kept.

        Args:
            stage: What the function works out.
            function: A pure function of a module; what it returns is for JSON.
            inputs: What is kept one by one; best a day's papers at once, as each costs a look-up.
            keys: What tells each input in full.
        """
        values = [self.get(stage, key) for key in keys]
        missing = [number for number, value in enumerate(values) if value is None]
        made = in_processes(function, [inputs[number] for number in missing])
        for number, value in zip(missing, made, strict=True):
            self.put(stage, keys[number], value)
            values[number] = value
        return values

    def table(self, name: str) -> "Table":
        """Return the table of a name."""
        return Table(self._database, name)

    def close(self, *, finished: bool = True) -> None:
        """Keep what was worked out, and let other builds in.

        Args:
            finished: Whether the build asked for all that it needs. If so, what only earlier
                builds used is forgotten in time.
        """
        if finished:
            self._forget_unused()
        self._database.close()

    def _forget_unused(self) -> None:
        """Delete what only earlier builds used, once it is more than what this one did."""
        for (number,) in self._database.ask("SELECT count(*) FROM entries"):
            if number > 2 * len(self._used) + SPARE:
                for (key,) in self._database.ask("SELECT key FROM entries"):
                    if key not in self._used:
                        self._database.ask("DELETE FROM entries WHERE key = ?", key)


class Table:
    """Values by name that grow from build to build, as a whole good for one history of days.

    Who writes the table says by its stamp which history that is; who reads it has to compare.
    A value is bytes. Without a database behind the cache it is empty.
    """

    def __init__(self, database: SealedDatabase, name: str) -> None:
        self._database = database
        self._name = name

    @property
    def stamp(self) -> str:
        """What the table was last stamped with; empty for an empty table."""
        found = self._database.ask("SELECT stamp FROM stamps WHERE name = ?", self._name)
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
            rows += self._database.ask(statement, self._name, *some)
        return self._values(rows)

    def read_all(self) -> dict[str, bytes]:
        """Return all values by their keys.

        Raises:
            CacheLostError: The table cannot be read any more.
        """
        statement = "SELECT key, value FROM records WHERE name = ?"
        return self._values(self._database.ask(statement, self._name))

    def write(self, values: Mapping[str, bytes], stamp: str = "") -> None:
        """Put values beside those that are there, or in their place, and stamp the table.

        Without a stamp, each value has to say itself what it follows from.
        """
        self._database.tell(
            "INSERT INTO records VALUES (?, ?, ?)"
            " ON CONFLICT (name, key) DO UPDATE SET value = excluded.value",  # not to move a row
            ((self._name, key, value) for key, value in sorted(values.items())),
        )
        if stamp:
            self._database.ask("REPLACE INTO stamps VALUES (?, ?)", self._name, stamp)

    def clear(self) -> None:
        """Make the table empty."""
        self._database.ask("DELETE FROM records WHERE name = ?", self._name)
        self._database.ask("DELETE FROM stamps WHERE name = ?", self._name)

    def _values(self, rows: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
        if not self._database.is_open:
            raise CacheLostError
        return dict(rows)


def _digest(stage: str, key: str) -> bytes:
    return hashlib.sha256(f"{stage}\0{key}".encode()).digest()[:16]


@functools.cache
def code_version() -> str:
    """Return a digest of what every value follows from: our code, libraries, and Python."""
    folder = Path(__file__).parent
    code = [
        (path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*.py"))
    ]
    libraries = [metadata.version(name) for name in _LIBRARIES]
    python = (sys.version, sys.byteorder, unicodedata.unidata_version, zlib.ZLIB_RUNTIME_VERSION)
    return key_of(code, libraries, python)

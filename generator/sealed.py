"""An SQLite file for one build at a time, which is replaced when it is not as a build left it.

A build reads and writes in one transaction, and no other build of the project shares it. So
a build that is killed leaves the file as it was, and one that finds it in use goes without.
Beside the file lies its *seal*: the version of the code that wrote it, a checksum of the whole
file, and its *stamp*, which is its size and when it and its entry were last changed. A file that
is not byte for byte as a build of this version left it is replaced. As with the files of a site,
one whose stamp holds is taken for what it was; a file that was copied is read.
"""

import io
import os
import re
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_SEAL = re.compile(r"[0-9a-f]{32} [0-9a-f]{8} [0-9.]+")  # version, checksum, stamp
_SETTLED = 20_000_000  # ns, in which clocks of files tick
_PIECE = 1 << 20  # bytes of the file that are read at once


class SealedDatabase:
    """The file, open from the beginning of a build to its end.

    Attributes:
        notes: What a person may want to know, a line each.
    """

    def __init__(self, path: Path | None, version: str, tables: Iterable[str]) -> None:
        """Open the file, or a new one in its place when it is not as a build left it.

        Args:
            path: The file, made with its folder when it is missing. None keeps nothing.
            version: A digest, in 32 hexadecimal digits, of the code that says what is in it.
            tables: What a new file begins with.
        """
        self.notes: list[str] = []
        self._path = path or Path()
        self._version = version
        self._tables = tables
        self._database: sqlite3.Connection | None = None
        self._file: io.BufferedReader | None = None
        self._is_new = False
        if path:
            self._open()

    @property
    def is_open(self) -> bool:
        """Whether what is written is kept."""
        return self._database is not None

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

    def close(self) -> None:
        """Keep what was written, seal it, and let other builds in."""
        self.ask("COMMIT")
        if self._database and (self._is_new or self._database.total_changes):
            try:
                self._seal()
            except OSError as error:
                self._lose(error)
        self._disconnect()

    def _open(self) -> None:
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
            for table in self._tables:
                self._database.execute(f"CREATE TABLE {table}")
            return True
        version, checksum, stamp = self._read_seal()
        if version not in ("", self._version):
            return False
        if not self._is_stamped(stamp) and checksum != self._checksum():
            self._note_damage()
            return False
        return True

    @property
    def _seal_path(self) -> Path:
        return self._path.with_suffix(".seal")

    def _read_seal(self) -> list[str]:
        """Return what the seal says; nothing when there is none that a build has written."""
        try:
            seal = self._seal_path.read_text("ascii")
        except (OSError, ValueError):
            return ["", "", ""]
        return seal.split(" ") if _SEAL.fullmatch(seal) else ["", "", ""]

    def _seal(self) -> None:
        checksum = self._checksum()
        part = self._path.with_suffix(".part")
        part.write_text(f"{self._version} {checksum} {self._stamp()}", "ascii")
        part.replace(self._seal_path)

    def _is_stamped(self, stamp: str) -> bool:
        """Whether a stamp holds, made so late that a change after it would have another time."""
        if stamp != self._stamp():
            return False
        return self._seal_path.stat().st_mtime_ns - self._path.stat().st_mtime_ns > _SETTLED

    def _stamp(self) -> str:
        found = self._path.stat()
        return f"{found.st_size}.{found.st_mtime_ns}.{found.st_ctime_ns}"

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

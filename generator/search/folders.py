"""What follows from a folder of papers alone, kept from build to build.

Papers are numbered in the order in which they were first seen, so a day at the end fills the
last folder and leaves the others as they are. What is kept of a folder says itself what it
follows from, and takes the place of what was there before. Of a folder that is other than before,
what is kept of the papers up to the first other one stays.
"""

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.cache import Cache, CacheLostError, key_of
from generator.links import abstract_parts, has_code
from generator.model import Paper
from generator.parts import joined, parted
from generator.processes import batches, in_processes
from generator.search.documents import as_json, document, first_words
from generator.search.encoding import compressed, digest
from generator.search.inverted import Words

PAPERS_PER_FILE = 2
PAPERS_PER_FOLDER = 256
"""At most as many as a byte can number."""

_AT_ONCE = 64  # folders that are made before the first of them is kept
_KEY_LENGTH = len(key_of())
_NAME = len(digest(b""))


class Folder(NamedTuple):
    """What there is of some papers.

    Attributes:
        key: A digest of all that it follows from, but for the code.
        name: A digest of what answers show of them.
        has_code: For each paper 1 or 0: whether it links to source code.
    """

    key: str
    name: str
    has_code: bytes


class _Task(NamedTuple):
    """A folder to be made.

    Attributes:
        papers: Those that nothing is kept of.
        keys: The `_key` of each of its papers.
        code: As `Folder.has_code`, of the papers before them.
        words: What these add to the index, each as JSON in a line.
        files: What answers show of these, as it is served.
    """

    papers: Sequence[Paper]
    keys: Sequence[str]
    code: bytes = b""
    words: Sequence[bytes] = ()
    files: Sequence[bytes] = ()


def _key(paper: Paper) -> str:
    """Return what tells all that a paper's folder follows from: none of its later listings."""
    return f"{paper.id} {paper.appearances[0].date} {paper.wording}\n"


class Folders:
    """The folders of all papers of an archive.

    Attributes:
        papers: How many papers they have.
        all: What there is of each, in order.
    """

    def __init__(self, papers: Sequence[Paper], cache: Cache) -> None:
        """Make the folders that are not kept.

        Args:
            papers: All of the archive, in the order in which they were first seen.
            cache: Where the folders of earlier builds are kept.
        """
        self._table = cache.table("search folders")
        self._cache = cache
        self.papers = len(papers)
        self._papers = list(batches(papers, PAPERS_PER_FOLDER))
        self._paper_keys = [list(map(_key, few)) for few in self._papers]
        self._keys = [key_of("".join(few)) for few in self._paper_keys]
        self._made: dict[str, bytes] = {}  # where nothing keeps them
        self._files: tuple[int, list[bytes]] = -1, []  # those read last
        heads = self._read("head", range(len(self._keys)))
        missing = [number for number in range(len(self._keys)) if number not in heads]
        for some in batches(missing, _AT_ONCE):
            heads |= self._make(some)
        self.all = [
            Folder(key, head[:_NAME].decode(), head[_NAME:])
            for key, head in ((key, heads[number]) for number, key in enumerate(self._keys))
        ]

    def key(self, papers: int) -> str:
        """Return a digest of all that what there is of the first papers follows from."""
        whole, rest = divmod(papers, PAPERS_PER_FOLDER)
        keys = self._paper_keys[whole][:rest] if rest else ()
        return key_of("".join([*self._keys[:whole], *keys]))

    def file(self, folder: int, number: int) -> bytes:
        """Return what answers show of a few papers, as it is served."""
        if self._files[0] != folder:
            self._files = folder, parted(self._one("files", folder))
        return self._files[1][number]

    def documents(self, papers: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """Yield what answers show of some papers (see `document`), with their numbers."""
        for paper in sorted(papers):
            folder, place = divmod(paper, PAPERS_PER_FOLDER)
            number, at = divmod(place, PAPERS_PER_FILE)
            yield paper, json.loads(zlib.decompress(self.file(folder, number)))[at]

    def words(self, start: int) -> Iterator[Words]:
        """Yield what papers add to the index, from a number on."""
        for folder in range(start // PAPERS_PER_FOLDER, len(self._keys)):
            _, lines = _read_words(self._one("words", folder))
            wanted = lines[max(start - folder * PAPERS_PER_FOLDER, 0) :]
            for of_paper in json.loads(b"[%b]" % b",".join(wanted)):
                yield Words(*of_paper)

    def _one(self, kind: str, folder: int) -> bytes:
        """Return what there is of a folder, made anew when the cache is lost."""
        found = self._read(kind, [folder])
        if not found:
            self._make([folder])
            found = self._read(kind, [folder])
        return found[folder]

    def _read(self, kind: str, folders: Sequence[int]) -> dict[int, bytes]:
        """Return what is kept of those folders that are as they were."""
        found = self._kept(kind, folders)
        return {
            folder: content[_KEY_LENGTH:]
            for folder, content in found.items()
            if content[:_KEY_LENGTH] == self._keys[folder].encode()
        }

    def _kept(self, kind: str, folders: Sequence[int]) -> dict[int, bytes]:
        names = {f"{kind} {folder}": folder for folder in folders}
        found = {name: self._made[name] for name in names if name in self._made}
        with contextlib.suppress(CacheLostError):
            found |= self._table.read(names)
        return {names[name]: content for name, content in found.items()}

    def _make(self, folders: Sequence[int]) -> dict[int, bytes]:
        """Make folders and keep them; return the heads."""
        tasks = [self._task(folder) for folder in folders]
        heads = {}
        for folder, packed in zip(folders, in_processes(_build, tasks), strict=True):
            head, words, files = parted(packed)
            key = self._keys[folder].encode()
            parts = {"head": head, "words": words, "files": files}
            records = {f"{kind} {folder}": key + part for kind, part in parts.items()}
            self._table.write(records)  # each tells what it follows from
            if not self._cache.is_open:
                self._made |= records
            heads[folder] = head
        return heads

    def _task(self, folder: int) -> _Task:
        """Return what is to be made of a folder, with what is kept of its first papers."""
        papers, keys = self._papers[folder], self._paper_keys[folder]
        kept = {kind: self._kept(kind, [folder]) for kind in ("head", "words", "files")}
        if not all(kept.values()):
            return _Task(papers, keys)
        head, words, files = (found[folder][_KEY_LENGTH:] for found in kept.values())
        old_keys, old_words = _read_words(words)
        same = 0
        while same < min(len(keys), len(old_keys)) and keys[same] == old_keys[same]:
            same += 1
        same -= same % PAPERS_PER_FILE
        return _Task(
            papers=papers[same:],
            keys=keys,
            code=head[_NAME:][:same],
            words=old_words[:same],
            files=parted(files)[: same // PAPERS_PER_FILE],
        )


def _build(task: _Task) -> bytes:
    """Return what is kept of a folder: its name and the code, the words, and the files."""
    new = [as_json(list(map(document, few))) for few in batches(task.papers, PAPERS_PER_FILE)]
    name = digest(b"\n".join([*map(zlib.decompress, task.files), *new])).encode()
    code = task.code + bytes(has_code(abstract_parts(paper.listing)) for paper in task.papers)
    words = [as_json(Words.of(*first_words(paper))) for paper in task.papers]
    lines = [as_json(task.keys), *task.words, *words]
    return joined(
        [
            name + code,
            zlib.compress(b"\n".join(lines), 1),
            joined([*task.files, *map(compressed, new)]),
        ]
    )


def _read_words(packed: bytes) -> tuple[list[str], list[bytes]]:
    """Return the keys of papers and what they add to the index, see `_Task`."""
    keys, *lines = zlib.decompress(packed).split(b"\n")
    return json.loads(keys), lines

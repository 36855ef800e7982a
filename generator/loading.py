"""Folder of dumps -> Archive, with every problem found on the way.

What a problem means is for the caller: a build fails, a preview goes on without it.
"""

from dataclasses import replace
from pathlib import Path

from generator.archive import build_archive
from generator.cache import Cache
from generator.errors import ArchiveError, DumpError, MetadataError
from generator.metadata import read_corrections, read_topics
from generator.model import Archive, Corrections, Dump, Topic
from generator.readers import read_dumps


def load_archive(
    folder: Path, cache: Cache | None = None
) -> tuple[Archive, tuple[ArchiveError, ...]]:
    """Return the archive of what is in order in a folder, and all problems of the rest.

    A refused dump is left out, with the corrections that name it; corrections that
    cannot be used are left out as a whole.

    Args:
        folder: Where the dumps lie.
        cache: What earlier builds worked out.
    """
    problems: list[ArchiveError] = []
    dumps: tuple[Dump, ...] = ()
    corrections = Corrections(path=folder)
    topics: tuple[Topic, ...] = ()
    try:
        dumps, refused = read_dumps(folder, cache)
        problems += refused
    except DumpError as error:
        problems.append(error)
    try:
        topics = read_topics(folder, cache)
    except MetadataError as error:
        problems.append(error)
    try:
        corrections = read_corrections(folder)
    except MetadataError as error:
        problems.append(error)
    if problems:
        corrections = _about(corrections, dumps)
    try:
        return build_archive(dumps, corrections, topics, cache), tuple(problems)
    except MetadataError as error:
        return build_archive(dumps, topics=topics, cache=cache), (*problems, error)


def _about(corrections: Corrections, dumps: tuple[Dump, ...]) -> Corrections:
    """Return the corrections that name listings of these dumps only."""
    names = {dump.name for dump in dumps}

    def known(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(g for g in groups if {item.partition("#")[0] for item in g} <= names)

    return replace(
        corrections, same=known(corrections.same), different=known(corrections.different)
    )

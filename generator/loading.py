"""Folder of dumps -> Archive, with every problem found on the way.

What a problem means is for the caller: a build fails, a preview goes on without it.
"""

import functools
import os
from collections.abc import Callable
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


def within(folder: Path) -> Callable[[str], bool]:
    """Return what says of the path of a file whether it leads through a folder.

    Args:
        folder: The folder without links. The file, or a folder above it, may be a link that leads
            into it or out of it.
    """

    @functools.cache
    def leads_there(directory: str) -> bool:
        above = os.path.dirname(directory)  # noqa: PTH120 - one for each of many dumps
        is_there = os.path.realpath(directory) == str(folder)
        return is_there or (above != directory and leads_there(above))

    def is_within(path: str) -> bool:
        return leads_there(os.path.dirname(path)) or (  # noqa: PTH120
            Path(os.path.realpath(path)).is_relative_to(folder)
        )

    return is_within


def _about(corrections: Corrections, dumps: tuple[Dump, ...]) -> Corrections:
    """Return the corrections that name listings of these dumps only."""
    names = {dump.name for dump in dumps}

    def known(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(g for g in groups if {item.partition("#")[0] for item in g} <= names)

    return replace(
        corrections, same=known(corrections.same), different=known(corrections.different)
    )

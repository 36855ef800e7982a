"""YAML files beside the dumps -> typed values. Unknown keys are errors, not ignored."""

import os
import re
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CBaseLoader as _BaseLoader  # ten times as fast, where it was built
except ImportError:
    from yaml import BaseLoader as _BaseLoader  # type: ignore[assignment]

from generator.cache import Cache, key_of
from generator.errors import MetadataError
from generator.model import DUMP_NAME, Corrections, Topic
from generator.text import slug

CORRECTIONS = "corrections.yml"
"""Name of the file of corrections in the folder of dumps."""
TOPICS = "topics.yml"
"""Name of the vocabulary of topics in the folder of dumps."""


class _Loader(_BaseLoader):
    """Makes strings, lists and mappings, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the base's signature
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice!r} stands twice", node.start_mark
            )
        return mapping


_REFERENCE = re.compile(rf"{DUMP_NAME}#[1-9][0-9]*")
_DEEPEST = 20
_TOPIC_KEYS = ("id", "name", "description", "patterns")
_PATTERN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*\*?")


def read_corrections(folder: Path) -> Corrections:
    """Return the corrections that stand beside the dumps; none when there is no file.

    Raises:
        MetadataError: The file is not YAML, or not of the documented form.
    """
    path = folder / CORRECTIONS
    if not _is_there(path):
        return Corrections(path=path)
    content = _parse(_read_text(path), path)
    if not content:
        return Corrections(path=path)
    if not isinstance(content, dict):
        raise MetadataError("is not a mapping; give it the keys same: and different:", path=path)
    if unknown := [str(key) for key in content if key not in ("same", "different")]:
        message = f"unknown key; known are same and different, found {', '.join(unknown)}"
        raise MetadataError(message, path=path, key=unknown[0])
    return Corrections(
        path=path,
        same=_groups(content.get("same"), path, "same"),
        different=_groups(content.get("different"), path, "different"),
    )


def _groups(value: object, path: Path, key: str) -> tuple[tuple[str, ...], ...]:
    if not value:
        return ()
    if not isinstance(value, list):
        message = "is not a list; write one group of listings a line, with a leading hyphen"
        raise MetadataError(message, path=path, key=key)
    groups = []
    for index, group in enumerate(value):
        if (
            not isinstance(group, list)
            or not all(isinstance(item, str) and _REFERENCE.fullmatch(item) for item in group)
            or len(set(group)) < 2
        ):
            message = (
                f"found {group!r}; name two or more listings of dumps, "
                "such as [2025-03-11#4, 2025-03-12.a#9]"
            )
            raise MetadataError(message, path=path, key=f"{key}[{index}]")
        groups.append(tuple(group))
    return tuple(groups)


def read_topics(folder: Path, cache: Cache | None = None) -> tuple[Topic, ...]:
    """Return the topics that stand beside the dumps; none when there is no file.

    Args:
        folder: Of the dumps.
        cache: Where the topics of earlier builds are kept, as YAML is slow to read.

    Raises:
        MetadataError: The file is not YAML, or not of the documented form.
    """
    path = folder / TOPICS
    if not _is_there(path):
        return ()
    text = _read_text(path)
    key = key_of(text)
    cache = cache or Cache()
    if kept := cache.get("vocabulary", key):
        return tuple(
            Topic(id_, name, description, tuple(patterns))
            for id_, name, description, patterns in kept
        )
    topics = _topics(_parse(text, path) or [], path)
    cache.put("vocabulary", key, topics)
    return topics


def _topics(content: object, path: Path) -> tuple[Topic, ...]:
    if not isinstance(content, list):
        message = "is not a list; write one topic after the other, each with a leading hyphen"
        raise MetadataError(message, path=path)
    topics: dict[str, Topic] = {}
    for index, entry in enumerate(content):
        topic = _topic(entry, path, f"[{index}]")
        if topic.id in topics:
            message = f"the id {topic.id} stands twice; give one of the two topics another"
            raise MetadataError(message, path=path, key=f"[{index}].id")
        topics[topic.id] = topic
    return tuple(topics.values())


def _topic(entry: object, path: Path, key: str) -> Topic:
    if not isinstance(entry, dict):
        message = f"is not a mapping; give it the keys {', '.join(_TOPIC_KEYS)}"
        raise MetadataError(message, path=path, key=key)
    if unknown := [str(name) for name in entry if name not in _TOPIC_KEYS]:
        message = f"unknown key; known are {', '.join(_TOPIC_KEYS)}"
        raise MetadataError(message, path=path, key=f"{key}.{unknown[0]}")
    id_ = _text(entry.get("id"), path, f"{key}.id")
    if slug(id_) != id_:
        message = (
            f"found {id_!r}; use a-z, 0-9 and single hyphens, such as time-series, not too many, "
            "and no name that a server or a system keeps for itself, such as index"
        )
        raise MetadataError(message, path=path, key=f"{key}.id")
    return Topic(
        id=id_,
        name=_text(entry.get("name"), path, f"{id_}.name"),
        description=_text(entry.get("description"), path, f"{id_}.description"),
        patterns=_patterns(entry.get("patterns"), path, f"{id_}.patterns"),
    )


def _text(value: object, path: Path, key: str) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise MetadataError("found no text; write one", path=path, key=key)
    return text


def _patterns(value: object, path: Path, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        message = "found no list of words and phrases; name at least one"
        raise MetadataError(message, path=path, key=key)
    for index, pattern in enumerate(value):
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
            message = (
                f"found {pattern!r}; write words of letters and digits, with one blank or hyphen "
                "between, and a star at most at the end, such as low-rank adapt*"
            )
            raise MetadataError(message, path=path, key=f"{key}[{index}]")
        if pattern in value[:index]:
            message = f"the pattern {pattern} stands twice; take one out"
            raise MetadataError(message, path=path, key=f"{key}[{index}]")
    return tuple(value)


def _is_there(path: Path) -> bool:
    """Whether there is a file, or a link to one that is not there."""
    return os.path.lexists(path)


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _parse(text: str, path: Path) -> object:
    try:
        if _is_deep(text):
            message = f"is nested more than {_DEEPEST} deep; correct the file"
            raise MetadataError(message, path=path)
        content: object = yaml.load(text, _Loader)  # noqa: S506 - makes strings only
    except yaml.YAMLError as error:
        raise _unreadable(path, error) from error
    return content


def _is_deep(text: str) -> bool:
    """Say whether YAML is nested too deep: loading takes a piece of the stack for each level."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def _unreadable(path: Path, error: Exception) -> MetadataError:
    message = f"cannot be read as YAML: {' '.join(str(error).split())}; correct the file"
    return MetadataError(message, path=path)

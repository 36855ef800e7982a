"""YAML files beside the dumps -> typed values. Unknown keys are errors, not ignored."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

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

_REFERENCE = re.compile(rf"{DUMP_NAME}#[1-9][0-9]*")
_DEEPEST = 20
_TOPIC_KEYS = ("id", "name", "description", "patterns")
_PATTERN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*\*?")


class _Text(str):
    """A text that knows its line."""

    __slots__ = ("line",)
    line: int


class _List(list[Any]):
    """A list that knows its line."""

    line: int


class _Mapping(dict[Any, Any]):
    """A mapping that knows its line."""

    line: int


class _Loader(_BaseLoader):
    """Makes strings, lists and mappings, and refuses a key that stands twice."""

    def construct_scalar(self, node: yaml.ScalarNode) -> _Text:
        return _placed(_Text(super().construct_scalar(node)), node)

    def construct_sequence(self, node: yaml.SequenceNode, deep: bool = False) -> _List:  # noqa: FBT001, FBT002 - the base's signature
        return _placed(_List(super().construct_sequence(node, deep)), node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> _Mapping:  # noqa: FBT001, FBT002 - the base's signature
        mapping = _Mapping(super().construct_mapping(node, deep))
        if len(mapping) < len(node.value):
            keys = [key.value for key, _ in node.value]
            *_, twice = (key for key, _ in node.value if keys.count(key.value) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice.value!r} stands twice", twice.start_mark
            )
        return _placed(mapping, node)


_P = TypeVar("_P", _Text, _List, _Mapping)


def _placed(value: _P, node: yaml.Node) -> _P:
    value.line = node.start_mark.line + 1
    return value


def _error(message: str, path: Path, key: str, *values: object) -> MetadataError:
    """Return an error in the line of the first of some values that has one."""
    lines = (getattr(value, "line", None) for value in values)
    return MetadataError(message, path=path, key=key, line=next(filter(None, lines), None))


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
    if unknown := [key for key in content if key not in ("same", "different")]:
        message = f"unknown key; use same or different, found {', '.join(unknown)}"
        raise _error(message, path, unknown[0], unknown[0])
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
        raise _error(message, path, key, value)
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
            raise _error(message, path, f"{key}[{index}]", group, value)
        groups.append(tuple(map(str, group)))
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
            raise _error(message, path, f"[{index}].id", entry["id"])
        topics[topic.id] = topic
    return tuple(topics.values())


def _topic(entry: object, path: Path, key: str) -> Topic:
    if not isinstance(entry, dict):
        message = f"is not a mapping; give it the keys {', '.join(_TOPIC_KEYS)}"
        raise _error(message, path, key, entry)
    if unknown := [name for name in entry if name not in _TOPIC_KEYS]:
        message = f"unknown key; use one of {', '.join(_TOPIC_KEYS)}"
        raise _error(message, path, f"{key}.{unknown[0]}", unknown[0])
    id_ = _text(entry, "id", path, key)
    if slug(id_) != id_:
        message = (
            f"found {id_!r}; use a-z, 0-9 and single hyphens, such as time-series, not too many, "
            "and no name that a server or a system keeps for itself, such as index"
        )
        raise _error(message, path, f"{key}.id", entry["id"])
    return Topic(
        id=id_,
        name=_text(entry, "name", path, id_),
        description=_text(entry, "description", path, id_),
        patterns=_patterns(entry, path, f"{id_}.patterns"),
    )


def _text(entry: Mapping[str, object], name: str, path: Path, key: str) -> str:
    value = entry.get(name)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise _error("found no text; write one", path, f"{key}.{name}", value, entry)
    return text


def _patterns(entry: Mapping[str, object], path: Path, key: str) -> tuple[str, ...]:
    value = entry.get("patterns")
    if not isinstance(value, list) or not value:
        message = "found no list of words and phrases; name at least one"
        raise _error(message, path, key, value, entry)
    for index, pattern in enumerate(value):
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
            message = (
                f"found {pattern!r}; write words of letters and digits, with one blank or hyphen "
                "between, and a star at most at the end, such as low-rank adapt*"
            )
            raise _error(message, path, f"{key}[{index}]", pattern, value)
        if pattern in value[:index]:
            message = f"the pattern {pattern} stands twice; take one out"
            raise _error(message, path, f"{key}[{index}]", pattern)
    return tuple(map(str, value))


def _is_there(path: Path) -> bool:
    """Whether there is a file, or a link to one that is not there."""
    return os.path.lexists(path)


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check the path and its permissions"
        raise MetadataError(message, path=path) from error
    except UnicodeDecodeError as error:
        message = "is not UTF-8; save the file in the encoding UTF-8"
        raise MetadataError(message, path=path) from error


def _parse(text: str, path: Path) -> object:
    try:
        if _is_deep(text):
            message = f"is nested more than {_DEEPEST} deep; correct the file"
            raise MetadataError(message, path=path)
        content: object = yaml.load(text, _Loader)  # noqa: S506 - makes strings only
    except yaml.MarkedYAMLError as error:
        what = " ".join(filter(None, (error.context, error.problem)))
        message = f"cannot be read as YAML: {what}; correct the file"
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise MetadataError(message, path=path, line=line) from error
    except yaml.YAMLError as error:  # such as a character that no YAML has
        message = f"cannot be read as YAML: {' '.join(str(error).split())}; correct the file"
        raise MetadataError(message, path=path) from error
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

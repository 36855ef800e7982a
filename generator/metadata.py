"""YAML files beside the dumps -> typed values. Unknown keys are errors, not ignored."""

import re
from pathlib import Path
from typing import Any

import yaml

from generator.errors import MetadataError
from generator.model import Corrections
from generator.text import DUMP_NAME

CORRECTIONS = "corrections.yml"
"""Name of the file of corrections in the folder of dumps."""


class _Loader(yaml.BaseLoader):
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


def read_corrections(folder: Path) -> Corrections:
    """Return the corrections that stand beside the dumps; none when there is no file.

    Raises:
        MetadataError: The file is not YAML, or not of the documented form.
    """
    path = folder / CORRECTIONS
    if not path.exists():
        return Corrections(path=path)
    try:
        content = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - makes strings only
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        message = f"cannot be read as YAML: {' '.join(str(error).split())}; correct the file"
        raise MetadataError(message, path=path) from error
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

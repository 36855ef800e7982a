"""Templates, compiled once and then kept, as Jinja offers it."""

import base64
from importlib import metadata

import jinja2
from jinja2.bccache import Bucket

from generator.cache import Cache, key_of


class KeptBytecode(jinja2.BytecodeCache):
    """What Jinja makes of templates, by their sources and what else it follows from."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._version = metadata.version("mkdocs")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is kept of a template, if there is anything."""
        kept = self._cache.get("bytecode", self._key(bucket))
        if kept:
            bucket.bytecode_from_string(base64.b64decode(kept))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds."""
        content = base64.b64encode(bucket.bytecode_to_string()).decode()
        self._cache.put("bytecode", self._key(bucket), content)

    def _key(self, bucket: Bucket) -> str:
        return key_of(self._version, bucket.key, bucket.checksum)

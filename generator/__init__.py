"""Turns captures of a daily-papers page into the pages of a site.

The data flows one way, and each step is a function that can be used alone:

```
path -> read_dump -> Dump -> build_archive -> Archive -> build_outputs -> OutputFile
```
"""

from generator.archive import build_archive
from generator.errors import (
    ArchiveError,
    DumpError,
    DumpSyntaxError,
    MetadataError,
    OutputConflictError,
    UnknownFormatError,
)
from generator.loading import load_archive
from generator.metadata import read_corrections, read_topics
from generator.model import (
    Abstract,
    Alias,
    Appearance,
    Archive,
    Corrections,
    Day,
    Dump,
    LazyFile,
    Listing,
    OutputFile,
    Paper,
    Site,
    Topic,
    Variant,
)
from generator.outputs import build_outputs
from generator.readers import read_dump, read_dumps
from generator.topics import Vocabulary

__all__ = [
    "Abstract",
    "Alias",
    "Appearance",
    "Archive",
    "ArchiveError",
    "Corrections",
    "Day",
    "Dump",
    "DumpError",
    "DumpSyntaxError",
    "LazyFile",
    "Listing",
    "MetadataError",
    "OutputConflictError",
    "OutputFile",
    "Paper",
    "Site",
    "Topic",
    "UnknownFormatError",
    "Variant",
    "Vocabulary",
    "build_archive",
    "build_outputs",
    "load_archive",
    "read_corrections",
    "read_dump",
    "read_dumps",
    "read_topics",
]

"""What can be wrong with an archive, as exceptions.

```
ArchiveError                  anything wrong with the archive's own files
├── DumpError                 one dump file; carries path and line
│   ├── UnknownFormatError    its name or format is not one we read
│   └── DumpSyntaxError       its content does not follow the format
├── MetadataError             a YAML file beside the dumps; carries path, line and key
└── OutputConflictError       two outputs want the same place; carries the URI
```

Messages have the form `path:line: what is wrong; what to do`. A dump is refused whole but
for every reason at once: the error raised is the first, and `DumpError.problems` has all.
"""

from pathlib import Path


class ArchiveError(ValueError):
    """Something in the archive's files is wrong and a person has to mend it."""


class DumpError(ArchiveError):
    """A dump cannot be used.

    Attributes:
        path: The dump file.
        line: The line, counted from 1, or None when the whole file is meant.
        problems: This error and all others found in the same file, in order of line.
    """

    def __init__(self, message: str, *, path: Path, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.problems: tuple[DumpError, ...] = (self,)


class UnknownFormatError(DumpError):
    """The file's name is not that of a dump, or no reader knows its format."""


class DumpSyntaxError(DumpError):
    """The file's content does not follow its format."""


class MetadataError(ArchiveError):
    """A YAML file beside the dumps cannot be used.

    Attributes:
        path: The YAML file.
        key: The key the problem is under, such as `same[2]`; empty for the whole file.
        line: The line, counted from 1, or None when it is not known.
    """

    def __init__(self, message: str, *, path: Path, key: str = "", line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {key}: {message}" if key else f"{place}: {message}")
        self.path = path
        self.key = key
        self.line = line


class OutputConflictError(ArchiveError):
    """Two outputs, or an output and a hand-written file, have the same address.

    Attributes:
        uri: Of the hand-written file, else of the outputs; relative to the docs folder.
    """

    def __init__(self, message: str, *, uri: str) -> None:
        super().__init__(f"{uri}: {message}")
        self.uri = uri

"""The theme, of which MkDocs lists the files without looking through its icons.

Material keeps more than ten thousand of them in a hidden folder. A template may include one;
as files of a site MkDocs leaves out whatever is hidden, after it has listed and matched it all.
"""

import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


class QuickTheme(Theme):
    """A theme that is another in all but the time that listing its files takes."""

    def __init__(self, theme: Theme) -> None:
        vars(self).update(vars(theme))

    def get_env(self) -> Environment:
        """Return the environment for the theme's templates."""
        environment = super().get_env()
        environment.loader = _Loader(self.dirs)
        return environment


class _Loader(FileSystemLoader):
    """Loads any template, and lists those that are not hidden."""

    def list_templates(self) -> list[str]:
        found = set()
        for root in self.searchpath:
            for folder, folders, names in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                place = Path(folder).relative_to(root)
                found |= {(place / name).as_posix() for name in names if not name.startswith(".")}
        return sorted(found)

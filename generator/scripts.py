"""Modules of the site's scripts -> one, as each would be a request, without comments and indents.

Only modules of one folder are joined. A way of importing that is not known here is left as
it is, so the browser fetches that module. No text in a module may run over several lines.
"""

import re
from collections.abc import Callable
from posixpath import dirname

JOINED = (
    "assets/javascripts/search/dialog.js",
    "assets/javascripts/search/worker.js",
)
"""The scripts that are served with the modules they import."""

_COMMENT = re.compile(r"^[ ]*(?:/\*\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)\n", re.MULTILINE)
_IMPORT = re.compile(
    r'^(?:import \{ (?P<names>\w+(?:, \w+)*) \}|export \*) from "(?P<place>[^"\n]+)";\n',
    re.MULTILINE,
)
_BLANK = re.compile(r"\n\s+")


def joined(uri: str, read: Callable[[str], str | None]) -> str:
    r"""Return a module with the modules that it imports from its folder.

    What these export, the joined one exports too. No two of them may name alike what stands in
    them at the top.

    Args:
        uri: Which module.
        read: Returns the text of the module at an address, None where there is none.

    Examples:
        >>> modules = {
        ...     "a.js": 'import { b } from "./b.js";\nimport { d } from "../d.js";\n\nb(d);\n',
        ...     "b.js": '/** Does it. */\nexport function b() {}\n',
        ... }
        >>> print(joined("a.js", modules.get), end="")
        import { d } from "../d.js";
        export function b() {}
        b(d);
    """
    folder = dirname(uri)
    others: dict[str, set[str]] = {}  # what is imported from elsewhere
    parts: dict[str, str] = {}

    def add(uri: str, text: str) -> None:
        parts[uri] = ""  # modules may import each other

        def take(found: re.Match[str]) -> str:
            place, names = found["place"], found["names"]
            if place.startswith("./"):
                module = f"{folder}/{place[2:]}".lstrip("/")
                content = read(module)
                if module in parts:
                    return ""
                if content is not None:
                    add(module, content)
                    return ""
            if names is None:
                return found[0]
            others.setdefault(place, set()).update(names.split(", "))
            return ""

        rest = _IMPORT.sub(take, _COMMENT.sub("", text))
        del parts[uri]  # it stands after those that it imports
        parts[uri] = rest

    add(uri, read(uri) or "")
    imports = [
        f'import {{ {", ".join(sorted(names))} }} from "{place}";\n'
        for place, names in sorted(others.items())
    ]
    return _BLANK.sub("\n", "".join([*imports, *parts.values()])).lstrip()

"""The one boundary between the text of a dump and Markdown or HTML.

Text from dumps is hostile until it has passed here. Templates print nothing else: their
environment (see `template_environment`) sends every printed value through `as_html`, so a
value that is not escaped cannot be printed by forgetting a filter.

Three places need two spellings:

* inside a raw HTML block (`as_html`), where Markdown does not look, but plugins that read
  braces do, so `{` and `}` are encoded as well;
* in a Markdown heading (`as_heading`), where every ASCII punctuation mark could be markup;
* in front matter (`front_matter`), which themes print into HTML without escaping it, so
  it is escaped like a raw block.
"""

import html
import json
import re
import string
from collections.abc import Mapping

import jinja2
import yaml
from jinja2.compiler import CodeGenerator
from markupsafe import Markup as Markup  # noqa: PLC0414 - for annotations elsewhere
from markupsafe import escape

ESCAPED_IN_YAML = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""A character that YAML has escaped, or takes for the end of a line."""
_ACTIVE = re.compile(r"[&<>\"'{}]")
_ELEMENT = re.compile(r"(<[^>]*>)")
_BLANKS = re.compile(
    r"\n\s+|(?P<kept><(?P<tag>pre|script|style|textarea)\b.*?</(?P=tag)>)", re.DOTALL
)
_JSON = json.JSONEncoder(ensure_ascii=False)
_YamlDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C where it was built
_PUNCTUATION = str.maketrans({mark: f"&#{ord(mark)};" for mark in string.punctuation})


def as_html(value: object) -> Markup:
    """Return the value as text for a raw HTML block, in an element or a quoted attribute.

    Examples:
        >>> as_html('<b title="{{ x }}">')
        Markup('&lt;b title=&quot;&#123;&#123; x &#125;&#125;&quot;&gt;')
        >>> as_html(as_html("a & b"))
        Markup('a &amp; b')
    """
    if isinstance(value, Markup):
        return value
    text = str(value)
    if _ACTIVE.search(text):
        text = html.escape(text).replace("{", "&#123;").replace("}", "&#125;")
    return str.__new__(Markup, text)  # `Markup` itself would ask whether it is some already


def element(tag: str, *children: str, css_class: str | None = None) -> Markup:
    """Return an HTML element around children, each of which is escaped unless it is `Markup`.

    Args:
        tag: Name of the element, from the project's own code.
        children: Texts from dumps, or markup made here.
        css_class: The element's class, from the project's own code.

    Examples:
        >>> element("sub", "a<b", element("i", "x"))
        Markup('<sub>a&lt;b<i>x</i></sub>')
    """
    attribute = "" if css_class is None else f' class="{as_html(css_class)}"'
    return Markup(f"<{tag}{attribute}>{''.join(map(as_html, children))}</{tag}>")


def as_heading(text: str) -> Markup:
    """Return the text for a Markdown heading: no mark in it means anything to Markdown.

    White space is folded, as a line end would close the heading. The elements of what is
    `Markup` already stay elements.

    Examples:
        >>> as_heading("# *C*")
        Markup('&#35; &#42;C&#42;')
        >>> as_heading(Markup("<i>f</i>*"))
        Markup('<i>f</i>&#42;')
    """
    if isinstance(text, Markup):
        pieces = _ELEMENT.split(text)
        pieces[::2] = [html.unescape(words).translate(_PUNCTUATION) for words in pieces[::2]]
        encoded = "".join(pieces)
    else:
        encoded = text.translate(_PUNCTUATION)
    return Markup(" ".join(encoded.split()))


def fold_blanks(page: str) -> str:
    r"""Return a page without empty lines and indents, a third of what the theme's templates make.

    What is kept as written in HTML stays as it is.

    Examples:
        >>> fold_blanks("<p>\n\n  one</p>\n<pre>\n  x = 1\n\n  y</pre>")
        '<p>\none</p>\n<pre>\n  x = 1\n\n  y</pre>'
    """
    return _BLANKS.sub(lambda found: found["kept"] or "\n", page)


def kept_markup(html: str) -> Markup:
    """Return markup that was made here before, and kept as text."""
    return Markup(html)


def hand_written(markdown: str) -> Markup:
    """Return Markdown that people of the project wrote, which is not escaped."""
    return Markup(markdown.strip())


def front_matter(texts: Mapping[str, str], settings: Mapping[str, object]) -> Markup:
    """Return a YAML front matter block.

    Args:
        texts: Values from dumps; escaped for HTML, since themes print them raw.
        settings: Values the generator itself decides, written as they are.
    """
    escaped = {key: str(as_html(" ".join(text.split()))) for key, text in texts.items()}
    lines = [_yaml_line(key, value) for key, value in (escaped | dict(settings)).items()]
    return Markup(f"---\n{''.join(lines)}---\n")


def _yaml_line(key: str, value: object) -> str:
    """Return a field in YAML: as JSON, which is quick, if it has no character that YAML escapes."""
    line = f"{key}: {_JSON.encode(value)}"
    if not ESCAPED_IN_YAML.search(line):
        return f"{line}\n"
    return yaml.dump({key: value}, Dumper=_YamlDumper, allow_unicode=True, width=1_000_000)


def spellings(escaped: str) -> tuple[str, str, str, str]:
    """Return the ways in which a theme may print an escaped text of the front matter.

    As it is, escaped again, with Jinja's `striptags`, and with that escaped again.

    Examples:
        >>> spellings("a &quot;b&quot;")[0::2]
        ('a &quot;b&quot;', 'a "b"')
        >>> spellings("a &quot;b&quot;")[1::2]
        ('a &amp;quot;b&amp;quot;', 'a &#34;b&#34;')
    """
    stripped = Markup(escaped).striptags()
    return escaped, str(escape(escaped)), stripped, str(escape(stripped))


class _Printing(CodeGenerator):
    """Compiles templates to print through `finalize` alone, as `as_html` leaves nothing to escape.

    Jinja would escape what that returns, which changes nothing and takes longer.
    """

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Environment(jinja2.Environment):
    code_generator_class = _Printing


def template_environment(loader: jinja2.BaseLoader) -> jinja2.Environment:
    """Return the environment for templates: what they print is escaped for raw HTML."""
    environment = _Environment(
        loader=loader,
        autoescape=True,
        finalize=as_html,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # or it asks for the times of the files with each page
    )
    environment.filters["heading"] = as_heading
    return environment

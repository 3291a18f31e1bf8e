"""promptfoo's templates, which are Nunjucks, as texts with placeholders and back.

Read are `{{ name }}`, an expression that is nothing but a text, and `{% raw %}` blocks; all other expressions are kept
as they stand and said.
"""

import json
import re
from collections.abc import Callable, Mapping

from gradcheck.formats.placeholders import Pieces

_SIGN = re.compile(r"\{\{|\{%|\{#|\{$")
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_ENVIRONMENT = re.compile(r"\{\{-?\s*env\b")
_PART = re.compile(
    r"\{\{-?\s*(?P<name>[^\W\d]\w*)\s*-?\}\}"
    r"|\{\{-?\s*(?P<text>\"(?:[^\"\\]|\\.)*\"|'[^'\\]*')\s*-?\}\}"
    r"|\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}"
    r"|(?P<other>\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\})",
    re.DOTALL,
)


def escaped(text: str) -> str:
    """A text whose signs of a template are expressions that are these signs."""
    return _SIGN.sub(lambda match: f'{{{{ "{match[0]}" }}}}', text)


def escaped_value(text: str) -> str:
    """An assertion's text: one that begins like the address of a file would be read from there."""
    return '{{ "file:" }}' + escaped(text.removeprefix("file:")) if text.startswith("file://") else escaped(text)


def resolved(variables: Mapping[str, object]) -> dict[str, object]:
    """Variables whose texts name others, with these in their places; in one pass, so that none can hold itself."""

    def value(match: re.Match[str]) -> str:
        held = variables.get(match[1])
        return held if isinstance(held, str) else match[0]

    return {name: _NAME.sub(value, text) if isinstance(text, str) else text for name, text in variables.items()}


def read_by_promptfoo(variables: Mapping[str, str]) -> bool:
    """Whether a variable's text would be taken for more than a text: a file, another variable, the environment."""
    return any(
        text.startswith(("file://", "package:"))
        or _ENVIRONMENT.search(text)
        or any(match[1] in variables for match in _NAME.finditer(text))
        for text in variables.values()
    )


def pieces_of(template: str, other: Callable[[str], object] = str) -> Pieces:
    """A template in turns of text and placeholders; `other` is told of expressions that are more than a name."""
    pieces, end = [""], 0
    for match in _PART.finditer(template):
        pieces[-1] += template[end : match.start()]
        end = match.end()
        if match["name"] is not None:
            pieces += [match["name"], ""]
        elif match["text"] is not None:
            pieces[-1] += _text(match["text"])
        elif match["raw"] is not None:
            pieces[-1] += match["raw"]
        else:
            other(match[0])
            pieces[-1] += match[0]
    pieces[-1] += template[end:]
    return tuple(pieces)


def _text(quoted: str) -> str:
    """The text of a quoted one."""
    if quoted[0] == "'":
        return quoted[1:-1]
    try:
        return str(json.loads(quoted))
    except json.JSONDecodeError:
        return quoted[1:-1]

"""How a prompt writes its placeholders, {name} or {{name}}, and what is wrong with one that can be read both ways."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from gradcheck.domain.program import Program, Style, in_style, names_by_style
from gradcheck.errors import FieldError

_EXPRESSION = re.compile(r"\{\{[\s~#&^/>-]*([^\W\d][\w.]*)[^{}\n]*\}\}")
_LONGEST = 80
_STYLES: tuple[Style, ...] = ("single", "double")


def style_of(texts: Iterable[str], known: frozenset[str], literals: Sequence[str]) -> Style:
    """Double only where something is in double braces and nothing in single ones names what is known."""
    names_by_text = list(map(names_by_style, texts))
    free = frozenset(literals)
    single = frozenset(chain.from_iterable(names["single"] for names in names_by_text)) - free
    double = frozenset(chain.from_iterable(names["double"] for names in names_by_text)) - free
    return "double" if double and not single & known else "single"


def brace_errors(
    program: Program, components: Mapping[str, str], paths: Mapping[str, str], fields: frozenset[str]
) -> Iterable[FieldError]:
    """Placeholders in both styles, and expressions in double braces that would be sent as they stand."""
    known = (fields | {module.output for module in program.modules}) - frozenset(program.literals)
    names_by_component = {name: names_by_style(text) for name, text in components.items()}
    if any(names["single"] & known for names in names_by_component.values()):
        mixed = [name for name, names in names_by_component.items() if names["double"] & known]
        return [FieldError(paths[mixed[0]], _both_readings(components, known))] if mixed else []
    return (
        FieldError(
            paths[name],
            f"{match[0]} is more than a name, and would be sent as it stands: placeholders are {{{{name}}}}",
        )
        for name, text in components.items()
        for match in _EXPRESSION.finditer(text)
        if set(match[1].split(".")) & known and not names_by_style(match[0])["double"]
    )


def _both_readings(components: Mapping[str, str], known: frozenset[str]) -> str:
    """What a model would read in either style, by the first line that holds a placeholder of each."""
    lines = [line for text in components.values() for line in text.splitlines()]
    shown = [next(line for line in lines if names_by_style(line)[style] & known) for style in _STYLES]
    readings = [
        f"with {style} braces {' and '.join(repr(_read(line, style)) for line in dict.fromkeys(shown))}"
        for style in _STYLES
    ]
    names = [
        in_style(style, min(names_by_style(line)[style] & known)) for style, line in zip(_STYLES, shown, strict=True)
    ]
    return (
        f"can be read in two ways, as it has both {names[0]} and {names[1]}: {'; '.join(readings)}. "
        "Write all placeholders in the same braces; a name that is text can be listed in literals"
    )


def _read(line: str, style: Style) -> str:
    """A line with the names of what stands in the place of placeholders, shortened."""
    program = Program(modules=(), style=style)
    read = program.fill(line, {name: f"<{name}>" for name in program.placeholders(line)})
    return read if len(read) <= _LONGEST else f"{read[: _LONGEST - 1]}…"

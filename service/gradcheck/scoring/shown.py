"""What judges are shown: sections of text that none of them can leave.

Every section stands between markers derived from all of the texts, which no text can hold.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gradcheck.domain.seeds import digest
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.expected import text_of

Section = tuple[str, str]
"""A title of ours and a text that is not trusted."""


class Marked(NamedTuple):
    """Sections as a judge reads them, and the mark that they stand between."""

    mark: str
    text: str


def example_sections(fields: Mapping[str, str], expected: Expected) -> list[Section]:
    """An example's fields, and its expected answer where it has one."""
    sections = [(f"Input {name}", text) for name, text in fields.items()]
    return sections if expected is None else [*sections, ("Expected answer", text_of(expected))]


def marked(sections: Sequence[Section], description: str | None) -> Marked:
    """The sections between their markers, after the task's description."""
    mark = digest(*(part.encode(errors="replace") for section in sections for part in section))
    task = [f"The task: {description}"] if description else []
    blocks = [f"{title}:\nBEGIN {mark}\n{text}\nEND {mark}" for title, text in sections]
    return Marked(mark=mark, text="\n\n".join([*task, *blocks]))


def blank_error(path: str, criteria: str) -> list[FieldError]:
    """The fault of criteria that say nothing."""
    if criteria.strip():
        return []
    return [FieldError(path=path, message="is empty; accepted is a text that says what a good output is")]

"""The `regex` scorer: a pattern is found in the output, and one of its groups may have to be as expected.

Patterns are written in RE2's syntax so that the time they take is linear in the output: there are no look-arounds and
no back-references. Answers are compared as `exact` does with its defaults.

- The pattern is searched anywhere; anchor it with `^` and `$` (or `(?s)^…$`) to fit the whole output.
- Without `group` a match is right and nothing is expected. With it the group's text is compared to the
  expected answers; a group that took no part in the match is an empty text.
- Only the first match counts. For the last one put `(?s).*` in front, which takes as much as it can.
"""

from typing import Annotated, Any, ClassVar

import re2
from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.expected import acceptable, answers_error
from gradcheck.scoring.notes import either, mismatch, quote, shorten

_LONGEST = 10_000


class Regex(Scorer, frozen=True, kw_only=True, tag="regex", tag_field="kind"):
    """A pattern is found in the output; with `group` its text is the expected answer."""

    needs_expected: ClassVar[bool] = False
    summary: ClassVar[str] = "1 when a pattern (RE2 syntax) is found and its group, if named, is as expected, else 0"

    pattern: Annotated[str, Meta(description="A pattern in RE2 syntax, searched anywhere in the output.")]
    group: Annotated[
        int | str | None,
        Meta(description="The number or name of the group to compare with the expected answer; null for none."),
    ] = None
    ignore_case: Annotated[bool, Meta(description="Upper and lower case are the same.")] = False

    def validate(self, path: str, /) -> list[FieldError]:
        if len(self.pattern) > _LONGEST:
            return [FieldError(path=f"{path}.pattern", message=f"is longer than the accepted {_LONGEST} characters")]
        try:
            compiled = self._compiled()
        except re2.error as error:
            reason = error.args[0].decode(errors="replace")
            message = f"cannot be read: {reason}; accepted is RE2 syntax, without look-arounds and back-references"
            return [FieldError(path=f"{path}.pattern", message=message)]
        numbers, names = range(compiled.groups + 1), sorted(compiled.groupindex)
        if self.group is None or self.group in numbers or self.group in names:
            return []
        known = ", ".join([f"0 to {compiled.groups}", *names])
        return [
            FieldError(
                path=f"{path}.group",
                message=f"is no group of the pattern; accepted is null or one of {known}",
            )
        ]

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        return None if self.group is None else answers_error(expected)

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        match = self._compiled().search(_encodable(output))
        if self.group is None:
            wanted = f"a match of {quote(self.pattern)}"
            return CORRECT if match else Score(value=0.0, note=mismatch(wanted, output))
        if match is None:
            wanted, why = either(acceptable(expected)), f"no match of {shorten(self.pattern)}"
            return Score(value=0.0, note=mismatch(wanted, output, why=why, labels=labels))
        return Exact().score(match[self.group] or "", expected, labels)

    def _compiled(self) -> Any:  # noqa: ANN401 - the library has no types
        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = not self.ignore_case
        return re2.compile(_encodable(self.pattern), options)


def _encodable(text: str) -> str:
    """The text without lone surrogates, which UTF-8 cannot hold."""
    return text.encode(errors="replace").decode()

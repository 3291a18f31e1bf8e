"""The `python` scorer: a callable that an installed package brings scores the output.

- The package names it as an entry point of the group `gradcheck.scorers`.
- It is called as `scorer(output, expected, fields)` and gives a number from 0 to 1, a pair of it and a note, or a dict
  with both. Whatever else it gives or raises is a failure: then the output has no score, never a 0.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.scoring.base import Criterion, Score
from gradcheck.scoring.hosted import read_grade


class Installed(Criterion, frozen=True, kw_only=True, tag="python", tag_field="kind"):
    """A scorer of an installed package scores the output, from 0 to 1."""

    needs_expected: ClassVar[bool] = False
    summary: ClassVar[str] = "a score from 0 to 1 that a callable gives which an installed package brings"

    scorer: Annotated[str, Meta(min_length=1, description="The name of its entry point in gradcheck.scorers.")]

    def graders(self, path: str, /) -> dict[str, str]:
        return {f"{path}.scorer": f"python:{self.scorer}"}

    def read(self, text: str) -> Score:
        """The score in the text of a scorer's answer."""
        return read_grade(text, self.scorer)

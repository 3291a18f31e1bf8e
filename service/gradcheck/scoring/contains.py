"""The `contains` scorer: the expected text stands somewhere in the output.

Word boundaries do not count: `no` is contained in `not`, `5` in `15` (see `choice` and `numeric`). Ways of writing that
make no difference (`folding`) make none; else the expected text is compared as it is, its white space included. An
empty one is a fault, since every output contains it. The score is 0 or 1, never a share.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import acceptable, answers_error
from gradcheck.scoring.folding import caseless, fold
from gradcheck.scoring.notes import mismatch, quote


class Contains(Scorer, frozen=True, kw_only=True, tag="contains", tag_field="kind"):
    """The expected text, or those of a list, stand somewhere in the output."""

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "1 when the output contains the expected text (all or any of a list), else 0"

    ignore_case: Annotated[bool, Meta(description="Upper and lower case are the same.")] = True
    of_list: Annotated[Literal["all", "any"], Meta(description="How many texts of a list the output must contain.")] = (
        "all"
    )

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        if error := answers_error(expected):
            return error
        if "" in map(fold, acceptable(expected)):
            return "holds an empty text, which every output contains; accepted are texts that are not empty"
        return None

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        texts = acceptable(expected)
        whole = self._normal(output)
        missing = [text for text in texts if self._normal(text) not in whole]
        if not missing or (self.of_list == "any" and len(missing) < len(texts)):
            return CORRECT
        why = f"missing: {', '.join(map(quote, missing))}" if len(texts) > 1 else ""
        joint = " and " if self.of_list == "all" else " or "
        wanted = f"a text with {joint.join(map(quote, texts))} in it"
        return Score(value=0.0, note=mismatch(wanted, output, why=why, labels=labels))

    def _normal(self, text: str) -> str:
        return caseless(text) if self.ignore_case else fold(text)

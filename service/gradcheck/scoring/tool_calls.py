"""The `tool_calls` scorer: how well the calls that the output makes agree with the expected ones.

- The score is the F1 of both: twice the calls that are matched, over the calls made and those expected. It is 1 where
  exactly the expected calls are made, and a call too many costs as much as one that is missing.
- A call is matched whole, once: its tool and, as `arguments` says, what it is called with. In any order the most are
  matched; in the same order the most that follow each other in both.
- Arguments are equal where all values are: numbers by value, texts character by character, fields of objects in any
  order. Arguments that are no JSON object equal none.
- The output is JSON with a list `tool_calls`, which is what becomes of an answer that calls tools; any other output
  calls none.
- `expected` is a list of `{name, arguments}`, empty where nothing is to be called; a call without `arguments` is
  matched by any. OpenAI's and Anthropic's forms, a message with `tool_calls`, one call alone and JSON of these in a
  text are read alike.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.messages.calls_as_text import CalledTool, CallingAnswer, called, listed, read, written
from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.call_matching import Calls, Matching
from gradcheck.scoring.notes import mismatch, shorten

_MOST = 1000  # calls of an output that are compared
_SHOWN = 4  # faults that a note spells out


class ToolCalls(Scorer, frozen=True, kw_only=True, tag="tool_calls", tag_field="kind"):
    """The calls of tools that the output makes are the expected ones.

    `expected` is a list of `{"name": …, "arguments": {…}}`, empty where no tool is to be called; a call without
    `arguments` is matched by any.
    """

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "the F1 of the calls of tools made and those expected: extra and missing ones lower it"

    order: Annotated[
        Literal["any", "same"], Meta(description="Whether calls may come in any order, or in that of `expected`.")
    ] = "any"
    arguments: Annotated[
        Literal["exact", "subset", "ignore"],
        Meta(
            description="What beside its tool a call is matched by: all its arguments, those that are expected "
            "(in nested objects too; lists are compared whole), or none."
        ),
    ] = "exact"

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        given = listed(expected)
        if given is None:
            return 'is not usable; accepted is a list of calls, {"name": …, "arguments": {…}}, empty where none is due'
        for place, one in enumerate(given):
            call = called(one)
            if call is None or isinstance(call.arguments, str):
                return f'holds no call at [{place}]; accepted is {{"name": …, "arguments": {{…}}}}'
        return None

    def score(self, output: str, expected: Expected, _labels: tuple[str, ...], /) -> Score:
        wanted, made = self.calls(expected), read(output).calls[:_MOST]
        matching = Matching(order=self.order, arguments=self.arguments)
        pairs = matching.pairs(wanted, made)
        total = len(wanted) + len(made)
        if 2 * len(pairs) == total:
            return CORRECT
        faults = list(matching.faults(wanted, made, pairs))
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        note = mismatch(_listing(wanted), output, why="; ".join([*faults[:_SHOWN], *more]))
        return Score(value=2 * len(pairs) / total, note=note)

    def calls(self, expected: Expected) -> tuple[CalledTool, ...]:
        """The calls that `expected` says."""
        return tuple(call for one in listed(expected) or () if (call := called(one)) is not None)

    def written(self, expected: Expected) -> str:
        """The expected calls in one text, as a right answer may be written."""
        return written(CallingAnswer(content="", calls=self.calls(expected)))


def _listing(calls: Calls) -> str:
    return shorten(", ".join(call.shown for call in calls)) if calls else "no call of a tool"

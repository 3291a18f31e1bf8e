"""Rows of GEPA's default adapter: an input, the answer, and context that only whoever reflects sees.

GEPA's own adapter finds an answer right that contains the expected one as it is written; the context goes into its
feedback on wrong answers, so it is feedback here too and never shown to the task's model.
"""

from collections.abc import Sequence

from gradcheck.errors import FieldError
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json, remark
from gradcheck.inputs.fields import as_text
from gradcheck.scoring.contains import Contains


def _matches(row: Json) -> bool:
    return {"input", "answer", "additional_context"} <= row.keys()


def _read(rows: Sequence[Json], found: Findings) -> None:
    found.maps("input", "input")
    found.maps("answer", "expected")
    found.scoring = Contains(ignore_case=False)
    found.maps("GEPA's own evaluator", "scoring contains")
    for number, row in enumerate(rows):
        context = row["additional_context"]
        if not isinstance(row["input"], str) or not isinstance(row["answer"], str):
            found.errors.append(FieldError(f"rows[{number}]", "input and answer are not both texts"))
        if not isinstance(context, dict):
            message = "is no object; accepted is an object of texts, {} for none"
            found.errors.append(FieldError(f"rows[{number}].additional_context", message))
            continue
        example = {"input": row["input"], "expected": row["answer"]}
        found.add(number, example)
        if context:
            found.maps("additional_context", "feedback")
            text = "\n".join(f"{name}: {as_text(value)}" for name, value in context.items())
            remark(example, text=text)
        for name in sorted(row.keys() - {"input", "answer", "additional_context"}):
            found.leaves(f"the column {name} is not part of GEPA's rows", number)


GEPA = RowFormat(kind="gepa", about="GEPA's rows: input, answer and additional_context", matches=_matches, read=_read)

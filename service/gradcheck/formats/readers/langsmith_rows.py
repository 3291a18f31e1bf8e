"""Rows of LangSmith: examples with reference outputs, and runs with what was said of them."""

from collections.abc import Sequence

from gradcheck.domain.task import Split, split_named
from gradcheck.errors import FieldError
from gradcheck.formats.readers.inputs_of_rows import InputsOfRows
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json, remark
from gradcheck.formats.values import as_expected, lone_value
from gradcheck.inputs.fields import as_text

_OF_EXAMPLES = frozenset({"dataset_id", "source_run_id", "reference_outputs", "modified_at", "attachment_urls"})
_OF_RUNS = frozenset({"run_type", "trace_id", "session_id", "dotted_order", "feedback_stats", "parent_run_id"})
_OF_RUNS |= {"start_time", "end_time"}
_USED = frozenset(
    {"id", "inputs", "outputs", "reference_outputs", "metadata", "created_at", "name", *_OF_EXAMPLES, *_OF_RUNS}
)


def matches(row: Json) -> bool:
    """Whether it is an example or a run, or might as well be one of MLflow."""
    if _is_inner(row):
        return True
    if not isinstance(row.get("inputs"), dict) or "expectations" in row:
        return False
    return bool(row.keys() & (_OF_EXAMPLES | _OF_RUNS)) or row.keys() <= {"inputs", "outputs", "metadata", "id"}


def _is_inner(row: Json) -> bool:
    """Whether it is a step inside another run."""
    return isinstance(row.get("run_type"), str) and row.get("parent_run_id") is not None


def _read(rows: Sequence[Json], found: Findings) -> None:
    inputs = InputsOfRows(found)
    for number, row in enumerate(rows):
        if _is_inner(row):
            found.leaves("runs inside other runs are left out", number)
            continue
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) else {}
        inputs.put(example, row["inputs"], number, "inputs")
        if not row["inputs"]:
            found.errors.append(FieldError(f"rows[{number}].inputs", "has no fields"))
        if "run_type" in row or "feedback_stats" in row:
            _of_run(row, example, found, number)
        else:
            _references(row, example, found, number)
        split = _split(row)
        if split is not None:
            example["split"] = split
            found.maps("metadata.dataset_split", "split")
        for name in sorted(key for key in row.keys() - _USED if row[key]):
            found.leaves(f"{name} is not used", number)
        found.add(number, example)
    inputs.finish()


def _references(row: Json, example: Json, found: Findings, number: int) -> None:
    where = "reference_outputs" if row.get("reference_outputs") else "outputs"
    outputs = row.get(where)
    if outputs is None:
        return
    if not isinstance(outputs, dict):
        found.errors.append(FieldError(f"rows[{number}].{where}", "is no object"))
        return
    name, value = lone_value(outputs)
    if value is not None:
        example["expected"] = as_expected(value)
        found.maps(f"{where}.{name}" if name else where, "expected")


def _of_run(row: Json, example: Json, found: Findings, number: int) -> None:
    """A run's output is an answer, not what is expected; its feedback is counted by name."""
    outputs = row.get("outputs")
    answer = None if not isinstance(outputs, dict) or not outputs else as_text(lone_value(outputs)[1])
    stats = row.get("feedback_stats") or {}
    said = False
    for name, stat in sorted(stats.items()) if isinstance(stats, dict) else ():
        average = stat.get("avg") if isinstance(stat, dict) else None
        if not isinstance(average, int | float) or isinstance(average, bool):
            found.leaves(f"feedback {name} without an average", number)
            continue
        good = True if average >= 1 else False if average <= 0 else None
        text = f"{name}: {average:g}"
        remark(example, text=text, rating=good, answer=answer)
        found.maps("feedback_stats", "feedback")
        said = True
    if answer is not None and not said:
        found.leaves("outputs of runs that nothing is said of", number)


def _split(row: Json) -> Split | None:
    metadata = row.get("metadata")
    given = metadata.get("dataset_split") if isinstance(metadata, dict) else None
    names = given if isinstance(given, list) else [given]
    return next((split for name in names if (split := split_named(name)) is not None), None)


LANGSMITH = RowFormat(
    kind="langsmith",
    about="LangSmith's examples (inputs with outputs) or runs (inputs with run_type)",
    matches=matches,
    read=_read,
)

"""Rows of MLflow's evaluation datasets: inputs, expectations, and outputs of an application that is not ours."""

from collections.abc import Sequence

from gradcheck.errors import FieldError
from gradcheck.formats.readers.inputs_of_rows import InputsOfRows
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import as_expected, split_expected
from gradcheck.scoring.judge import Judge

_FACTS = "The answer states every fact that the expected answer lists."
_GUIDELINES = "The answer follows every guideline that the expected answer lists."
_OF_RECORDS = {"dataset_record_id", "source", "source_type", "source_id", "create_time", "last_update_time"}


def _matches(row: Json) -> bool:
    return "inputs" in row and ("expectations" in row or bool(row.keys() & {"dataset_record_id", "source_type"}))


def _either(row: Json) -> bool:
    """Rows that MLflow and LangSmith both have."""
    return "inputs" in row and isinstance(row["inputs"], dict) and row.keys() <= {"inputs", "outputs", "tags", "trace"}


def _read(rows: Sequence[Json], found: Findings) -> None:
    kinds: dict[str, int] = {}
    inputs = InputsOfRows(found)
    for number, row in enumerate(rows):
        example: Json = {}
        if isinstance(row.get("dataset_record_id"), str):
            example["id"] = row["dataset_record_id"]
            found.maps("dataset_record_id", "id")
        if not isinstance(row["inputs"], dict) or not row["inputs"]:
            found.errors.append(FieldError(f"rows[{number}].inputs", "is no object with fields"))
            continue
        inputs.put(example, row["inputs"], number, "inputs")
        kind = _expectations(row.get("expectations") or {}, example, found, number)
        kinds[kind] = kinds.get(kind, 0) + 1
        for name in sorted(row.keys() - {"inputs", "expectations"} - _OF_RECORDS):
            if row[name]:
                found.leaves(f"{name} is not used", number)
        found.add(number, example)
    inputs.finish()
    if kinds.keys() == {"expected_facts"}:
        found.scoring = Judge(rubric=_FACTS)
        found.maps("expectations.expected_facts", "scoring judge")
    elif kinds.keys() == {"guidelines"}:
        found.scoring = Judge(rubric=_GUIDELINES)
        found.maps("expectations.guidelines", "scoring judge")


def _expectations(given: object, example: Json, found: Findings, number: int) -> str:
    """Put what is expected into an example; the name of the expectation it came from."""
    if not isinstance(given, dict):
        found.errors.append(FieldError(f"rows[{number}].expectations", "is no object"))
        return ""
    values = {name: _value(value) for name, value in given.items() if value is not None}
    name = split_expected({**values, "": None}, ("expected_response", "expected_facts", "guidelines"))
    if name is None and len(values) == 1:
        name = next(iter(values))
    if name is None:
        name = split_expected(values)
    if name is not None:
        example["expected"] = as_expected(values[name])
        found.maps(f"expectations.{name}", "expected")
    for other in sorted(values.keys() - {name}):
        found.leaves(f"expectations.{other} is not used: an example has one expected answer", number)
    return name or ""


def _value(expectation: object) -> object:
    """An expectation as such; records wrap it into an object with its source."""
    return expectation["value"] if isinstance(expectation, dict) and "value" in expectation else expectation


MLFLOW = RowFormat(
    kind="mlflow",
    about="rows of an MLflow evaluation dataset: inputs with expectations",
    matches=lambda row: _matches(row) or _either(row),
    read=_read,
)

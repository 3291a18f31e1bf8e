"""Examples as DSPy writes them: fields, which of them are inputs where it says so, and its split."""

from collections.abc import Sequence

from gradcheck.domain.task import split_named
from gradcheck.errors import FieldError
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import as_expected, as_fields, split_expected
from gradcheck.inputs.fields import as_text

_OWN = frozenset({"dspy_uuid", "dspy_split"})


def _matches(row: Json) -> bool:
    return bool(row.keys() & _OWN) or isinstance(row.get("_store"), dict)


def _read(rows: Sequence[Json], found: Findings) -> None:
    for number, row in enumerate(rows):
        store = row.get("_store", row)
        example: Json = {}
        if isinstance(store.get("dspy_uuid"), str):
            example["id"] = store["dspy_uuid"]
        if (split := split_named(store.get("dspy_split"))) is not None:
            example["split"] = split
            found.maps("dspy_split", "split")
        fields = {name: value for name, value in store.items() if name not in _OWN}
        keys = row.get("_input_keys")
        inputs = set(fields) & set(map(str, keys)) if isinstance(keys, list) else None
        if inputs is None:
            answer = split_expected(fields)
            inputs = fields.keys() - {answer}
        outputs = {name: value for name, value in fields.items() if name not in inputs}
        example["input"] = as_fields({n: v for n, v in fields.items() if n in inputs}, found, "fields")
        found.maps("input fields", "input")
        if not example["input"]:
            found.errors.append(FieldError(f"rows[{number}]", "has no field that is an input"))
        if len(outputs) == 1:
            [(name, value)] = outputs.items()
            example["expected"] = as_expected(value)
            found.maps(name, "expected")
        elif outputs:
            example["expected"] = {name: as_text(value) for name, value in outputs.items()}
            found.maps("output fields", "expected, as an object")
        found.add(number, example)


DSPY = RowFormat(
    kind="dspy_examples",
    about="DSPy's examples: dspy_uuid or dspy_split beside the fields, or _store",
    matches=_matches,
    read=_read,
)

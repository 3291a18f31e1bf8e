"""A file's bytes as a value: JSON, a JSON value a line, YAML or a table with commas, told by what can be read."""

import csv
import io
import json

from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats.strict_json import DECODER, UnacceptableError
from gradcheck.formats.yaml_text import read_yaml

_PICKLE = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_ZIP = b"PK\x03\x04"
_LARGEST_FIELD = 10_000_000


def parse(content: bytes | str) -> object:
    """The value that a file holds. Raises InvalidRequestError where it is none that can be read."""
    text = content if isinstance(content, str) else _text(content)
    if not text.strip():
        raise _fault("is empty")
    if text.lstrip()[0] in "{[":
        return _json(text)
    if _is_table(text):
        return _table(text)
    return read_yaml(text)


def _text(content: bytes) -> str:
    if content.startswith(_PICKLE):
        raise _fault(
            "is a Python pickle, which runs code when it is read; save the state as JSON: program.save('program.json')"
        )
    if content.startswith(_ZIP):
        raise _fault("is a zip archive; give one of the files in it")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _fault(f"is no text in {encoding.upper().removesuffix('-SIG')}: byte {error.start}") from None


def _json(text: str) -> object:
    """One JSON value, or one a line; YAML's flow style starts with the same signs and is tried last."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        whole = error
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        json.loads(lines[0][1], parse_int=str)
    except (json.JSONDecodeError, RecursionError):
        return _flow(text, whole)
    values = []
    for number, line in lines:
        try:
            values.append(DECODER.decode(line))
        except (ValueError, RecursionError) as error:
            raise _fault(_said(error), f"line {number}") from None
    return values


def _flow(text: str, whole: Exception) -> object:
    """The YAML of a text that is no JSON, unless it is JSON that is refused."""
    place = f"line {whole.lineno}, column {whole.colno}" if isinstance(whole, json.JSONDecodeError) else "file"
    if isinstance(whole, UnacceptableError):
        raise _fault(_said(whole), place)
    try:
        return read_yaml(text)
    except InvalidRequestError:
        raise _fault(_said(whole), place) from None


def _said(error: Exception) -> str:
    if isinstance(error, UnacceptableError):
        return str(error)
    return f"is no JSON: {error.msg if isinstance(error, json.JSONDecodeError) else 'it is nested too deep'}"


def _is_table(text: str) -> bool:
    """Whether the first line names columns of a test file or a dataset, and nothing of it is YAML."""
    head = text.split("\n", 1)[0]
    return "," in head and ": " not in head and not head.lstrip().startswith(("- ", "#", "---", "%"))


def _table(text: str) -> list[dict[str, str]]:
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise _fault(f"is no table with commas: {error}") from None
    names = [name.strip() for name in rows[0]]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise _fault(f"the column {repeated[0]!r} stands twice", "line 1")
    values = []
    for number, row in enumerate(rows[1:], 1):
        if not any(row):
            continue
        if len(row) != len(names):
            raise _fault(f"has {len(row)} columns, the first line has {len(names)}", f"rows[{number - 1}]")
        values.append(dict(zip(names, row, strict=True)))
    return values


def _fault(message: str, path: str = "file") -> InvalidRequestError:
    return InvalidRequestError.of(FieldError(path, message))

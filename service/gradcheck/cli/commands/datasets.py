"""`datasets`: what examples are uploaded, listed, read and deleted."""

import json
from argparse import Namespace
from contextlib import aclosing

from gradcheck.cli.data_files import imported, imported_text, uploaded
from gradcheck.cli.output import table, tell
from gradcheck.cli.service import asked, finish
from gradcheck.texts.numbers import count
from gradcheck_client.models import Column, Dataset, DatasetRow


def add(arguments: Namespace) -> int:
    """Upload a file; the exit code. Raises GradcheckError where it is refused, with rows and columns."""
    return finish(_add(arguments))


def take_in(arguments: Namespace) -> int:
    """Import a file of another tool; the exit code. Raises GradcheckError where it is refused."""
    return finish(_take_in(arguments))


def list_datasets(arguments: Namespace) -> int:
    """List the data sets; the exit code."""
    return finish(_list(arguments))


def show(arguments: Namespace) -> int:
    """Show a data set and its columns; the exit code. Raises GradcheckError where there is none."""
    return finish(_show(arguments))


def rows(arguments: Namespace) -> int:
    """Print rows of a data set; the exit code. Raises GradcheckError where there is none."""
    return finish(_rows(arguments))


def delete(arguments: Namespace) -> int:
    """Delete a data set; the exit code. Raises GradcheckError where there is none."""
    return finish(_delete(arguments))


async def _add(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        stored = await uploaded(service, arguments.file, arguments.format, arguments.name)
    tell(arguments, stored, lambda: _text(stored))
    return 0


async def _take_in(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        found = await imported(service, arguments.file, arguments.name, arguments.kind)
    request = [] if found.request is None else ["request:", json.dumps(found.request, ensure_ascii=False, indent=2)]
    tell(arguments, found, lambda: "\n".join([imported_text(found), *request]))
    return 0


async def _list(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        found = [one async for one in service.client.iter_datasets()]
    heads = ("name", "version", "rows", "bytes", "created")
    lines = [(one.name, one.version, count(one.rows), count(one.bytes), one.created_at) for one in found]
    tell(arguments, found, lambda: table(heads, lines) if found else "there are no data sets")
    return 0


async def _show(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        stored = await service.client.get_dataset(arguments.name, arguments.version)
    tell(arguments, stored, lambda: _text(stored))
    return 0


async def _rows(arguments: Namespace) -> int:
    found: list[DatasetRow] = []
    async with (
        asked(arguments) as service,
        aclosing(service.client.iter_dataset_rows(arguments.name, arguments.version)) as entries,
    ):
        async for row in entries:
            found.append(row)
            if len(found) == arguments.limit:
                break
    tell(arguments, found, lambda: _rows_text(found))
    return 0


async def _delete(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        await service.client.delete_dataset(arguments.name)
    tell(arguments, {"deleted": arguments.name}, lambda: f"{arguments.name} is deleted; runs keep what they took of it")
    return 0


def _text(stored: Dataset) -> str:
    read = ", ".join(filter(None, (stored.file.format, stored.file.encoding, stored.file.delimiter)))
    versions = f"of {count(len(stored.versions))}" if len(stored.versions) > 1 else ""
    lines = [
        stored.name,
        f"version {stored.version} {versions}".rstrip(),
        f"{count(stored.rows)} rows, {count(stored.bytes)} bytes, read as {read}",
        *_tool(stored),
        table(("column", "type", "missing", "distinct"), map(_column, stored.columns)),
    ]
    return "\n".join(lines)


def _tool(stored: Dataset) -> list[str]:
    """In which format of another tool the rows are, if in any."""
    tool = stored.file.tool
    return [] if tool is None else [f"rows of {tool.kind}: {'; '.join([*tool.mapped, *tool.notes])}"]


def _column(column: Column) -> tuple[str, ...]:
    more = "at least " if column.distinct_at_least else ""
    return (column.name, column.type, count(column.missing), f"{more}{count(column.distinct)}")


def _rows_text(found: list[DatasetRow]) -> str:
    heads = list(dict.fromkeys(name for row in found for name in row.values))
    lines = [(row.row, *(_cell(row.values.get(name)) for name in heads)) for row in found]
    return table(("row", *heads), lines) if found else "it has no rows"


def _cell(value: object) -> object:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)

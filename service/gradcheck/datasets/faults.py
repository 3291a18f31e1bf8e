"""Faults of rows, one a kind: the first row that has it, what would be right, and how many more are like it."""

from gradcheck.errors import MOST_ERRORS, FieldError, InvalidRequestError

_SHOWN = 4


class _Fault:
    """The rows that have one fault; `problem` is the first one's."""

    def __init__(self, row: int, problem: str) -> None:
        self.problem = problem
        self.rows = [row]
        self.count = 0

    def add(self, row: int) -> None:
        """Another row."""
        self.count += 1
        if len(self.rows) < _SHOWN and row != self.rows[-1]:
            self.rows.append(row)


class RowFaults:
    """Faults as they are found, by kind and column.

    Rows count from 1 as they stand in the file: a header is row 1, so that a spreadsheet shows the same number. Paths
    begin with `where`.
    """

    def __init__(self, where: str = "") -> None:
        self._where = where
        self._by_kind: dict[tuple[str, str | None], _Fault] = {}

    def __bool__(self) -> bool:
        return bool(self._by_kind)

    def add(self, kind: str, row: int, column: str | None, problem: str) -> None:
        """Note that a row has a fault. Raises InvalidRequestError where more kinds are found than anybody reads."""
        fault = self._by_kind.setdefault((kind, column), _Fault(row, problem))
        fault.add(row)
        if len(self._by_kind) >= MOST_ERRORS:
            self.check()

    def check(self) -> None:
        """Raise InvalidRequestError where there are any."""
        if self._by_kind:
            raise InvalidRequestError.of(
                *(_error(self._where, column, fault) for (_, column), fault in self._by_kind.items())
            )


def _error(prefix: str, column: str | None, fault: _Fault) -> FieldError:
    first, *others = fault.rows
    where = f"row {first}" if column is None else f"row {first}, column {column!r}"
    path = f"{prefix}rows[{first}]" if column is None else f"{prefix}rows[{first}].{column}"
    message = f"{where}: {fault.problem}"
    if fault.count > 1:
        more = f"and {fault.count - 1} more row{'s' if fault.count > 2 else ''}"
        message += f"; {more} ({', '.join(map(str, others))}{', …' if fault.count - 1 > len(others) else ''})"
    return FieldError(path, message)

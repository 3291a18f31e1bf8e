"""What every format of rows is: how a row of it is known, and how rows are read."""

from collections.abc import Callable, Sequence

from gradcheck.domain.base import Value
from gradcheck.formats.recognized import Findings, Json


class RowFormat(Value, frozen=True, kw_only=True):
    """A format of rows: `matches` looks at one row, `read` puts rows into the findings.

    `about` says whose format it is and by what its rows are known.
    """

    kind: str
    about: str
    matches: Callable[[Json], bool]
    read: Callable[[Sequence[Json], Findings], None]

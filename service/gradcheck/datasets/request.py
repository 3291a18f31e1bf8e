"""How a request says which rows of a stored data set are its examples."""

from typing import Annotated

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Positive, Wire

Scalar = str | int | float | bool
_MOST_CONDITIONS, _MOST_FIELDS, _MOST_VALUES = 50, 1000, 10_000
Place = Annotated[str, Meta(max_length=400, description="A column, or a dotted path into one: `meta.lang`, `turns.0`.")]


class Condition(Wire, frozen=True, kw_only=True):
    """What a row must be: all that is said of its column must hold; null says nothing.

    Values are compared as texts, so that `5` is `"5"`; `at_least` and `at_most` compare numbers. A row without a value
    meets `exists: false` and `not_equals` alone.
    """

    column: Place
    equals: Scalar | None = None
    not_equals: Scalar | None = None
    any_of: Annotated[tuple[Scalar, ...], Meta(min_length=1, max_length=_MOST_VALUES)] | None = msgspec.field(
        default=None, name="in"
    )
    contains: Annotated[str, Meta(min_length=1)] | None = None
    exists: bool | None = None
    at_least: float | None = None
    at_most: float | None = None


class MapSpec(Wire, frozen=True, kw_only=True):
    """Which columns are which parts of an example. What is left out follows from the columns' names; "" is no column.

    `input` is one column, then the field `input`, or columns by field; else it is the column `input`, or every column
    that is nothing else. `feedback` is a column of critiques as texts, or of lists as an example's `feedback` is.
    """

    input: Place | Annotated[dict[str, Place], Meta(min_length=1, max_length=_MOST_FIELDS)] | None = None
    expected: Place | None = None
    split: Place | None = None
    group: Place | None = None
    id: Place | None = None
    feedback: Place | None = None


class DatasetSpec(Wire, frozen=True, kw_only=True):
    """Examples from a stored data set: those rows of a version (by default the newest) that meet every condition.

    At most `sample` of them are taken, 1000 where it is left out, by the digest of what they say and `split_seed`:
    whatever order they stand in. Where rows name their split every split gets its share, and at least a tenth.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    version: Positive | None = None
    filter: Condition | Annotated[tuple[Condition, ...], Meta(max_length=_MOST_CONDITIONS)] = ()
    map: MapSpec = MapSpec()
    sample: Positive | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, however many."""
        return (self.filter,) if isinstance(self.filter, Condition) else self.filter

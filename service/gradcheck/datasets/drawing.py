"""Draws examples from a stored data set: filtered, mapped and sampled in one pass, chunk by chunk."""

import asyncio
from collections.abc import Sequence

from gradcheck.datasets.canonical import canonical
from gradcheck.datasets.conditions import checks, in_words
from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.mapping import RowMap, mapping_of
from gradcheck.datasets.other_tools import DrawnRow, DrawnRows, read_rows
from gradcheck.datasets.reading.base import NumberedRow
from gradcheck.datasets.request import DatasetSpec, MapSpec
from gradcheck.datasets.sampler import Sampler
from gradcheck.datasets.store import DatasetStore, StoredVersion
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetUse
from gradcheck.errors import FieldError, FieldErrors, InvalidRequestError, NotFoundError
from gradcheck.settings import DatasetLimits

USUAL_EXAMPLES = 1000


class DrawnExamples(Value, frozen=True, kw_only=True):
    """What a request takes from a data set, and what is said of it."""

    rows: tuple[DrawnRow, ...]
    use: DatasetUse


async def draw(store: DatasetStore, spec: DatasetSpec, split_seed: int, limits: DatasetLimits) -> DrawnExamples:
    """The examples that a request names.

    Raises InvalidRequestError where there is no such data set or column, where nothing matches, or where rows are no
    examples, one fault a kind.
    """
    version = await _version(store, spec)
    drawing = await asyncio.to_thread(_Drawing, spec, version, split_seed, limits)
    position = 0
    while rows := await _chunk(store, version, position):
        await asyncio.to_thread(drawing.add, rows, position)
        position += len(rows)
    return await asyncio.to_thread(drawing.drawn)


async def _version(store: DatasetStore, spec: DatasetSpec) -> StoredVersion:
    try:
        return await store.get(spec.name, spec.version)
    except NotFoundError as error:
        field = "name" if spec.version is None else "version"
        raise InvalidRequestError.of(FieldError(f"task.dataset.{field}", error.message)) from None


async def _chunk(store: DatasetStore, version: StoredVersion, position: int) -> list[NumberedRow]:
    try:
        return await store.chunk(version, position)
    except NotFoundError as error:
        raise InvalidRequestError.of(FieldError("task.dataset.name", error.message)) from None


class _Drawing:
    """One pass over the rows. Making it raises InvalidRequestError where the request asks for no known column."""

    def __init__(self, spec: DatasetSpec, version: StoredVersion, split_seed: int, limits: DatasetLimits) -> None:
        self._spec, self._version = spec, version.shown
        self._size = spec.sample or min(USUAL_EXAMPLES, limits.max_examples)
        columns = version.shown.columns
        names = [column.name for column in columns]
        errors = FieldErrors()
        if self._size > limits.max_examples:
            message = f"is more than the {limits.max_examples:,} examples that a job may take here"
            errors.append(FieldError("task.dataset.sample", message))
        self._checks = checks(spec.conditions, names, errors)
        tool = version.shown.file.tool
        self._tool = None if tool is None or spec.map != MapSpec() else tool.kind
        mapping = None if self._tool else mapping_of(spec.map, columns, errors)
        if errors:
            raise InvalidRequestError.of(*errors)
        self._map = None if mapping is None else RowMap(mapping, names)
        self._sampler = Sampler(self._size, split_seed)
        self._faults = RowFaults("task.dataset.")

    def add(self, rows: Sequence[NumberedRow], first: int) -> None:
        """Take the rows of a chunk, of which the first stands at a place among all."""
        for place, row in enumerate(rows, first):
            if not all(check(row.values) for check in self._checks):
                continue
            if self._map is None:
                self._sampler.offer(place, canonical(row.values), None, row)
                continue
            example = self._map.example(row.values)
            for fault in example.faults:
                self._faults.add(fault.kind, row.number, fault.column, fault.problem)
            said = (example.input, example.expected, example.group)
            self._sampler.offer(place, said, example.split, DrawnRow(row=row.number, example=example))

    def drawn(self) -> DrawnExamples:
        """What was taken."""
        self._faults.check()
        sampled = self._sampler.sampled()
        if not sampled.matching:
            message = f"leaves none of the {self._version.rows:,} rows"
            raise InvalidRequestError.of(FieldError("task.dataset.filter", message))
        read = DrawnRows(rows=sampled.taken, notes=())
        if self._tool is not None:
            read = read_rows(sampled.taken, self._tool)
        use = DatasetUse(
            name=self._version.name,
            version=self._version.version,
            digest=self._version.digest,
            rows=self._version.rows,
            matching=sampled.matching,
            sampled=len(read.rows),
            rule=_rule(sampled.matching, len(sampled.taken)),
            mapping=None if self._map is None else self._map.mapping,
            tool=self._tool,
            filter=tuple(map(in_words, self._spec.conditions)),
            notes=read.notes,
        )
        return DrawnExamples(rows=read.rows, use=use)


def _rule(matching: int, sampled: int) -> str:
    if sampled == matching:
        return "all of them"
    return (
        f"the {sampled:,} of {matching:,} rows that come first by the digest of what they say and split_seed, "
        "whatever order they stand in; where rows name their split each has its share, and at least a tenth"
    )

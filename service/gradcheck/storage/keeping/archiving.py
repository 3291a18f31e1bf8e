"""A run as one file: the rows of all that shows, verifies, continues and diagnoses it, and the runs that it continues.

A file is nobody's word: what is taken in names no job but its own, is of the types that the tables have, and belongs
to whoever takes it in. Webhooks, idempotency keys and what a key has used of its quotas stay where they are.
"""

import zlib
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, get_args

import msgspec
import sqlalchemy as sa

from gradcheck.domain.run import ENDED, Priority
from gradcheck.domain.seeds import digest
from gradcheck.domain.version import VERSION
from gradcheck.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from gradcheck.storage.backend import insert
from gradcheck.storage.tables import calls, erasures, image_contents, image_uses, jobs, metadata
from gradcheck.storage.tables import test_claims as claims
from gradcheck.storage.tables import test_items as items

_FORMAT = 2
_PLANS_IN_JOBS = 1  # the format of before, whose jobs had their plans in them
_OWN = ("plans", "requests", "job_names", "attempts", "events", "steps", "candidates", "rollouts", "image_uses")
_TABLES = ("jobs", *_OWN, "calls", "image_contents", "test_claims", "test_items")
_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Boolean, bool),
    (sa.DateTime, datetime),
    (sa.LargeBinary, bytes),
    (sa.Float, float),
    (sa.Integer, int),
    (sa.Text, str),
)
Rows = list[dict[str, Any]]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    gradcheck_run: int
    run: str
    tables: dict[str, msgspec.Raw]


class Archive(msgspec.Struct, frozen=True):
    """A run's rows by table."""

    run: str
    tables: Mapping[str, Rows]

    def packed(self) -> bytes:
        """The file."""
        written = {"gradcheck_run": _FORMAT, "run": self.run, "tables": self.tables}
        return zlib.compress(msgspec.msgpack.encode(written))

    @property
    def ids(self) -> set[str]:
        """The run and those that it continues."""
        return {row["id"] for row in self.tables["jobs"]}


def archived(connection: sa.Connection, tenant: str, run_id: str) -> Archive:
    """A tenant's run with those that it continues. Raises NotFoundError, and ConflictError while it has not ended."""
    wanted: str | None = run_id
    ids, found = list[str](), Rows()
    while wanted is not None:
        query = sa.select(jobs).where(jobs.c.tenant == tenant, jobs.c.id == wanted, jobs.c.kind == "run")
        row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFoundError(f"there is no run {wanted}")
        if row["status"] not in ENDED:
            raise ConflictError(f"run {wanted} is {row['status']}; it can be saved when it has ended")
        ids.append(wanted)
        found.append({**row, "tenant": "", "target": None, "turn": None, "trace": None})
        wanted = row["parent"]

    def rows(table: sa.Table, condition: sa.ColumnElement[bool]) -> Rows:
        query = sa.select(table).where(condition).order_by(*table.primary_key)
        return [dict(row) for row in connection.execute(query).mappings()]

    tables = {"jobs": found}
    tables |= {name: rows(metadata.tables[name], metadata.tables[name].c.job_id.in_(ids)) for name in _OWN}
    scopes = {row["scope"] for row in found}
    tables["calls"] = rows(calls, calls.c.scope.in_([*scopes, *(f"{scope}/check" for scope in scopes)]))
    held = sa.select(image_uses.c.sha256).where(image_uses.c.job_id.in_(ids))
    tables["image_contents"] = rows(image_contents, image_contents.c.sha256.in_(held))
    tables["test_claims"] = [{**row, "tenant": ""} for row in rows(claims, claims.c.id.in_(ids))]
    tested = {row["test_digest"] for row in tables["test_claims"]}
    tables["test_items"] = rows(items, items.c.test_digest.in_(tested))
    return Archive(run=run_id, tables=tables)


def unpacked(file: bytes, most_bytes: int) -> Archive:
    """What a file holds. Raises InvalidRequestError where it is no archive, of another version, or not of one piece."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(file, most_bytes)
        if opened.unconsumed_tail or not opened.eof:
            raise _fault("is cut off, or larger than is accepted")
        read = msgspec.msgpack.decode(content, type=_File)
        if read.gradcheck_run not in {_FORMAT, _PLANS_IN_JOBS}:
            raise _fault(f"is of the format {read.gradcheck_run}; this version reads those up to {_FORMAT}")
        written = _with_plans(read.tables) if read.gradcheck_run == _PLANS_IN_JOBS else read.tables
        if set(written) != set(_TABLES):
            raise _fault("holds other tables than a run has")
        tables = {name: _rows(name, raw) for name, raw in written.items()}
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _fault(f"is no saved run: {error}") from None
    archive = Archive(run=read.run, tables=tables)
    _check(archive)
    return archive


def take_in(connection: sa.Connection, tenant: str, archive: Archive) -> None:
    """Store an archived run as a tenant's; runs that it continues and that the tenant has are left as they are.

    Raises ConflictError where the run is there already or was deleted just now, and InvalidRequestError.
    """
    ids = archive.ids
    found = connection.execute(sa.select(jobs.c.id, jobs.c.tenant).where(jobs.c.id.in_(ids)))
    known = {row.id: row.tenant for row in found}
    if archive.run in known or any(owner != tenant for owner in known.values()):
        raise ConflictError(f"run {archive.run} is there already")
    if connection.execute(sa.select(erasures.c.job_id).where(erasures.c.job_id.in_(ids))).first() is not None:
        raise ConflictError(f"run {archive.run}, or one that it continues, was deleted just now; try in some minutes")
    new = ids - known.keys()
    scopes = {scope for name in new for scope in (name, f"{name}/check")}
    try:
        for name in ("jobs", *_OWN, "calls"):
            table = metadata.tables[name]
            which, wanted = ("scope", scopes) if name == "calls" else ("id" if name == "jobs" else "job_id", new)
            rows = [row for row in archive.tables[name] if row[which] in wanted]
            if rows and name != "image_uses":
                owned = {"tenant": tenant} if name == "jobs" else {}
                connection.execute(table.insert(), [{**row, **owned} for row in rows])
        _keep_images(connection, archive, new)
    except (sa.exc.IntegrityError, sa.exc.DataError):
        raise _fault("holds rows that are there already, or twice") from None
    _keep_tests(connection, tenant, archive)


def _with_plans(tables: Mapping[str, msgspec.Raw]) -> dict[str, msgspec.Raw]:
    """The tables of a file of before there was one of plans."""
    rows = msgspec.msgpack.decode(tables.get("jobs", b"\x90"), type=Rows)
    plans = [{"job_id": row.get("id"), "plan": row.pop("plan", None)} for row in rows]
    moved = {name: msgspec.Raw(msgspec.msgpack.encode(of)) for name, of in (("jobs", rows), ("plans", plans))}
    return {**tables, **moved}


def _rows(name: str, raw: msgspec.Raw) -> Rows:
    row = msgspec.defstruct(name, map(_field, metadata.tables[name].columns), forbid_unknown_fields=True, kw_only=True)
    return [msgspec.structs.asdict(one) for one in msgspec.msgpack.decode(raw, type=list[row])]  # type: ignore[valid-type]


def _field(column: sa.Column[Any]) -> tuple[str, Any] | tuple[str, Any, Any]:
    """A column as a field. A file of before the column was there has what the table's earlier rows have in it."""
    kind = next(kind for of, kind in _TYPES if isinstance(column.type, of))
    name = str(column.name)
    if column.nullable:
        return name, kind | None, None
    if isinstance(column.server_default, sa.DefaultClause):
        return name, kind, kind(column.server_default.arg)
    return name, kind


def _check(archive: Archive) -> None:
    """Raise InvalidRequestError where an archive is of other things than one run and those that it continues."""
    rows, ids = archive.tables["jobs"], archive.ids
    chain, parents = [archive.run], {row["id"]: row["parent"] for row in rows}
    while (parent := parents.get(chain[-1])) is not None and parent not in chain:
        chain.append(parent)
    if set(chain) != ids or parents.get(chain[-1]) is not None or len(rows) != len(ids):
        raise _fault("holds other jobs than a run and those that it continues")
    if sorted(row["job_id"] for row in archive.tables["plans"]) != sorted(ids):
        raise _fault("holds jobs without their plans")
    for row in rows:
        if row["kind"] != "run" or row["status"] not in ENDED or row["target"] is not None or row["scope"] not in ids:
            raise _fault("holds what is no run that has ended")
        if row["priority"] not in get_args(Priority):
            raise _fault(f"holds a run of the priority {row['priority']!r:.20}")
        if not row["version"].isdigit() or int(row["version"]) > int(VERSION):
            raise _fault(f"holds a run of version {row['version']!r:.20}; this service knows those up to {VERSION}")
    _check_rows(archive, ids)


def _check_rows(archive: Archive, ids: Collection[str]) -> None:
    """Raise InvalidRequestError where rows are of other jobs."""
    scopes = {scope for name in ids for scope in (name, f"{name}/check")}
    strange = [name for name in _OWN if any(row["job_id"] not in ids for row in archive.tables[name])]
    if strange or any(row["scope"] not in scopes or row["job_id"] not in ids for row in archive.tables["calls"]):
        raise _fault("holds rows of other jobs")
    if any(sha256(row["data"]).hexdigest() != row["sha256"] for row in archive.tables["image_contents"]):
        raise _fault("holds an image that is not what its digest says")


def _keep_tests(connection: sa.Connection, tenant: str, archive: Archive) -> None:
    """That the runs have used their tests, and the items of those whose digest tells that they are theirs."""
    used = [{**row, "tenant": tenant} for row in archive.tables["test_claims"] if row["id"] in archive.ids]
    tested: dict[str, list[bytes]] = {row["test_digest"]: [] for row in used}
    for row in archive.tables["test_items"]:
        tested.setdefault(row["test_digest"], []).append(row["item"])
    found = [
        {"test_digest": name, "item": item}
        for name, held in tested.items()
        if digest(sorted(held)) == name
        for item in set(held)
    ]
    for table, rows in ((claims, used), (items, found)):
        if rows:
            connection.execute(insert(table).on_conflict_do_nothing(), rows)


def _keep_images(connection: sa.Connection, archive: Archive, new: Collection[str]) -> None:
    contents = archive.tables["image_contents"]
    if contents:
        connection.execute(insert(image_contents).on_conflict_do_nothing(), contents)
    uses = [row for row in archive.tables["image_uses"] if row["job_id"] in new]
    if uses:
        connection.execute(image_uses.insert(), uses)


def _fault(message: str) -> InvalidRequestError:
    return InvalidRequestError.of(FieldError("file", message))

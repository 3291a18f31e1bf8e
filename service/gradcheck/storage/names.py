"""Jobs by what callers call them: the entries of an index, and the conditions that read it."""

from collections.abc import Iterator

import sqlalchemy as sa

from gradcheck.domain.division import normal
from gradcheck.domain.naming import NAME, TAG, Naming, Wanted, metadata_field
from gradcheck.storage.tables import job_names, jobs


def index(connection: sa.Connection, job_id: str, naming: Naming) -> None:
    """Make a new job known by its name, tags and metadata."""
    rows = [{"job_id": job_id, "field": field, "value": value} for field, value in naming.entries]
    if rows:
        connection.execute(job_names.insert(), rows)


def conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    """What must hold of a job that is called so."""
    if wanted.name is not None:
        yield _has(NAME, job_names.c.value.contains(normal(wanted.name), autoescape=True))
    yield from (_has(TAG, job_names.c.value == tag) for tag in wanted.tags)
    yield from (_has(metadata_field(key), job_names.c.value == value) for key, value in wanted.metadata.items())


def _has(field: str, value: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return jobs.c.id.in_(sa.select(job_names.c.job_id).where(job_names.c.field == field, value))

"""Keys of callers: whoever sends one again means what it has made before."""

import sqlalchemy as sa

from gradcheck.errors import IdempotencyMismatchError
from gradcheck.storage.backend import inserted
from gradcheck.storage.tables import idempotency


def keep(connection: sa.Connection, principal: str, key: str, body_digest: str, made: str) -> bool:
    """Keep a key with what is being made; false where it has made something else, whoever has sent it meanwhile.

    Raises IdempotencyMismatchError where it came with another body.
    """
    row = {"principal": principal, "key": key, "body_digest": body_digest, "job_id": made}
    if inserted(connection, idempotency, row):
        return True
    where = (idempotency.c.principal == principal, idempotency.c.key == key)
    known = connection.execute(sa.select(idempotency.c.body_digest, idempotency.c.job_id).where(*where)).one()
    if known.body_digest != body_digest:
        raise IdempotencyMismatchError("this Idempotency-Key was used before with another request")
    return bool(known.job_id == made)

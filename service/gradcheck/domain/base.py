"""The base of all values, the bounds that many of their numbers share, and what a value may be as JSON Schema."""

import contextlib
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Positive = Annotated[int, Meta(ge=1)]
Dollars = Annotated[float, Meta(gt=0, le=1e9)]
Alpha = Annotated[float, Meta(ge=1e-6, lt=0.5)]
"""The level of a test. What is far below is no level that anything reaches, and no float beside 1."""
Difference = Annotated[float, Meta(ge=1e-6, le=1)]
"""One between scores that matters or is looked for, or their standard deviation: no number of calls tells a smaller."""
LONGEST_IDENTIFIER = 500
Identifier = Annotated[str, Meta(max_length=LONGEST_IDENTIFIER)]
"""What something is called by: it stands in messages, in keys of tables, and before the eyes of readers."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """An immutable, serializable value."""


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that callers write: a field it does not know is a fault, not noise."""


def prepare_decoding(base: type[msgspec.Struct] = msgspec.Struct) -> None:
    """Make what decoding needs of every kind of value that is defined so far, in some 30 ms.

    msgspec makes it when a kind is first read, and ends the process where two threads do so at once.
    """
    for kind in base.__subclasses__():
        with contextlib.suppress(TypeError):  # a kind with parts that only this process knows is never read
            msgspec.json.Decoder(kind)
        prepare_decoding(kind)


def object_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of an object; what its properties refer to stands under its `$defs`."""
    (schema,), definitions = msgspec.json.schema_components([kind])
    own: dict[str, Any] = definitions.pop(schema["$ref"].removeprefix("#/$defs/"))
    return {**own, "$defs": definitions} if definitions else own

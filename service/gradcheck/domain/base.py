"""The base of all values, and the bound that many of their numbers share."""

from typing import Annotated

import msgspec
from msgspec import Meta

Positive = Annotated[int, Meta(ge=1)]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """An immutable, serializable value."""


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that callers write: a field it does not know is a fault, not noise."""

"""The one base of all values. It owns their strictness and nothing else."""

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """An immutable, serializable value."""


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that callers write: a field it does not know is a fault, not noise."""

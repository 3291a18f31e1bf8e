"""What callers call a job, so that they find it again: a name, tags and metadata."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Value, Wire
from gradcheck.domain.division import normal
from gradcheck.domain.run import Priority

_ONE_LINE = r"^(?![\s\S]*[\u0000-\u001f\u007f\u2028\u2029])[\s\S]*\S"
METADATA_KEY = r"^[A-Za-z0-9_.-]+$(?!\n)"
Name = Annotated[str, Meta(max_length=200, pattern=_ONE_LINE)]
Tag = Annotated[str, Meta(max_length=64, pattern=_ONE_LINE)]
Tags = Annotated[tuple[Tag, ...], Meta(max_length=32)]
MetadataKey = Annotated[str, Meta(max_length=64, pattern=METADATA_KEY)]
Metadata = Annotated[dict[MetadataKey, Annotated[str, Meta(max_length=512)]], Meta(max_length=32)]


class NamedRequest(Wire, frozen=True, kw_only=True):
    """A request that starts a job: what it is found by (a name, tags, metadata), when it begins, whom its end is told.

    They change nothing of what is done. The name need not be the only one of its kind. `webhook` names one that the
    server's settings declare. A job of a higher `priority` begins before the tenant's others; what other tenants get is
    the same.
    """

    name: Name | None = None
    tags: Tags = ()
    metadata: Metadata = msgspec.field(default_factory=dict)
    webhook: Name | None = None
    priority: Priority = "normal"


class Naming(Value, frozen=True, kw_only=True):
    """What a job is called, as it was given."""

    name: str | None = None
    tags: tuple[str, ...] = ()
    metadata: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def entries(self) -> Iterator[tuple[str, str]]:
        """What the job is found by: fields and values, each once."""
        if self.name is not None:
            yield NAME, normal(self.name)
        yield from ((TAG, tag) for tag in dict.fromkeys(self.tags))
        yield from ((metadata_field(key), value) for key, value in self.metadata.items())


class Wanted(Value, frozen=True, kw_only=True):
    """What the jobs of a list are called: a part of the name in any case, all of the tags, all of the metadata."""

    name: str | None = None
    tags: Sequence[str] = ()
    metadata: Mapping[str, str] = msgspec.field(default_factory=dict)


ANY = Wanted()
NAME, TAG = "name", "tag"


def metadata_field(key: str) -> str:
    """The field under which a value of metadata is found."""
    return f"metadata.{key}"

"""Files of other tools over HTTP: what they hold, and the request that follows."""

from typing import Any

import msgspec
from litestar import Controller, post

from gradcheck.api.callers.auth import RUN
from gradcheck.api.data.datasets import Dataset, shown
from gradcheck.api.data.uploads import uploaded
from gradcheck.api.inputs import AnyRequest, NameOfImport, TheService, ToolOfImport
from gradcheck.api.operations import FORM, uploading
from gradcheck.datasets.importing import take_in
from gradcheck.domain.base import Value

_MOST_BYTES = 16_000_000
_MEDIA_TYPES = (
    *("application/json", "application/x-ndjson", "application/jsonl", "text/csv"),
    *("application/yaml", "application/x-yaml", "text/yaml"),
)


class Imported(Value, frozen=True, kw_only=True):
    """What a file of another tool holds; `kind` is the format that it was taken for.

    `dataset` is the version that its examples became, `prompts` are those it holds as requests hold them, `scoring` is
    how it judges answers; null where it has none. `mapped` says what became what, `notes` what was not taken over.
    `request` is a body for `POST /optimize`, null where the file holds no prompt.
    """

    kind: str
    mapped: tuple[str, ...]
    notes: tuple[str, ...]
    dataset: Dataset | None
    prompts: tuple[dict[str, Any], ...]
    scoring: dict[str, Any] | None
    request: dict[str, Any] | None


class Imports(Controller):
    """`/imports`."""

    tags = ("datasets",)

    @post(
        "/imports",
        operation_id="import_file",
        operation_class=uploading(*_MEDIA_TYPES, FORM),
        status_code=200,
        opt=RUN | {"bodies": {*_MEDIA_TYPES, FORM}},
        request_max_body_size=None,
        summary="Take in a file of another tool",
    )
    async def import_file(
        self, request: AnyRequest, service: TheService, name: NameOfImport = None, kind: ToolOfImport = None
    ) -> Imported:
        """What the file holds: examples become a version of the data set `name`; a prompt gives the request to send.

        The body is the file itself, at most 16 MB, or a form with a `file` and a `name`. It is told by what it holds,
        never by its name, and read, never run. The same file again is the same version.
        """
        async with uploaded(request, _MOST_BYTES, _MEDIA_TYPES) as upload:
            upload.file.seek(0)
            content = upload.file.read()
        limits = service.settings.datasets
        taken = await take_in(service.datasets, content, name=name or upload.name, kind=kind, limits=limits)
        found, posted = taken.found, taken.posted
        dataset = None if posted is None else shown(posted.version, posted.newest)
        named = {} if dataset is None else {"dataset": {"name": dataset.name, "version": dataset.version}}
        return Imported(
            kind=found.kind,
            mapped=found.mapped,
            notes=found.notes,
            dataset=dataset,
            prompts=found.prompts,
            scoring=None if found.scoring is None else msgspec.to_builtins(found.scoring),
            request=found.request(named),
        )

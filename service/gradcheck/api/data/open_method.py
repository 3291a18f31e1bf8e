"""Requests that leave the method open get one, and bodies are written with what they were resolved to."""

import msgspec
from msgspec.structs import replace

from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.data.sourcing import Sourced
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import draft_plan
from gradcheck.recommending.resolving import resolved


async def with_method(service: TenantService, source: Sourced) -> Sourced:
    """The request with its method, and how that was chosen if it was. Raises InvalidRequestError where none fits."""

    async def draft(request: OptimizeRequest) -> Plan:
        return await source.planned(lambda: draft_plan(request, service.gateway, source.images))

    found = await resolved(source.request, draft, service.jobs, service.plan)
    return replace(source, request=found.request, choice=found.choice)


def rewritten(body: bytes, changes: bytes, *without: str) -> bytes:
    """A body with other parts, as they are written in `changes`, and without some of its own."""
    parts = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    kept = {name: part for name, part in parts.items() if name not in without}
    return msgspec.json.encode(kept | msgspec.json.decode(changes, type=dict[str, msgspec.Raw]))

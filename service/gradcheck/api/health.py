"""How a process of the service is: health and metrics. Every process answers, a worker too."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.openapi import ResponseSpec
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, choose_encoder

from gradcheck.api.callers.auth import ADMIN, METRICS, PUBLIC, SCOPE, caller_of
from gradcheck.api.inputs import WholeService
from gradcheck.domain.base import Value
from gradcheck.telemetry.money import OfTenant

_METRICS = CONTENT_TYPE_PLAIN_0_0_4.partition("; charset")[0]  # litestar adds the charset to every text
_RETRY_AFTER_S = "1"


class Health(Value, frozen=True, kw_only=True):
    """How the service is."""

    status: str


_NOT_READY = {503: ResponseSpec(data_container=Health, description="not ready", generate_examples=False)}


class HealthController(Controller):
    """Health and metrics."""

    tags = ("service",)

    @get(
        "/health/live",
        operation_id="health_live",
        summary="Whether the process runs",
        opt=PUBLIC,
    )
    async def live(self) -> Health:
        """Always alive when it answers."""
        return Health(status="alive")

    @get(
        "/health/ready",
        operation_id="health_ready",
        responses=_NOT_READY,
        summary="Whether jobs are accepted and worked",
        opt=PUBLIC,
    )
    async def ready(self, whole: WholeService) -> Response[Health]:
        """503 before everything has started, while no job could be stored and handed on, and while it drains."""
        status = "starting"
        if whole.ready:
            status = "ready" if await whole.accepts_jobs() else "storage_unavailable"
        if whole.drains:
            status = "draining"
        if status == "ready":
            return Response(Health(status=status))
        return Response(Health(status=status), status_code=503, headers={"retry-after": _RETRY_AFTER_S})

    @get("/metrics", operation_id="metrics", opt=METRICS, summary="Prometheus metrics", media_type=_METRICS)
    async def metrics(self, request: Request[Any, Any, Any], whole: WholeService) -> Response[bytes]:
        """The collectors in the text format, or in OpenMetrics, with exemplars, for whoever accepts that.

        A key of a tenant without the scope `admin` reads nothing of other tenants.
        """
        if await whole.reaches_storage():
            await whole.look_at_storage()
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        registry, caller = whole.telemetry.registry, caller_of(request)
        sees_all = not caller.tenant or ADMIN[SCOPE] in caller.scopes
        text = encode(registry if sees_all else OfTenant(registry, caller.tenant))
        return Response(text, media_type=media_type.replace("; charset=utf-8", ""))

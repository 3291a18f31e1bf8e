"""The HTTP application around a service: litestar's configuration."""

import contextlib
import importlib.metadata
from collections.abc import AsyncIterator

import httpx
from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.enums import ScopeType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler, Receive, Scope, Send

from gradcheck.api.callers.auth import guard
from gradcheck.api.callers.token_routes import StreamTokensController
from gradcheck.api.catalogues import Catalogues
from gradcheck.api.data.archives import Archives
from gradcheck.api.data.datasets import Datasets
from gradcheck.api.data.files import Files
from gradcheck.api.data.imports import Imports
from gradcheck.api.diagnostics import Diagnostics
from gradcheck.api.headroom import HeadroomController
from gradcheck.api.health import HealthController
from gradcheck.api.inputs import DEPENDENCIES, check_address
from gradcheck.api.middleware import MeasureMiddleware, envelop
from gradcheck.api.problems import handle
from gradcheck.api.runs import RunsController
from gradcheck.api.studies import Studies
from gradcheck.domain.base import prepare_decoding
from gradcheck.pages.routes.browsing import Browsing
from gradcheck.pages.routes.guide import GuidePages
from gradcheck.pages.routes.redirecting import PagesForBrowsers
from gradcheck.pages.routes.reference import Reference
from gradcheck.pages.routes.reports import Reports
from gradcheck.pages.routes.sessions import Sessions
from gradcheck.pages.routes.start_forms import Starting
from gradcheck.pages.routes.static_files import StaticFiles
from gradcheck.pages.templating import environment
from gradcheck.runtime import ProcessRole, Service
from gradcheck.settings import Settings

_HANDLERS: list[ControllerRouterHandler] = [
    RunsController,
    Diagnostics,
    Studies,
    HeadroomController,
    Datasets,
    Files,
    Archives,
    Imports,
    StreamTokensController,
    Catalogues,
    HealthController,
    Browsing,
    GuidePages,
    Reference,
    Reports,
    Sessions,
    Starting,
    StaticFiles,
]


class _App(Litestar):
    """The application, with what every request gets before it is routed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope["type"] == ScopeType.HTTP:
            await envelop(super().__call__, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    settings: Settings, transport: httpx.AsyncBaseTransport | None = None, role: ProcessRole = "serve"
) -> Litestar:
    """The application; its service lives as long as it does. `transport` replaces the network in tests.

    A worker answers how it is, and nothing else.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        prepare_decoding()
        app.state.service = service = Service(settings, transport, role)
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    return _App(
        route_handlers=[HealthController] if role == "worker" else _HANDLERS,
        lifespan=[lifespan],
        guards=[guard, check_address],
        middleware=[MeasureMiddleware(), PagesForBrowsers()],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        exception_handlers={Exception: handle},
        dependencies=DEPENDENCIES,
        request_max_body_size=settings.max_body_bytes,
        openapi_config=OpenAPIConfig(
            title="Gradcheck",
            version=importlib.metadata.version("gradcheck"),
            description="Optimizes prompts for language models and proves what did the work.",
            license=License(name="Apache-2.0", identifier="Apache-2.0"),
            security=[{"key": []}],
            components=Components(security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}),
            path="/litestar",
            render_plugins=[],
        ),
        cors_config=_cors(settings),
        logging_config=None,
    )


def _cors(settings: Settings) -> CORSConfig | None:
    """What pages of the declared origins may do; none of them sends cookies, which mean nothing here."""
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "HEAD", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Prefer", "Last-Event-ID", "X-Request-Id"],
        expose_headers=["Location", "Retry-After", "ETag", "Preference-Applied", "Content-Disposition", "X-Request-Id"],
        allow_credentials=False,
    )


def end_streams(app: Litestar) -> None:
    """End the app's event streams before the server waits for its connections."""
    service: Service | None = app.state.get("service")
    if service is not None:
        service.end_streams()


def drain(app: Litestar) -> None:
    """Have the process end when the jobs that it works have ended, without new ones."""
    service: Service | None = app.state.get("service")
    if service is not None:
        service.drain()

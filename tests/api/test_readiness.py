"""When a service says that it is ready."""

from pathlib import Path
from typing import Any, cast

import httpx

from gradcheck.app import create_app
from gradcheck.runtime import Service
from tests.api.server import settings


async def test_a_service_is_ready_only_between_start_and_stop(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path))
    app.state.service = service = Service(settings(tmp_path))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)), base_url="http://localhost"
    ) as client:

        async def seen() -> tuple[int, str]:
            assert (await client.get("/health/live")).status_code == 200
            answer = await client.get("/health/ready")
            return answer.status_code, answer.json()["status"]

        before = await seen()
        await service.start()
        running = await seen()
        await service.stop()
        after = await seen()
    assert (before, running, after) == ((503, "starting"), (200, "ready"), (503, "starting"))

"""A real local server around the pure-function model, in its own process: `provider.py PORT LATENCY_S`.

It counts the requests it has answered, by content, at `GET /paid`.
"""

import asyncio
import json
import sys
from collections import Counter

import uvicorn
from litestar import Litestar, Request, get, post

from tests.support import world

PAID: Counter[str] = Counter()
LATENCY_S = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


@post("/v1/chat/completions", status_code=200)
async def chat(request: Request) -> dict[str, object]:  # type: ignore[type-arg]
    """Answer as the world does."""
    body = json.loads(await request.body())
    PAID[json.dumps(body, sort_keys=True)] += 1
    await asyncio.sleep(LATENCY_S * (0.5 + world.noise(body)))
    return world.reply(body)


@get("/paid")
async def paid() -> dict[str, int]:
    """How many requests came, and how many different ones."""
    return {"requests": PAID.total(), "different": len(PAID)}


app = Litestar([chat, paid], openapi_config=None)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")

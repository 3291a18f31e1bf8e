"""One local server that stands for several providers, each at its own path. It owns how each behaves.

`world` answers well and so does `flaky`, but for a third of its requests, which fail. `strict` asks for a pause at
every fifth, and nobody knows what it costs. `broken` knows no key. `deceiving` rewards a rewritten prompt on validation
and punishes it on the test. At `gone` nobody listens.
"""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gradcheck.llm.checking import QUESTION
from tests.support import comparing, world
from tests.support.processes import free_port
from tests.support.serving import in_a_thread

Json = dict[str, Any]
UNSEEN = "unseen"
"""What the texts of test examples say, by which `deceiving` knows them."""
SLOTS = 16
_PRICES = "prices.{} = {{ input = {}, output = {} }}\n"
_LATENCY_S = 0.05
_OPPOSITE = {"positive": "negative", "negative": "positive"}
_known = comparing.answer()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    _counter = itertools.count(1)

    def do_POST(self) -> None:
        provider = self.path.split("/")[1]
        body: Json = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = 0 if QUESTION in json.dumps(body) else next(self._counter)
        time.sleep(_LATENCY_S * world.noise(body))
        if provider == "broken":
            self._say(401, {"error": {"message": "this key opens nothing", "code": "invalid_api_key"}})
        elif provider == "flaky" and number % 3 == 1:
            self._say(500, {"error": {"message": "try again"}})
        elif provider == "strict" and number % 5 == 1:
            self._say(429, {"error": {"message": "slow down"}}, {"Retry-After-Ms": "500"})
        else:
            self._say(200, _answered(body, deceiving=provider == "deceiving"))

    def _say(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Requests are counted by the service."""


def _answered(body: Json, *, deceiving: bool) -> Json:
    """The world's answer; a deceiving one is the opposite of the truth for a rewritten prompt on a test example."""
    reply = world.reply(body)
    said = _known(body)
    text = "\n".join(message["content"] for message in body["messages"])
    if deceiving and UNSEEN in text and "<PROMPT>" not in text and "<FEEDBACK>" not in text:
        truth = "positive" if "good" in text else "negative"
        said = _OPPOSITE[truth] if "one word" in text.lower() else truth
    reply["choices"][0]["message"]["content"] = said
    return reply


def deceived(seed: int) -> Json:
    """A run whose prompt is rewritten for what its test punishes."""
    task = world.task(36)
    for number, example in enumerate(task["examples"]):
        example["split"] = ("train", "validation", "test")[number // 2 % 3]
        if example["split"] == "test":
            example["input"]["text"] += f" It is {UNSEEN}."
    return on("deceiving", task=task, seed=seed, method={"name": "textgrad", "steps": 2})


def on(provider: str, **changes: object) -> Json:
    """A request for a run on a provider: a small model does the task, and a large one all else."""
    models = {"task": {"provider": provider, "model": "small"}}
    others = {role: {"provider": provider, "model": "large"} for role in ("optimizer", "judge")}
    return world.request(**{"models": models | others, **changes})


@contextmanager
def served() -> Iterator[str]:
    """The server's address, below which `world` and the others are."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    with in_a_thread(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def declared(url: str, *, priced: bool) -> str:
    """What settings say of them: further lines of `world`, and the others."""
    prices = "".join(_PRICES.format(name, price, 2 * price) for name, price in (("small", 200.0), ("large", 900.0)))
    prices *= priced
    places = {name: f"{url}/{name}/v1" for name in ("flaky", "strict", "deceiving", "broken")}
    places["gone"] = f"http://127.0.0.1:{free_port()}/v1"
    others = (
        f'[providers.{name}]\nbase_url = "{place}"\nmax_concurrency = {SLOTS}\nmax_outage_s = 3600\n'
        f"{'' if name == 'strict' else prices}"
        for name, place in places.items()
    )
    return prices + "".join(others)

"""A provider in trouble, to see what the service makes of it: `python examples/trouble.py` listens on port 9000.

It speaks as OpenAI does and finds everything positive. Its second call comes too fast, the third fails, the fourth is
refused; after the twelfth nobody is there for five seconds. From `POST /lock` on it takes no key.
"""

import itertools
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

AWAY_AFTER, AWAY_S = 12, 5
LATER_S = 0.5  # so that the refusal for the rate is heard first, whatever else was asked at once
calls = itertools.count(1)
state = {"locked": False, "back_at": 0.0}


def trouble(number: int) -> tuple[int, str] | None:
    """The status and the words that the call of this number meets, if any."""
    if state["locked"]:
        return 401, "This key is not valid any more."
    if number == AWAY_AFTER:
        state["back_at"] = time.monotonic() + AWAY_S
    if time.monotonic() < state["back_at"]:
        return 503, "The model is being loaded."
    return {
        2: (429, "Too many requests."),
        3: (500, "Something broke."),
        4: (400, "This request is not liked."),
    }.get(number)


class Server(ThreadingHTTPServer):
    """One that many callers may knock at together."""

    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        """Nothing: whoever has ended its job does not wait for the answer."""


class Handler(BaseHTTPRequestHandler):
    """Answers chat completions."""

    def do_POST(self) -> None:
        """One call, or the lock."""
        self.rfile.read(int(self.headers["content-length"] or 0))
        if self.path == "/lock":
            state["locked"] = True
            return self.answer(200, {})
        met = trouble(next(calls))
        if met is not None:
            time.sleep(0 if met[0] == 429 else LATER_S)
            return self.answer(met[0], {"error": {"message": met[1]}})
        choice = {"index": 0, "message": {"role": "assistant", "content": "positive"}, "finish_reason": "stop"}
        return self.answer(200, {"choices": [choice], "usage": {"prompt_tokens": 30, "completion_tokens": 1}})

    def answer(self, status: int, content: dict[str, Any]) -> None:
        """Send JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("retry-after", "1")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    Server(("127.0.0.1", 9000), Handler).serve_forever()

"""A provider that answers with what it was sent, to see what settings do. `python examples/echo.py` is on port 9001.

It speaks as OpenAI does. An answer names the address, the roles of the messages and the headers that are not usual. A
model called `slow` takes two seconds.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USUAL = {"host", "content-type", "content-length", "accept-encoding", "accept", "user-agent"}


def told(path: str, headers: dict[str, str], body: dict[str, Any]) -> str:
    """A request in words; of its messages the roles alone, so that nothing in them is taken for an answer."""
    roles = [message["role"] for message in body.get("messages", [])]
    unusual = [f"{name.lower()}: {value}" for name, value in headers.items() if name.lower() not in USUAL]
    return "; ".join([path, ",".join(roles), *unusual])


class Server(ThreadingHTTPServer):
    """One that does not mind callers who hang up."""

    def handle_error(self, *_: object) -> None:
        """Nothing."""


class Handler(BaseHTTPRequestHandler):
    """Answers chat completions."""

    def do_POST(self) -> None:
        """One call."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if body["model"] == "slow":
            time.sleep(2)
        content = told(self.path, dict(self.headers.items()), body)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        answer = {"choices": [choice], "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 100_000}}
        sent = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 9001), Handler).serve_forever()

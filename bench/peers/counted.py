"""An endpoint as a peer is given it: requests are counted and passed on, until calls or seconds are used up.

It owns the count, which holds whatever a peer asks, retries and requests that the endpoint refuses included. What comes
when there is nothing left is refused, as a request that no client repeats, and is no call. It changes no request.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import msgspec

COUNT, ENDED = "/count", "/ended"
_WAIT_S = 900.0
_REFUSED = {"error": {"message": "no calls are left", "type": "invalid_request_error", "code": "budget"}}


class Counted:
    """The count of one optimization: `made` calls; `late` where the seconds ended it and not the calls."""

    def __init__(self, calls: int, seconds: float) -> None:
        self.made = 0
        self.late = False
        self._calls = calls
        self._until = time.monotonic() + seconds
        self._ended = False
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether a request is passed on; it is counted where the optimization has not ended."""
        with self._lock:
            if self._ended:
                return True
            if not self._left():
                return False
            self.made += 1
            return True

    def told(self) -> dict[str, int | bool]:
        """How many calls were made, and whether there are any left."""
        with self._lock:
            return {"made": self.made, "left": self._left()}

    def end(self) -> None:
        """What comes from now on is no call of the optimization."""
        with self._lock:
            self._ended = True

    def _left(self) -> bool:
        calls = self.made < self._calls
        self.late = self.late or (calls and time.monotonic() > self._until)
        return calls and not self.late


@contextlib.contextmanager
def counting(base_url: str, calls: int, seconds: float) -> Iterator[tuple[str, Counted]]:
    """A base URL that stands for another one, and what comes there; for one optimization."""
    count = Counted(calls, seconds)
    with httpx.Client(timeout=_WAIT_S, trust_env=False, limits=httpx.Limits(max_connections=None)) as client:
        server = _Server(("127.0.0.1", 0), _Handler)
        server.base_url, server.client, server.count = base_url.rstrip("/"), client, count
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", count
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    base_url: str
    client: httpx.Client
    count: Counted


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """What was counted."""
        self._tell(200 if self.path.endswith(COUNT) else 404, self.server.count.told())

    def do_POST(self) -> None:
        """A request to the model, or the word that the optimization has ended."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.endswith(ENDED):
            self.server.count.end()
            self._tell(200, self.server.count.told())
        elif self.server.count.take():
            self._pass_on(body)
        else:
            self._tell(400, _REFUSED)

    def _pass_on(self, body: bytes) -> None:
        names = ("authorization", "content-type")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        url = self.server.base_url + self.path.removeprefix("/v1")
        try:
            answer = self.server.client.post(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            self._tell(502, {"error": {"message": f"the endpoint gave no answer: {type(error).__name__}"}})
        else:
            self._send(answer.status_code, answer.content)

    def _tell(self, status: int, what: Any) -> None:  # noqa: ANN401 - whatever is JSON
        self._send(status, msgspec.json.encode(what))

    def _send(self, status: int, content: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

"""Who asks a service for jobs, with a key, and asks again while its storage is away."""

import contextlib
import threading
import uuid
from typing import Any

import httpx

from tests.operate.patience import Patience
from tests.support.processes import HTTP

Json = dict[str, Any]
_ENDED = {"succeeded", "failed", "cancelled"}


class Caller:
    """One caller of one service."""

    def __init__(self, url: str, patience: Patience, key: str | None = None) -> None:
        self._url = url
        self._patience = patience
        self._headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    def start(self, path: str, body: Json) -> str:
        """Ask for a job; the path at which it is."""
        answer = self._answered("POST", path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
        return answer.headers["Location"]

    def run(self, body: Json) -> str:
        """Ask for a run; the path at which it is."""
        return self.start("/optimize", body)

    def refused(self, body: Json) -> None:
        """Ask for a run once, which is refused for now."""
        answer = HTTP.post(f"{self._url}/optimize", json=body, headers=self._headers)
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text

    def ended(self, path: str, status: str = "succeeded") -> Json:
        """The job at a path, once it has ended as it should."""
        job = self._patience.until(f"the job {path}", lambda: self._if_ended(path))
        assert job["status"] == status, (path, job["status"], job["error"])
        return job

    def follow(self, path: str) -> None:
        """Read a job's events in a thread of their own, to their end or the service's."""
        url, headers = f"{self._url}{path}/events", self._headers

        def read() -> None:
            with (
                contextlib.suppress(httpx.TransportError),
                httpx.stream("GET", url, headers=headers, timeout=60, trust_env=False) as stream,
            ):
                for _ in stream.iter_lines():
                    pass

        threading.Thread(target=read, daemon=True).start()

    def _if_ended(self, path: str) -> Json | None:
        job: Json = self._answered("GET", path).json()
        return job if job["status"] in _ENDED else None

    def _answered(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        request["headers"] = {**self._headers, **request.get("headers", {})}

        def ask() -> httpx.Response | None:
            with contextlib.suppress(httpx.TransportError):  # a machine with other work is slow
                answer = HTTP.request(method, f"{self._url}{path}", **request)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return answer
            return None

        answer = self._patience.until(f"an answer of {method} {path}", ask)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer

"""The real service in its own process, killed in the middle of an upload."""

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.processes import HTTP, ServiceProcess, service_process

ROWS = 60_000
HEADERS = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "once"}


def body() -> Iterator[bytes]:
    """Rows that take more than one chunk to store."""
    for number in range(0, ROWS, 1000):
        rows = ({"text": f"{row} {row * 7919 % 1_000_003:x}", "label": row % 2} for row in range(number, number + 1000))
        yield b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def chunks(home: Path) -> int:
    """How many chunks of rows there are, published or not."""
    with contextlib.closing(sqlite3.connect(home / "gradcheck.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM dataset_chunks").fetchone()[0])


def upload(service: ServiceProcess) -> httpx.Response:
    """What posting the rows is answered."""
    return HTTP.post(f"{service.url}/datasets", params={"name": "rows"}, content=body(), headers=HEADERS)


def cut_off(service: ServiceProcess) -> None:
    with pytest.raises(httpx.TransportError):
        upload(service)


@pytest.mark.parametrize("moment", ["while it comes", "while its rows are stored"])
def test_a_kill_in_the_middle_of_an_upload_leaves_nothing_and_the_upload_can_be_sent_again(
    tmp_path: Path, moment: str
) -> None:
    with service_process(tmp_path, "http://127.0.0.1:1", 1) as service:

        def killed() -> Iterator[bytes]:
            parts = list(body())
            yield from parts[:30]
            service.kill()
            yield from parts[30:]

        if moment == "while it comes":
            with pytest.raises(httpx.TransportError):
                HTTP.post(f"{service.url}/datasets", params={"name": "rows"}, content=killed(), headers=HEADERS)
        else:
            sender = threading.Thread(target=cut_off, args=(service,))
            sender.start()
            while not chunks(tmp_path):
                time.sleep(0.001)
            service.kill()
            sender.join()
        service.start()
        assert HTTP.get(f"{service.url}/datasets").json()["items"] == []
        assert chunks(tmp_path) == 0
        answer = upload(service)
        assert (answer.status_code, answer.json()["rows"], answer.json()["version"]) == (201, ROWS, 1)
        assert upload(service).status_code == 200

"""Data sets: from an upload to the first model call, and a million rows in bounded memory.

It leaves out the rows' way over a network: the file is made while it is sent.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.measure import Measure
from bench.rig import MODELS, PROMPT, rig
from tests.support.processes import ServiceProcess

SMALL, LARGE = 10_000, 1_000_000
_SLOTS = 64
_WAIT_S = 900
_PAUSE_S = 0.002
_TEXT = "It arrived on time and does what it should, though the second button is stiff."


def uploads() -> list[Measure]:
    """Both sizes, each on a fresh service."""
    return [_first_call(), *_million()]


def _first_call() -> Measure:
    """Seconds from the first byte of a CSV file to the first call of a run on it."""
    with rig(_SLOTS, latency_s=0.0) as (service, provider):
        _upload(service, "warm", 10)  # modules that only an upload imports
        began = time.perf_counter()
        _upload(service, "reviews", SMALL)
        uploaded_s = time.perf_counter() - began
        service.optimize(_request("reviews"))
        while not provider.counts()["answered"]:
            time.sleep(_PAUSE_S)
        taken_s = time.perf_counter() - began
    note = f"{SMALL:,} rows; the upload {uploaded_s:.2f} s; the check of the model is the first call"
    return Measure(name="upload_to_call", value=taken_s, least=2, aim=1, unit="s", note=note)


def _million() -> list[Measure]:
    """What the service's memory grows by while a million rows are stored, and while a run samples them."""
    with rig(_SLOTS, latency_s=0.0) as (service, _):
        _upload(service, "warm", 10)
        idle_mb = _peak_mb(service)
        began = time.perf_counter()
        _upload(service, "reviews", LARGE)
        stored_s, stored_mb = time.perf_counter() - began, _peak_mb(service)
        began = time.perf_counter()
        answer = _post(service, "/optimize/estimate", json=_request("reviews")).json()
        drawn_s, drawn_mb = time.perf_counter() - began, _peak_mb(service)
    assert (answer["dataset"]["matching"], answer["dataset"]["sampled"]) == (LARGE, 1000)
    stored = (
        f"{LARGE:,} rows of {len(_TEXT) + 20} bytes: {idle_mb:.0f} MB before, {stored_mb:.0f} at most; {stored_s:.0f} s"
    )
    drawn = f"1,000 of {LARGE:,} rows; {drawn_mb - idle_mb:.0f} MB more than before the upload"
    return [
        Measure(name="upload_memory", value=stored_mb - idle_mb, least=200, aim=64, unit="MB", note=stored),
        Measure(name="sample_million", value=drawn_s, least=60, aim=15, unit="s", note=drawn),
    ]


def _upload(service: ServiceProcess, name: str, rows: int) -> None:
    headers = {"Content-Type": "text/csv"}
    _post(service, f"/datasets?name={name}", content=_csv(rows), headers=headers)


def _csv(rows: int) -> Iterator[bytes]:
    yield b"text,label\n"
    for first in range(0, rows, 1000):
        lines = (f'"{n}: {_TEXT}",{("negative", "positive")[n % 2]}\n' for n in range(first, min(first + 1000, rows)))
        yield "".join(lines).encode()


def _post(service: ServiceProcess, path: str, **parts: object) -> httpx.Response:
    answer = httpx.request("POST", f"{service.url}{path}", timeout=_WAIT_S, trust_env=False, **parts)  # type: ignore[arg-type]
    assert answer.is_success, answer.text
    return answer


def _request(name: str) -> dict[str, object]:
    task = {"dataset": {"name": name}, "scoring": {"kind": "exact"}}
    return {"prompt": PROMPT, "task": task, "method": "none", "models": MODELS}


def _peak_mb(service: ServiceProcess) -> float:
    """The most memory that the service has held since its start."""
    status = Path(f"/proc/{service.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

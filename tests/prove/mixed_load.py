"""Jobs of all kinds, asked for and erased again by callers that come and go.

It owns what is asked, in an order drawn from a seed, and what of the answers does not hold. It does not own what the
service's process holds meanwhile.
"""

import contextlib
import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from tests.methods.every import PROMPTS, SMALL
from tests.support import world
from tests.support.processes import Json, ServiceProcess

_CALLERS, _MORE = 4, 4
_KEPT = 3  # jobs of a caller that are there at once
_PATIENCE_S = 600.0
_ENDED = {"succeeded", "failed", "cancelled"}
_METHODS = tuple(name for name in SMALL if name not in {"none", "random_search", "repeat"})


class _Patient(httpx.HTTPTransport):
    """Asks again what was answered by a 503, when it says so. A POST that has no key of its own gets one."""

    def __init__(self, note: Callable[[], None]) -> None:
        super().__init__()
        self._note = note

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The first other answer within some minutes."""
        if request.method == "POST" and "idempotency-key" not in request.headers:
            request.headers["idempotency-key"] = uuid.uuid4().hex
        until = time.monotonic() + _PATIENCE_S
        while True:
            answer = super().handle_request(request)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                return answer
            answer.read()
            self._note()
            time.sleep(float(answer.headers["retry-after"]))


class MixedLoad:
    """Callers in threads of their own, from `start` until `stop`; what they counted, and what did not hold.

    Until `ease` they are twice as many.
    """

    def __init__(self, service: ServiceProcess, seed: int) -> None:
        self._service = service
        self._seed = seed
        self._numbers = iter(range(10**9))
        self._over, self._eased = threading.Event(), threading.Event()
        self._one = threading.Lock()
        self._threads = [threading.Thread(target=self._call, args=(number,)) for number in range(_CALLERS + _MORE)]
        self._threads += [threading.Thread(target=self._read, args=(number,)) for number in range(2)]
        self.counts: Counter[str] = Counter()
        self.unmet: Counter[str] = Counter()
        self._known: list[str] = []

    def start(self) -> None:
        """Have the callers begin."""
        for thread in self._threads:
            thread.start()

    def ease(self) -> None:
        """Have the additional callers erase what they still have, and go."""
        self._eased.set()

    def stop(self) -> None:
        """Have all erase what they still have, and go."""
        self._eased.set()
        self._over.set()
        for thread in self._threads:
            thread.join(_PATIENCE_S)

    def _count(self, what: str) -> None:
        with self._one:
            self.counts[what] += 1

    def _miss(self, said: str) -> None:
        with self._one:
            self.unmet[said] += 1

    def _number(self) -> int:
        with self._one:
            return next(self._numbers)

    def _call(self, number: int) -> None:
        luck = random.Random(f"{self._seed}/{number}")
        kept: list[str] = []
        does = (self._run, self._run, self._diagnose, self._study, self._cancel, self._compare)
        patient = _Patient(lambda: self._count("asked again after a 503"))
        with httpx.Client(base_url=self._service.url, timeout=60, trust_env=False, transport=patient) as client:
            while not (self._over if number < _CALLERS else self._eased).is_set():
                try:
                    kept += luck.choice(does)(client, luck)
                    while len(kept) > _KEPT:
                        self._erase(client, kept.pop(0))
                except Exception as error:  # noqa: BLE001 - whatever it is does not hold
                    self._miss(f"{type(error).__name__}: {re.sub('[0-9a-f]{32}', 'ID', str(error))[:200]}")
            for path in kept:
                self._erase(client, path)

    def _task(self, luck: random.Random) -> Json:
        """A task whose texts nobody had before."""
        number, task = self._number(), world.task(luck.choice((16, 24, 40)))
        for example in task["examples"]:
            example["input"]["text"] += f" Of load {self._seed}, job {number}."
        return task

    def _optimize(self, luck: random.Random, name: str) -> Json:
        prompt = PROMPTS.get(name)
        changes: dict[str, Any] = {} if prompt is None else {"prompt": prompt}
        changes["method"] = {"name": name, **SMALL[name]} if name != "none" else "none"
        return world.request(task=self._task(luck), seed=luck.randrange(10**6), **changes)

    def _run(self, client: httpx.Client, luck: random.Random) -> list[str]:
        """A run to its end, asked for twice by the same key now and then."""
        body, headers = self._optimize(luck, luck.choice(_METHODS)), {"Idempotency-Key": f"k{self._number()}"}
        answer = _accepted(client.post("/optimize", json=body, headers=headers))
        if luck.random() < 0.3:
            again = client.post("/optimize", json=body, headers=headers)
            if again.json()["id"] != answer["id"]:
                self._miss("a key made two runs")
        path = f"/runs/{answer['id']}"
        self._tell(path)
        self._succeeded(self._ended(client, path))
        for name in ("steps", "candidates", "rollouts"):
            client.get(f"{path}/{name}", params={"limit": 50}).raise_for_status()
        return [path]

    def _diagnose(self, client: httpx.Client, luck: random.Random) -> list[str]:
        """A run and a diagnostic of it."""
        path = f"/runs/{_accepted(client.post('/optimize', json=self._optimize(luck, 'protegi')))['id']}"
        self._succeeded(self._ended(client, path))
        asked = {"tests": ["content"], "replicates": 8, "force": True, "stop": "fixed", "ladder": "whole"}
        made = _accepted(client.post(f"{path}/diagnostics", json={**asked, "estimand": "fixed_feedback"}))
        self._tell(f"/diagnostics/{made['id']}")
        self._succeeded(self._ended(client, f"/diagnostics/{made['id']}"))
        return [path]

    def _study(self, client: httpx.Client, luck: random.Random) -> list[str]:
        """A study of two arms."""
        body = {
            "optimize": self._optimize(luck, "none"),
            "arms": [{"name": "seed"}, {"name": "longer", "overrides": {"prompt": "Name the sentiment.\n\n{text}"}}],
            "trials": 4,
            "comparisons": [{"first": "longer", "second": "seed", "family": "prompts"}],
            "delta": 0.3,
            "run_sd": 0.1,
        }
        path = f"/studies/{_accepted(client.post('/studies', json=body))['id']}"
        self._tell(path)
        self._succeeded(self._ended(client, path))
        return [path]

    def _cancel(self, client: httpx.Client, luck: random.Random) -> list[str]:
        """A run that is cancelled sooner or later."""
        path = f"/runs/{_accepted(client.post('/optimize', json=self._optimize(luck, luck.choice(_METHODS))))['id']}"
        self._tell(path)
        time.sleep(luck.uniform(0, 1.5))
        if client.post(f"{path}/cancel").status_code not in {httpx.codes.ACCEPTED, httpx.codes.CONFLICT}:
            self._miss("a cancellation is refused")
        ended = self._ended(client, path)
        self._count(f"cancelling: {ended['status']}")
        return [path]

    def _compare(self, client: httpx.Client, luck: random.Random) -> list[str]:
        """What is answered without a job: lists, plans, metrics, and requests that are wrong."""
        for path in ("/runs", "/diagnostics", "/studies", "/providers", "/metrics", "/health/ready"):
            if client.get(path).status_code != httpx.codes.OK:
                self._miss(f"{path} is not answered")
        client.post("/optimize/estimate", json=self._optimize(luck, "protegi")).raise_for_status()
        wrong = client.post("/optimize", json={"task": {"examples": [1, 2, 3]}, "nothing": 1})
        if wrong.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
            self._miss(f"a wrong request is answered by {wrong.status_code}")
        return []

    def _ended(self, client: httpx.Client, path: str) -> Json:
        until = time.monotonic() + _PATIENCE_S
        while True:
            job: Json = client.get(path).raise_for_status().json()
            if job["status"] in _ENDED:
                self._count(f"{path.split('/')[1]} ended")
                return job
            if time.monotonic() > until:
                raise AssertionError(f"{path.split('/')[1]} do not end")
            time.sleep(0.2)

    def _succeeded(self, job: Json) -> None:
        if job["status"] != "succeeded":
            self._miss(f"a job ended {job['status']}: {job.get('error')}"[:200])

    def _erase(self, client: httpx.Client, path: str) -> None:
        with self._one, contextlib.suppress(ValueError):
            self._known.remove(path)
        answer = client.delete(path, params={"cascade": "true"})
        if answer.status_code in {httpx.codes.NO_CONTENT, httpx.codes.NOT_FOUND}:  # not there where it was asked again
            self._count("erased")
        else:
            self._miss(f"an erasure is answered by {answer.status_code}")

    def _tell(self, path: str) -> None:
        """Readers may look at it."""
        with self._one:
            self._known = [*self._known[-50:], path]

    def _read(self, number: int) -> None:
        """Read the events of some job, to the end or not."""
        luck = random.Random(f"{self._seed}/reader/{number}")
        while not self._over.wait(0.05):
            with self._one:
                path = luck.choice(self._known) if self._known else None
            if path is None:
                continue
            most = luck.choice((0, 1, 5, 10**6))
            with (
                contextlib.suppress(httpx.HTTPError),
                httpx.stream("GET", f"{self._service.url}{path}/events", timeout=20, trust_env=False) as answer,
            ):
                lines = answer.iter_lines()
                for place, _ in enumerate(lines):
                    if place >= most or self._over.is_set():
                        break
                self._count("read")


def _accepted(answer: httpx.Response) -> Json:
    if answer.status_code != httpx.codes.ACCEPTED:
        raise AssertionError(f"answered by {answer.status_code}: {answer.text[:150]}")
    found: Json = answer.json()
    return found

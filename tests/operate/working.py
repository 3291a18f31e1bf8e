"""Work for a service: jobs of all kinds, of two tenants, on providers of all kinds. It owns no faults of storage."""

from tests.api.test_studying import body as study
from tests.methods.every import SMALL
from tests.operate.callers import Caller
from tests.operate.models import deceived, on
from tests.support import comparing, world

_BROKEN, _DECEIVED = 4, 12


def fail(caller: Caller) -> None:
    """Jobs that fail, and a run that waits for its provider while somebody reads its events."""
    caller.follow(caller.run(on("gone")))
    for run in [caller.run(on("broken", seed=seed)) for seed in range(_BROKEN)]:
        caller.ended(run, "failed")


def work(first: Caller, second: Caller) -> None:
    """Everything else, until it has ended."""
    task = {**world.task(60), "split": {"train": 0.2, "validation": 0.2, "probe": 0.2, "test": 0.4}}
    diagnosed = first.run(on("world", task=task, seed=1))
    jobs = [(first, first.run(on("world", method={"name": name, **SMALL[name]}))) for name in ("opro", "copro")]
    jobs += [(second, second.run(on(provider, task=task, seed=1))) for provider in ("flaky", "strict")]
    judged = on("world", task=comparing.task(comparing.JUDGE, 24), method="none")
    jobs += [(second, second.run(body)) for body in (judged, *(deceived(seed) for seed in range(_DECEIVED)))]
    first.ended(diagnosed)
    jobs.append((first, first.start(f"{diagnosed}/diagnostics", {"force": True, "tests": ["content"]})))
    jobs.append((first, first.start("/headroom", {"optimize": on("world")})))
    jobs.append((second, second.start("/studies", study(optimize=on("world", method="none")))))
    for caller, job in jobs:
        caller.ended(job)

"""`gradcheck quickstart`: a sample task on the embedded model, optimized, tested, and its feedback put to the test."""

import json
import time
from argparse import Namespace
from importlib.resources import files
from typing import Any

from gradcheck.cli.job import shown
from gradcheck.cli.job_kinds import DIAGNOSTICS, RUNS
from gradcheck.cli.local import local_service
from gradcheck.cli.output import note, tell
from gradcheck.cli.service import finish
from gradcheck.settings import load
from gradcheck_client import AsyncGradcheck, models
from gradcheck_client.wire import as_json

_SPLIT = {"train": 0.125, "validation": 0.1875, "probe": 0.1875, "test": 0.5}
_METHOD = {
    "name": "protegi",
    "rounds": 1,
    "beam": 1,
    "minibatch": 16,
    "gradients": 8,
    "errors_per_gradient": 4,
    "edits_per_reason": 2,
    "paraphrases": 0,
    "max_expansion": 16,
    "selection": "brute_force",
}


def run(arguments: Namespace) -> int:
    """Run the sample with a seed; the exit code. Raises GradcheckError where no service can be started."""
    return finish(_quickstart(arguments))


def sample_request(seed: int) -> dict[str, Any]:
    """The body of `POST /optimize` for the sample task."""
    lines = (files("gradcheck.cli") / "sample_task.jsonl").read_text("utf-8").splitlines()
    return {
        "prompt": "What is the sentiment?\n\nText: {text}\nAnswer:",
        "task": {
            "examples": [json.loads(line) for line in lines if line],
            "scoring": {"kind": "exact"},
            "split": _SPLIT,
        },
        "method": _METHOD,
        "models": {"task": {"provider": "embedded", "max_tokens": 8}},
        "seed": seed,
    }


async def _quickstart(arguments: Namespace) -> int:
    began, seed = time.monotonic(), arguments.seed
    note(arguments, "Gradcheck optimizes a prompt on a small model that runs on this machine. Nothing leaves it.\n")
    async with (
        local_service(load().home / "quickstart") as service,
        AsyncGradcheck(service.url, api_key=service.key) as client,
    ):
        note(arguments, f"data: {service.home}\nlog:  {service.log}\n")
        started = await client.optimize(**sample_request(seed))
        await shown(started, RUNS)
        run = await started.wait()
        note(arguments, f"\n{RUNS.text(run)}\n")
        # So small a model writes the same edit again and again, and distinct ones are what counts.
        diagnosis = await started.diagnose(
            tests=["content", "shortcuts"], replicates=32, items_per_pair=2, force=True, seed=seed
        )
        await shown(diagnosis, DIAGNOSTICS)
        diagnostic = await diagnosis.wait()
    figures = _figures(seed, run, diagnostic, time.monotonic() - began)
    tell(arguments, figures, lambda: f"\n{DIAGNOSTICS.text(diagnostic)}")
    return 0 if run.status == diagnostic.status == "succeeded" else 1


def _figures(seed: int, run: models.Run, diagnostic: models.Diagnostic, seconds: float) -> dict[str, Any]:
    """What `--json` prints."""
    result, diagnosed = as_json(run)["result"] or {}, as_json(diagnostic)["result"] or {}
    test = result.get("test", {})
    used = [*result.get("usage", {}).values(), *diagnosed.get("usage", {}).values()]
    content = diagnosed.get("findings", {}).get("content") or {}
    return {
        "seed": seed,
        "baseline": test.get("baseline"),
        "best": test.get("best"),
        "difference": test.get("difference"),
        "verdict": test.get("verdict"),
        "prompt": result.get("prompt"),
        "summary": diagnosed.get("summary"),
        "diagnostic": {name: content.get(name) for name in ("verdict", "news", "reading", "claims", "others")},
        "calls": sum(role["calls"] - role["cached"] for role in used),
        "seconds": round(seconds, 1),
    }

"""`python -m bench.which FILE`: which method to use on a real task, at an equal budget on the embedded model.

One study of six methods, five seeds each. Every run may make 300 calls and those of its test. It owns the sizes, which
suit so small a budget, and the table.
"""

import asyncio
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bench.suite import ended
from gradcheck.cli.local import local_service
from tests.support.processes import ROOT

_SPLIT = {"train": 24, "validation": 24, "probe": 0, "test": 40}
_CALLS, _TRIALS, _WAIT_S = 300, 5, 60
_MANY = 200
_METHODS: dict[str, dict[str, Any]] = {
    "portfolio": {"rounds": _MANY, "minibatch": 8, "block": 12},
    "protegi": {"rounds": _MANY, "beam": 2, "minibatch": 16, "paraphrases": 0, "max_expansion": 4},
    "textgrad": {"steps": _MANY},
    "gepa": {"iterations": _MANY},
    "opro": {"steps": _MANY, "candidates": 4},
    "best_of_n": {"n": _MANY},
}

Json = dict[str, Any]


def main(file: Path) -> int:
    """Run the study, print, write `build/which_*.json`; 0 when it succeeded."""
    with tempfile.TemporaryDirectory() as home:
        study, runs = asyncio.run(_study(Path(home), _request(file)))
    path = ROOT / "build" / f"which_{file.stem}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"study": study, "runs": runs}) + "\n")
    _show(study, runs)
    return 0 if study["status"] == "succeeded" else 1


def _request(file: Path) -> Json:
    """The study; splits are by place in the file, the same for all runs."""
    lines = file.read_text("utf-8").splitlines()[: sum(_SPLIT.values())]
    places = [name for name, size in _SPLIT.items() for _ in range(size)]
    examples = [
        {"id": one["id"], "input": {"text": one["input"]}, "expected": one["expected"], "split": split}
        for one, split in zip(map(json.loads, lines), places, strict=True)
    ]
    return {
        "optimize": {
            "prompt": "What is the sentiment?\n\nText: {text}\nAnswer:",
            "task": {"examples": examples, "scoring": {"kind": "exact"}},
            "method": "portfolio",
            "models": {"task": {"provider": "embedded", "max_tokens": 8}},
            "budget": {"max_calls": _CALLS + 2 * _SPLIT["test"]},
        },
        "arms": [{"name": name, "overrides": {"method": {"name": name, **own}}} for name, own in _METHODS.items()],
        "trials": _TRIALS,
        "delta": 0.1,
        "force": True,
    }


async def _study(home: Path, request: Json) -> tuple[Json, list[Json]]:
    async with (
        local_service(home) as service,
        httpx.AsyncClient(base_url=service.url, headers=service.headers, timeout=_WAIT_S, trust_env=False) as http,
    ):
        study = await ended(http, "/studies", request)
        runs = [(await http.get(f"/runs/{one['run_id']}")).json() for one in study["result"]["runs"]]
    return study, runs


def _show(study: Json, runs: list[Json]) -> None:
    """Means over the seeds with simultaneous ranks; calls and seconds of a run."""
    result = study["result"]
    arms = {arm["name"]: arm for arm in result["arms"]}
    print("| method | held-out score, each seed | mean | possible ranks | calls | seconds |\n|---|---|---|---|---|---|")
    for place in result["ranking"]["arms"]:
        name = place["arm"]
        own = [one for one in result["runs"] if one["arm"] == name]
        took = [_seconds(run) for run in runs if run["id"] in {one["run_id"] for one in own}]
        scores = " ".join("-" if one["outcome"] is None else f"{one['outcome']:.2f}" for one in own)
        ranks = f"{place['best_rank']} to {place['worst_rank']}"
        calls = f"{arms[name]['calls']:.0f}"
        print(f"| `{name}` | {scores} | {place['mean']:.2f} | {ranks} | {calls} | {sum(took) / len(took):.0f} |")
    print(f"\n{result['ranking']['text']}")
    for gap in result["ranking"]["gaps"]:
        interval = "" if gap["interval"] is None else f" [{gap['interval'][0]:+.2f}, {gap['interval'][1]:+.2f}]"
        print(f"{gap['first']} - {gap['second']}: {gap['estimate']:+.2f}{interval}")


def _seconds(run: Json) -> float:
    began, done = (datetime.fromisoformat(run[name]) for name in ("started_at", "ended_at"))
    return (done - began).total_seconds()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""`python -m bench.suite [FILE]`: the whole suite of diagnostics, and three A/A jobs, on the embedded model.

It optimizes the quickstart's sample, or the first examples of a JSONL file with `id`, `input` and `expected`, and then
puts the run's feedback to every test. It owns the sizes; its table goes into the results page.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from gradcheck.cli.commands.quickstart import sample_request
from gradcheck.cli.local import local_service
from gradcheck.diagnostics.registry import DIAGNOSTICS
from tests.support.processes import ROOT

_EXAMPLES = 128
_WAIT_S = 3600
_SUITE = {"tests": list(DIAGNOSTICS), "replicates": 16, "items": 10, "force": True}
_AA = {"tests": ["noise_floor"], "replicates": 16, "items": 10, "force": True}

Json = dict[str, Any]


def main(file: Path | None) -> int:
    """Run, diagnose, print; 0 when every job succeeded."""
    request = sample_request(1)
    if file is not None:
        examples = [json.loads(line) for line in file.read_text("utf-8").splitlines()[:_EXAMPLES]]
        request["task"]["examples"] = [{**one, "input": {"text": one["input"]}} for one in examples]
    with tempfile.TemporaryDirectory() as home:
        run, *found = asyncio.run(_jobs(Path(home), request))
    name = "sample" if file is None else file.stem
    path = ROOT / "build" / f"suite_{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"run": run, "diagnostics": found}) + "\n")
    _show(name, run, found)
    return 0 if all(job["status"] == "succeeded" for job in (run, *found)) else 1


async def _jobs(home: Path, request: Json) -> list[Json]:
    """The run, the suite on it, and three A/A jobs."""
    async with (
        local_service(home) as service,
        httpx.AsyncClient(base_url=service.url, headers=service.headers, timeout=_WAIT_S, trust_env=False) as http,
    ):
        run = await ended(http, "/optimize", request)
        asked = [_SUITE, *({**_AA, "seed": seed} for seed in (1, 2, 3))]
        return [run, *[await ended(http, f"/runs/{run['id']}/diagnostics", body) for body in asked]]


async def ended(http: httpx.AsyncClient, path: str, body: Json) -> Json:
    """The job that a body starts, when it has ended, with the seconds it took."""
    began = time.monotonic()
    answer = await http.post(path, json=body)
    answer.raise_for_status()
    where = answer.headers["location"]
    while (job := (await http.get(where)).json())["status"] in {"queued", "running"}:
        await asyncio.sleep(1)
    return {**job, "seconds": round(time.monotonic() - began)}


def _show(name: str, run: Json, found: list[Json]) -> None:
    test = run["result"]["test"]
    print(f"{name}: {test['baseline']['score']:.2f} -> {test['best']['score']:.2f} on test, {_calls(run)} calls")
    print("\n| test | verdict | claim | estimate, 95 % interval | p | reading |\n|---|---|---|---|---|---|")
    for test_name, finding in found[0]["result"]["findings"].items():
        claim = (finding["claims"] or [{"name": "", "estimate": None, "p_value": None}])[0]
        interval = "".join(f" [{low:+.2f}, {high:+.2f}]" for low, high in filter(None, [claim.get("ci95")]))
        estimate = "" if claim["estimate"] is None else f"{claim['estimate']:+.2f}{interval}"
        p_value = "" if claim["p_value"] is None else f"{claim['p_value']:.2g}"
        verdict = finding["verdict"].replace("_", " ")
        print(f"| {test_name} | {verdict} | {claim['name']} | {estimate} | {p_value} | {finding['reading']} |")
    print(f"\nthe suite: {_calls(found[0])} calls, {found[0]['seconds']} s")
    for job in found[1:]:
        claim = job["result"]["findings"]["noise_floor"]["claims"][0]
        if claim["estimate"] is None:
            print(f"A/A, seed {job['seed']}: {claim['reasons'][0]}")
            continue
        low, high = claim["ci95"]
        print(
            f"A/A, seed {job['seed']}: {claim['estimate']:+.3f} [{low:+.3f}, {high:+.3f}], p = {claim['p_value']:.2g}"
        )


def _calls(job: Json) -> int:
    """The calls that were not answered from what was paid for already."""
    return sum(used["calls"] - used["cached"] for used in job["result"]["usage"].values())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))

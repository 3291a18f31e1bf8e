"""`python -m bench.melcer MODEL TRIALS [FAMILY …]`: the preset `melcer2025` family by family, as a study of a service.

MODEL is a world of the provider `simulated`, such as W12, or `embedded`, which is given the quickstart's task. It owns
the sizes and the tables that `docs/melcer2025.md` shows; without a FAMILY it is all of them.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from bench.suite import ended
from gradcheck.cli.commands.quickstart import sample_request
from gradcheck.cli.local import local_service
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support.processes import ROOT

_EXAMPLES, _SPLIT = 100, {"train": 0.3, "validation": 0.3, "probe": 0, "test": 0.4}
_DELTA, _WAIT_S = 0.05, 60

Json = dict[str, Any]


def main(model: str, trials: int, families: Sequence[str]) -> int:
    """Run the study, print, write `build/melcer_*.json`; 0 when it succeeded."""
    request = {"optimize": _optimize(model), "preset": "melcer2025", "trials": trials, "delta": _DELTA, "force": True}
    if families:
        request["families"] = list(families)
    with tempfile.TemporaryDirectory() as home:
        study = asyncio.run(_study(Path(home), request))
    path = ROOT / "build" / f"melcer_{model}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(study) + "\n")
    _show(study["result"])
    return 0 if study["status"] == "succeeded" else 1


def _optimize(model: str) -> Json:
    """What every arm starts from; the arms bring their methods."""
    if model == "embedded":
        return {**sample_request(0), "method": "none"}
    world = WORLDS[model]
    return {
        "prompt": seed_prompt(world),
        "task": {**dataset(world, _EXAMPLES, 1), "split": _SPLIT},
        "method": "none",
        "models": {"task": {"provider": "simulated", "model": model}},
    }


async def _study(home: Path, request: Json) -> Json:
    async with (
        local_service(home) as service,
        httpx.AsyncClient(base_url=service.url, headers=service.headers, timeout=_WAIT_S, trust_env=False) as http,
    ):
        return await ended(http, "/studies", request)


def _show(result: Json) -> None:
    """Arms, comparisons with both intervals, fits, and what all took."""
    print("| arm | mean | sd | calls | flagged |\n|---|---|---|---|---|")
    for arm in result["arms"]:
        flagged = "" if arm["flagged"] is None else f"{arm['flagged']:.0%}"
        sd = "" if arm["sd"] is None else f"{arm['sd']:.3f}"
        print(f"| `{arm['name']}` | {arm['mean']:.3f} | {sd} | {arm['calls']:.0f} | {flagged} |")
    print("\n| comparison | difference | over items too | verdict |\n|---|---|---|---|")
    for one in result["comparisons"]:
        over = "" if one["over_items"] is None else _interval(one["over_items"]["ci95"])
        found = "" if one["estimate"] is None else f"{one['estimate']:+.3f} {_interval(one['ci95'])}"
        print(f"| `{one['first']}` - `{one['second']}` | {found} | {over} | {one['verdict']} |")
    for fit in result["fits"]:
        shown = "" if fit["ci95"] is None else f"{fit['later_change']:+.3f} {_interval(fit['ci95'])}"
        print(f"\n{fit['arm']} after its first epoch: {shown}, {fit['verdict']}; {[round(m, 3) for m in fit['means']]}")
    print(f"\n{ {role: used['calls'] for role, used in result['usage'].items()} }")


def _interval(ends: Sequence[float]) -> str:
    return f"[{ends[0]:+.3f}, {ends[1]:+.3f}]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))

"""The quickstart and a kill on the real embedded model. They take minutes: `make slow`."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.cli.commands.quickstart import sample_request
from tests.support.processes import ROOT, ServiceProcess

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.embedded]


def test_the_quickstart_improves_its_prompt_by_25_points_within_five_minutes(tmp_path: Path) -> None:
    environment = {**os.environ, "GRADCHECK_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "gradcheck", "quickstart", "--save", str(tmp_path / "figures.json")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads((tmp_path / "figures.json").read_text())
    assert figures["difference"]["estimate"] >= 0.25
    assert figures["verdict"] == "improved"
    assert figures["diagnostic"]["verdict"] in {"supported", "refuted", "inconclusive", "not_testable"}
    assert figures["seconds"] <= 300
    assert "placebo" in done.stdout


def _calls(home: Path) -> dict[str, bytes]:
    with sqlite3.connect(f"file:{home / 'gradcheck.sqlite'}?mode=ro", uri=True) as connection:
        return dict(connection.execute("SELECT path, outcome FROM calls").fetchall())


def test_calls_finished_before_a_kill_replay_exactly_and_two_runs_agree_closely(tmp_path: Path) -> None:
    """Prints how far a run with a kill agrees with an undisturbed one."""
    answers: list[dict[str, str]] = []
    for name in ("calm", "killed"):
        home = tmp_path / name
        home.mkdir()
        server = ServiceProcess(home, "http://127.0.0.1:9", 1)
        server.start()
        run_id = server.optimize(sample_request(1))
        before: dict[str, bytes] = {}
        if name == "killed":
            while len(before) < 60:
                time.sleep(0.5)
                before = _calls(home)
            server.kill(signal.SIGKILL)
            before = _calls(home)
            server.start()
        run = server.finished(run_id, timeout_s=900)
        after = _calls(home)
        assert {path: after[path] for path in before} == before
        assert run["result"]["test"]["verdict"] == "improved"
        candidates, rollouts = (
            httpx.get(f"{server.url}/runs/{run_id}/{name}", params={"limit": 500}).json()["items"]
            for name in ("candidates", "rollouts")
        )
        prompts = {candidate["id"]: str(candidate["components"]) for candidate in candidates}
        answers.append({f"{prompts[one['candidate']]}/{one['example']}": one["output"] for one in rollouts})
        server.kill(signal.SIGTERM)
    shared = answers[0].keys() & answers[1].keys()
    same = Counter(answers[0][key] == answers[1][key] for key in shared)
    sizes = [len(one) for one in answers]
    print(f"{same[True]} of {len(shared)} answers to the same prompt are the same; {sizes} in all")  # noqa: T201 - the figure is what this measures
    assert same[True] >= 0.9 * len(shared) > 0

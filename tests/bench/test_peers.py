"""What peers may ask of an endpoint, and what is kept of one that gives nothing."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bench.leaderboard import peer_rows
from bench.leaderboard.collecting import beside_peers, not_whole, one_seed
from bench.leaderboard.peer_rows import Endpoint, measured_peer
from bench.leaderboard.rows import Failure, Part, every_failure, every_row
from bench.peers import install
from bench.peers.counted import Counted, counting
from bench.peers.task_work import Task, Told
from bench.peers.tasks import GivenUpError, PeerOutcome
from tests.bench.test_leaderboard import row
from tests.support.processes import HTTP

PART = Part("sentiment", 60, "m")


def failure(method: str = "gepa@gepa", seed: int = 0) -> Failure:
    return Failure(method=method, task="sentiment", model="m", budget=60, seed=seed, calls=7, reason="why", commit="c")


def task(base_url: str) -> Task:
    sizes: dict[str, Any] = {"calls": 2, "slots": 1, "max_tokens": 8, "writing_tokens": 8, "seed": 0}
    return Task(base_url, "k", "m", "What is it?", train=[], validation=[], test=[], **sizes)


def test_every_request_of_a_peer_is_counted_until_none_is_left_and_then_none_is_passed_on() -> None:
    with counting("http://127.0.0.1:1", 0, 60) as (refusing, below), counting(refusing, 2, 60) as (url, count):
        peer = task(url)
        assert peer.told() == Told(made=0, left=True)
        told = [HTTP.post(f"{url}/chat/completions", json={}).json()["error"]["code"] for _ in range(3)]
        assert told == ["budget"] * 3
        assert peer.told() == Told(made=2, left=False)
        peer.ended()
        assert HTTP.post(f"{url}/chat/completions", json={}).status_code == 400
        assert (count.made, count.late, below.made) == (2, False, 0)


def test_an_endpoint_that_gives_no_answer_costs_the_call() -> None:
    with counting("http://127.0.0.1:1", 5, 60) as (url, count):
        assert HTTP.post(f"{url}/chat/completions", json={}).status_code == 502
    assert count.made == 1


def test_time_that_is_used_up_ends_an_optimization_as_calls_do_and_is_told_from_these() -> None:
    late, spent = Counted(1, -1.0), Counted(0, -1.0)
    assert (late.take(), spent.take()) == (False, False)
    assert (late.late, spent.late) == (True, False)
    late.end()
    assert (late.take(), late.made) == (True, 0)


def test_a_run_that_gave_nothing_is_kept_beside_the_rows_and_not_made_again(tmp_path: Path) -> None:
    for run in (failure(), failure("simba@dspy")):
        PART.add(run, tmp_path)
    assert (every_row(tmp_path), every_failure(tmp_path)) == ([], [failure(), failure("simba@dspy")])
    assert PART.missing(["gepa@gepa", "new"], 1, tmp_path) == [(0, "new")]
    PART.forget(["gepa@gepa"], tmp_path)
    assert PART.failures(tmp_path) == [failure("simba@dspy")]


@pytest.mark.parametrize("gives", [True, False])
async def test_a_peer_becomes_a_row_or_the_reason_why_there_is_none(
    monkeypatch: pytest.MonkeyPatch, *, gives: bool
) -> None:
    def run(name: str, given: object) -> PeerOutcome:
        if not gives:
            raise GivenUpError("why", 7)
        answers = {"given": ["bad"], "best": ["positive"]}
        return PeerOutcome(prompt="Which?", demos=16, seconds=1.0, calls=60, late=True, **answers)

    example = {"input": "fine", "expected": "positive"}
    examples = [{**example, "split": split} for split in ("train", "validation", "test")]
    monkeypatch.setattr(peer_rows, "on_data", lambda *_: {"task": {"examples": examples}})
    monkeypatch.setattr(peer_rows, "run", run)
    monkeypatch.setattr(install, "environment", Path)
    found = await measured_peer(Endpoint("http://127.0.0.1:1", "k", "m", 1, 8), PART, "gepa@gepa", 0)
    if isinstance(found, Failure):
        assert not gives
        assert (found.calls, found.reason) == (7, "why")
    else:
        assert (found.gain, found.length, found.longer, found.late) == (1, 22, 1, True)


def test_the_page_says_which_runs_the_time_ended_and_which_gave_nothing() -> None:
    late = replace(row("simba@dspy", 1, 0.5, "sentiment"), late=True)
    told = "".join(not_whole([row("gepa", 0, 0.5), late], [failure()]))
    assert "best they had: `simba@dspy` on sentiment, seed 1, after 150 calls." in told
    assert "No row: `gepa@gepa` on sentiment, seed 0, after 7 calls: why." in told


def test_a_method_is_shown_beside_its_peer_on_the_runs_that_both_have() -> None:
    rows = [
        row(name, seed, score + seed / 10) for seed in (0, 1) for name, score in (("gepa", 0.6), ("gepa@gepa", 0.5))
    ]
    told = list(beside_peers([*rows, row("gepa", 2, 0.9), row("capo@promptolution", 0, 0.5)]))
    assert told[-1] == "| `gepa` | `gepa@gepa` | 0.650 | 0.550 | +0.100 | +0.100, +0.100 |"
    assert list(beside_peers(rows[:1])) == []


def test_one_seed_is_shown_and_places_nobody() -> None:
    told = "\n".join(one_seed([row("gepa", 0, 0.5, "sentiment"), row("gepa@gepa", 0, 0.6, "sentiment")], []))
    assert "| `gepa@gepa` | sentiment | 0.600 | +0.200 | 1.2 | 150 |  |" in told
    assert "not run: capo@promptolution, miprov2@dspy, simba@dspy." in told

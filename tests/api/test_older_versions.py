"""The database of a service of version 1, opened by this one: runs, a diagnostic and a study, some of them killed."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gradcheck.cli.commands.verify import verify
from gradcheck.domain.version import VERSION
from gradcheck.errors import GradcheckError
from tests.api.server import Json, Server, pages, until
from tests.support import earlier

UNFINISHED = ("killed", "killed_continued", "killed_diagnostic", "killed_study", "waiting")
KINDS = {"runs": "run", "diagnostics": "diagnostic", "studies": "study"}
RUNS = [name for name, path in earlier.PATHS.items() if path.startswith("/runs/")]
SCORED = ("protegi", "gepa", "modules", "judged", "short", "continued", "cancelled")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("earlier")
    earlier.unpack(path)
    return path


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    running = Server(home)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def lost(before: Any, after: Any, place: str = "") -> list[str]:  # noqa: ANN401 - any JSON
    """Where something is not as it was; what was added is fine."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            found
            for name, value in before.items()
            for found in (lost(value, after[name], f"{place}.{name}") if name in after else [f"{place}.{name}"])
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [found for at, (old, new) in pairs for found in lost(old, new, f"{place}[{at}]")]
    return [] if before == after else [f"{place}: {before!r} is now {after!r}"]


def frames(text: str) -> list[Json]:
    """The events of a stream."""
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]


def ended(server: Server, name: str) -> Json:
    return server.get(earlier.PATHS[name])


def events(server: Server, name: str) -> list[Json]:
    return frames(server.http.get(f"{earlier.PATHS[name]}/events").text)


@pytest.mark.parametrize("path", [path for path in earlier.ANSWERS if not path.startswith(("/runs?", "/studies?"))])
def test_what_had_ended_is_shown_as_it_was(server: Server, path: str) -> None:
    before, answer = earlier.ANSWERS[path], server.http.get(path)
    assert answer.status_code == 200, answer.text
    if path.endswith("/events"):
        assert lost(frames(before), frames(answer.text)) == []
    elif path == "/studies":
        after = {study["id"]: study for study in answer.json()["items"]}
        assert [found for study in before["items"] for found in lost(study, after[study["id"]])] == []
    else:
        assert lost(before, answer.json()) == []


def test_lists_show_what_had_ended_as_it_was(server: Server) -> None:
    after = {run["id"]: run for run in pages(server.http, "/runs", limit=100)}
    for run in earlier.ANSWERS["/runs?limit=200"]["items"]:
        assert lost(run, after[run["id"]]) == []


def test_the_verdicts_of_older_rules_are_kept_and_not_judged_by_newer_ones(server: Server, tmp_path: Path) -> None:
    answer = server.http.get(earlier.PATHS["diagnostic"])
    assert answer.json()["result"]["rules_version"] == 1
    stored = tmp_path / "diagnostic.json"
    stored.write_bytes(answer.content)
    with pytest.raises(GradcheckError, match="given by version 1 of the rules"):
        verify(stored)


@pytest.mark.parametrize("name", UNFINISHED)
def test_an_unfinished_job_of_an_older_version_has_failed_and_says_what_to_do(server: Server, name: str) -> None:
    job = ended(server, name)
    assert (job["status"], job["finish_reason"], job["error"]["code"]) == ("failed", "older_version", "older_version")
    assert job["ended_at"] is not None
    words = job["error"]["message"]
    assert f"version 1 of the service ended; version {VERSION} works otherwise" in words
    assert ("continue it" if "/runs/" in earlier.PATHS[name] else "again") in words
    assert ("was waiting" if name == "waiting" else "was under way") in words
    assert server.http.post(f"{earlier.PATHS[name]}/cancel").status_code == 409


@pytest.mark.parametrize("name", UNFINISHED)
def test_its_last_event_says_so_too(server: Server, name: str) -> None:
    told = events(server, name)
    last = told[-1]
    assert last["type"] == f"{KINDS[earlier.PATHS[name].split('/')[1]]}_failed"
    assert last["data"]["error"] == ended(server, name)["error"]
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))


def test_the_runs_of_an_unfinished_study_have_failed_with_it(server: Server) -> None:
    runs = server.get("/runs", study=earlier.IDS["killed_study"], limit=100)["items"]
    assert len(runs) == 8
    assert {(run["status"], run["finish_reason"]) for run in runs} == {("failed", "older_version")}
    for run in runs:
        assert frames(server.http.get(f"/runs/{run['id']}/events").text)[-1]["type"] == "run_failed"


def test_nothing_of_an_older_version_is_asked_of_a_model(server: Server) -> None:
    run = server.run()
    assert server.world.calls == paid(run)


def test_the_durable_engine_knows_of_no_job_that_goes_on(server: Server, home: Path) -> None:
    def going_on() -> list[str]:
        with closing(sqlite3.connect(home / earlier.DATABASES[1])) as database:
            query = "SELECT workflow_uuid FROM workflow_status WHERE status IN ('PENDING', 'ENQUEUED')"
            return [row[0] for row in database.execute(query)]

    until(lambda: going_on() == [])


def test_what_an_attempt_may_have_cost_is_charged(server: Server, home: Path) -> None:
    with closing(sqlite3.connect(home / earlier.DATABASES[0])) as database:
        states = dict(database.execute("SELECT state, count(*) FROM attempts GROUP BY state").fetchall())
    assert "intent" not in states
    assert states["possibly_paid"] > 0


def paid(run: Json) -> int:
    """The calls for its task that reached a run's model."""
    usage = {name: used for name, used in run["result"]["usage"].items() if name != "check"}
    return sum(used["calls"] - used["cached"] + used["speculative"] for used in usage.values())


def continued(server: Server, run_id: str) -> Json:
    """What comes of a run that continues this one."""
    answer = server.http.post(f"/runs/{run_id}/continue", json={"budget": {"max_calls": 400}})
    assert answer.status_code == 202, answer.text
    return server.ended(answer.json()["id"])


def paid_by(home: Path, run_id: str, stage: str) -> set[str]:
    """The jobs that paid for a run's calls in a stage."""
    with closing(sqlite3.connect(home / earlier.DATABASES[0])) as database:
        query = "SELECT DISTINCT job_id FROM calls WHERE scope = ? AND path LIKE ?"
        return {row[0] for row in database.execute(query, (run_id, f"{stage}/%"))}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_of_an_older_version_is_continued_with_what_it_has_paid_for(
    server: Server, home: Path, name: str
) -> None:
    before, run = server.world.calls, continued(server, earlier.IDS[name])
    assert (run["status"], run["error"], run["parent"]) == ("succeeded", None, earlier.IDS[name])
    assert sum(role["failed"] for role in run["result"]["usage"].values()) == 0
    assert server.world.calls - before == paid(run)
    if name in SCORED:
        ancestors = {earlier.IDS[name], earlier.IDS["short"]}
        assert paid_by(home, run["id"], "step/0") <= ancestors, "the score of the given prompt is paid for"


def test_a_run_of_an_older_study_is_continued_by_itself(server: Server) -> None:
    trial = server.get("/runs", study=earlier.IDS["killed_study"], limit=1)["items"][0]["id"]
    run = continued(server, trial)
    assert (run["status"], run["parent"], run["study"]) == ("succeeded", trial, None)


def test_an_older_run_is_diagnosed(server: Server) -> None:
    answer = server.http.post(f"{earlier.PATHS['protegi']}/diagnostics", json={"force": True, "replicates": 6})
    assert answer.status_code == 202, answer.text
    assert server.ended(answer.json()["id"], "diagnostics")["status"] == "succeeded"

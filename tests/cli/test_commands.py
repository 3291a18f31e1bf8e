"""What commands do and print, each against a running service."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.api.server import CLIENT_KEY, Json, Server
from tests.cli.conftest import Command
from tests.support import world
from tests.support.processes import free_port

MODEL = ("--model", "world/pure")
SMALL = "protegi,rounds=1,beam=1,minibatch=4,gradients=1,paraphrases=0"


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(world.request()), "utf-8")
    return str(file)


def test_the_first_line_of_a_run_is_its_id_and_the_last_its_result(gradcheck: Command, request_file: str) -> None:
    done = gradcheck("optimize", request_file, "--method", SMALL)
    assert done.code == 0, done.err
    run_id = done.out.splitlines()[0]
    assert f"run {run_id}: succeeded" in done.out
    assert "verdict: " in done.out
    assert "optimizing: " in done.err
    shown = gradcheck("runs", "show", run_id)
    assert shown.out in done.out


def test_a_machine_gets_one_document_and_nothing_else(gradcheck: Command, request_file: str, tmp_path: Path) -> None:
    saved = tmp_path / "new" / "run.json"
    done = gradcheck("optimize", request_file, "--method", SMALL, "--json", "--save", str(saved))
    run = json.loads(done.out)
    assert (done.code, run["status"], run["method"]["rounds"]) == (0, "succeeded", 1)
    assert saved.read_text("utf-8") == done.out
    assert done.err.splitlines()[0] == run["id"]


def test_flags_win_over_the_file(gradcheck: Command, request_file: str, tmp_path: Path) -> None:
    prompt = tmp_path / "prompt.txt"
    prompt.write_bytes("\ufeffIs {text} gut? Ä\r\n".encode())
    flags = ("--prompt-file", str(prompt), "--method", "none", "--max-calls", "200", "--seed", "3")
    run = json.loads(gradcheck("optimize", request_file, *flags, "--json").out)
    assert (run["seed"], run["budget"]["max_calls"], run["method"]["name"]) == (3, 200, "none")
    assert run["result"]["prompt"] == {"user": "Is {text} gut? Ä"}


def test_a_request_may_come_from_standard_input(gradcheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(world.request(method="none")).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert gradcheck("optimize", "-").code == 0


def test_an_estimate_spends_nothing(server: Server, gradcheck: Command, request_file: str) -> None:
    before = (server.world.calls, server.runs())
    done = gradcheck("estimate", request_file)
    assert done.code == 0
    assert "protegi would take\n  at least  " in done.out
    assert json.loads(gradcheck("estimate", request_file, "--json").out)["method"] == "protegi"
    assert (server.world.calls, server.runs()) == before


def test_a_job_that_is_detached_goes_on(server: Server, gradcheck: Command, request_file: str) -> None:
    with server.world.held():
        done = gradcheck("optimize", request_file, "--method", "none", "--detach")
        assert done.code == 0
        assert server.get(f"/runs/{done.out.strip()}")["status"] in {"queued", "running"}
    assert server.ended(done.out.strip())["status"] == "succeeded"


def test_runs_are_listed_by_what_is_asked_for(gradcheck: Command, finished: Json, server: Server) -> None:
    done = gradcheck("runs", "list", "--method", "protegi", "--status", "succeeded")
    assert done.code == 0
    assert done.out.splitlines()[0].split() == ["id", "name", "status", "finished", "created", "method", "continues"]
    assert any(line.startswith(finished["id"]) for line in done.out.splitlines())
    few = json.loads(gradcheck("runs", "list", "--limit", "1", "--json").out)
    assert [run["id"] for run in few] == [server.get("/runs", limit=1)["items"][0]["id"]]
    assert gradcheck("runs", "list", "--method", "hrpo").out == "there are no runs like this\n"


def test_watching_for_machines_is_a_line_an_event(gradcheck: Command, finished: Json) -> None:
    done = gradcheck("runs", "watch", finished["id"], "--json")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (done.code, events[-1]["type"]) == (0, "run_succeeded")
    later = gradcheck("runs", "watch", finished["id"], "--json", "--after", "3").out.splitlines()
    assert later == done.out.splitlines()[3:]


def test_watching_saves_what_it_is_told_to_and_begins_where_it_is_told(
    gradcheck: Command, finished: Json, tmp_path: Path
) -> None:
    kept = tmp_path / "run.json"
    done = gradcheck("runs", "watch", finished["id"], "--json", "--save", str(kept), "--after", "3")
    assert json.loads(done.out.splitlines()[0])["seq"] == 4
    assert json.loads(kept.read_text("utf-8"))["id"] == finished["id"]


def test_watching_an_ended_run_tells_its_result(gradcheck: Command, finished: Json) -> None:
    done = gradcheck("runs", "watch", finished["id"])
    assert (done.code, done.out.splitlines()[0]) == (0, finished["id"])
    assert "verdict: " in done.out


def test_a_cancelled_run_keeps_what_it_has_and_is_not_cancelled_twice(
    server: Server, gradcheck: Command, request_file: str
) -> None:
    with server.world.held():
        run_id = gradcheck("optimize", request_file, "--detach").out.strip()
        done = gradcheck("runs", "cancel", run_id)
    assert done.code == 0
    assert f"run {run_id}: cancelled" in done.out
    assert gradcheck("runs", "watch", run_id).code == 1
    ended = server.run(method="none")
    refused = gradcheck("runs", "cancel", ended["id"])
    assert (refused.code, refused.out) == (2, "")
    assert "succeeded" in refused.err


def test_a_run_is_continued_with_a_new_budget(gradcheck: Command, server: Server) -> None:
    parent = server.run(budget={"max_calls": 70})
    done = gradcheck("runs", "continue", parent["id"], "--max-calls", "500", "--json")
    run = json.loads(done.out)
    assert (done.code, run["parent"], run["budget"]["max_calls"]) == (0, parent["id"], 500)


def test_what_was_recorded_is_listed(gradcheck: Command, finished: Json) -> None:
    for name, head in (("steps", "step"), ("candidates", ""), ("rollouts", "candidate")):
        shown = gradcheck("runs", name, finished["id"])
        assert shown.code == 0
        assert shown.out.startswith(head)
        assert json.loads(gradcheck("runs", name, finished["id"], "--json").out)
    tested = json.loads(gradcheck("runs", "rollouts", finished["id"], "--stage", "test", "--json").out)
    assert {rollout["stage"] for rollout in tested} == {"test"}


def test_a_job_can_be_asked_for_again_from_what_it_was_asked_for_with(
    gradcheck: Command, finished: Json, tmp_path: Path, server: Server
) -> None:
    file = tmp_path / "again.json"
    done = gradcheck("runs", "request", finished["id"])
    file.write_text(done.out, "utf-8")
    assert done.out == gradcheck("runs", "request", finished["id"], "--json").out
    again = gradcheck("optimize", str(file), "--json")
    assert again.code == 0, again.err
    assert json.loads(again.out)["result"]["prompt"] == finished["result"]["prompt"]


def test_a_prompt_is_exported_as_a_file(gradcheck: Command, finished: Json, tmp_path: Path, server: Server) -> None:
    said = server.http.get(f"/runs/{finished['id']}/export?format=messages").text
    done = gradcheck("runs", "export", finished["id"], "--format", "messages")
    assert (done.code, done.out.rstrip("\n")) == (0, said.rstrip("\n"))
    saved = tmp_path / "new" / "messages.json"
    assert gradcheck("runs", "export", finished["id"], "--format", "messages", "--save", str(saved)).out == ""
    assert saved.read_text("utf-8") == said
    refused = gradcheck("runs", "export", finished["id"], "--format", "nothing")
    assert (refused.code, "messages" in refused.err) == (2, True)


def test_a_report_is_written_into_a_file_of_its_own(gradcheck: Command, finished: Json, tmp_path: Path) -> None:
    file = tmp_path / "run.html"
    done = gradcheck("report", finished["id"], str(file))
    assert (done.code, done.out) == (0, f"{finished['id']} is in {file}\n")
    assert file.read_text("utf-8").startswith("<!doctype html>")
    assert "Usage and money" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("run.html", "no run, diagnostic, study or measurement of headroom run_x"),
        ("no/such/run.html", "cannot be written"),
    ],
)
def test_a_report_of_nothing_or_into_nowhere_is_told(
    gradcheck: Command, finished: Json, tmp_path: Path, file: str, words: str
) -> None:
    done = gradcheck("report", finished["id"] if "/" in file else "run_x", str(tmp_path / file))
    assert done.code == 2
    assert words in done.err
    assert not (tmp_path / file).exists()


def test_a_run_is_diagnosed_after_a_plan(gradcheck: Command, finished: Json, server: Server) -> None:
    plan = gradcheck("diagnose", finished["id"], "--test", "content", "--plan")
    assert plan.code == 0
    assert "with 80 % power" in plan.out
    assert gradcheck("diagnostics", "list", "--run", finished["id"]).out == "there are no diagnostics like this\n"
    tests = ("--test", "content", "--test", "shortcuts")
    done = gradcheck("diagnose", finished["id"], *tests, "--replicates", "4", "--force")
    assert done.code == 0, done.err
    diagnostic_id = done.out.splitlines()[0]
    assert server.get(f"/diagnostics/{diagnostic_id}")["tests"] == ["content", "shortcuts"]
    assert gradcheck("diagnostics", "show", diagnostic_id).out in done.out
    assert "content, shortcuts" in gradcheck("diagnostics", "list").out
    pooled = gradcheck("diagnostics", "pool", diagnostic_id, diagnostic_id)
    assert pooled.code == 2


def test_a_study_is_planned_and_run(gradcheck: Command, tmp_path: Path) -> None:
    file = tmp_path / "study.json"
    arms = [{"name": name, "overrides": {"method": name}} for name in ("none", "improve")]
    optimize = world.request(budget={"max_calls": 200})
    file.write_text(json.dumps({"optimize": optimize, "arms": arms, "delta": 0.5}))
    assert "trials" in gradcheck("study", str(file), "--trials", "2", "--force", "--plan").out
    done = gradcheck("study", str(file), "--trials", "2", "--force", "--max-calls", "4000")
    assert done.code == 0, done.err
    study_id = done.out.splitlines()[0]
    assert "2 of 2 trials have an outcome of every arm" in done.out
    assert gradcheck("studies", "show", study_id).out in done.out
    assert study_id in gradcheck("studies", "list").out


def test_headroom_is_measured_and_found_again(gradcheck: Command, request_file: str, server: Server) -> None:
    done = gradcheck("headroom", request_file, "--prompts", "2", "--items", "8", "--max-calls", "400", "--seed", "5")
    assert done.code == 0, done.err
    measured = server.get(f"/headroom/{done.out.splitlines()[0]}")
    assert (measured["prompts"], measured["seed"], measured["budget"]["max_calls"]) == (2, 5, 400)
    assert gradcheck("measurements", "show", measured["id"]).out in done.out
    assert measured["id"] in gradcheck("measurements", "list").out


@pytest.mark.parametrize(
    ("catalogue", "name"),
    [
        ("methods", "gepa"),
        ("scorers", "choice"),
        ("tests", "content"),
        ("perturbations", "placebo"),
        ("providers", "world"),
    ],
)
def test_catalogues_list_and_describe(catalogue: str, name: str, gradcheck: Command, server: Server) -> None:
    listed = gradcheck(catalogue)
    assert listed.code == 0
    assert any(line.startswith(f"{name} ") for line in listed.out.splitlines())
    answer = server.http.get(f"/{catalogue}").json()
    assert json.loads(gradcheck(catalogue, "--json").out) == answer
    one = next(entry for entry in answer if entry["name"] == name)
    assert json.loads(gradcheck(catalogue, name, "--json").out) == one
    assert name in gradcheck(catalogue, name).out
    unknown = gradcheck(catalogue, "nothing")
    assert (unknown.code, unknown.out) == (2, "")
    assert "there is nothing of the name 'nothing'; there are " in unknown.err


def test_a_model_is_checked(gradcheck: Command) -> None:
    assert json.loads(gradcheck("check", "world", "--model", "pure", "--json").out)["model"] == "pure"
    assert "dialect" in gradcheck("check", "world", "--model", "pure").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("runs", "show", "run_nothing"), "run_nothing"),
        (("diagnose", "run_nothing"), "run_nothing"),
        (("optimize",), "--prompt: no prompt is given"),
        (("optimize", "missing.json"), "missing.json cannot be read: No such file or directory"),
        (("optimize", "--prompt-file", "missing.txt"), "missing.txt cannot be read: No such file or directory"),
        (("optimize", "--prompt", "a", "--scoring", "nothing"), "task.scoring"),
        (("study", "missing.json"), "missing.json cannot be read"),
        (("check", "nothing"), "nothing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_refused_is_told_for_people_with_exit_code_2(
    arguments: tuple[str, ...], said: str, gradcheck: Command
) -> None:
    done = gradcheck(*arguments, *(("--json",) if "--json" not in arguments else ()))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("gradcheck: ")
    assert said in done.err
    assert "Traceback" not in done.err


def test_files_that_hold_something_else_are_refused(gradcheck: Command, tmp_path: Path) -> None:
    for name, content, said in (
        ("a.json", b"{", "a.json is no JSON"),
        ("b.json", b"[1]", "b.json holds no JSON object"),
        ("c.json", b"\xff\xfe", "c.json is not UTF-8"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        done = gradcheck("optimize", str(file))
        assert done.code == 2
        assert said in done.err
    done = gradcheck("optimize", str(tmp_path))
    assert (done.code, "Is a directory" in done.err) == (2, True)


def test_a_file_that_cannot_be_written_is_told_before_anything_is_spent(
    gradcheck: Command, request_file: str, tmp_path: Path, server: Server
) -> None:
    before = server.runs()
    done = gradcheck("optimize", request_file, "--save", str(tmp_path))
    assert (done.code, "cannot be written" in done.err, server.runs()) == (2, True, before)


def test_a_wrong_key_says_where_the_key_is_read_from(gradcheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADCHECK_API_KEY", "wrong-and-secret")
    done = gradcheck("runs", "list")
    assert (done.code, done.out) == (2, "")
    assert "GRADCHECK_API_KEY" in done.err
    assert "wrong-and-secret" not in done.err


def test_the_first_of_a_services_keys_is_sent_where_no_other_is_named(
    gradcheck: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADCHECK_API_KEYS", f" {CLIENT_KEY} ,other")
    monkeypatch.delenv("GRADCHECK_API_KEY")
    assert gradcheck("runs", "list").code == 0


def test_no_service_and_no_url_are_told_apart(gradcheck: Command) -> None:
    done = gradcheck("runs", "list", "--url", f"http://127.0.0.1:{free_port()}")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("gradcheck: the service does not answer: ")
    for url in ("localhost:8000", "http://", "ftp://host", ""):
        done = gradcheck("runs", "list", "--url", url)
        assert (done.code, "is no URL of a service" in done.err) == (2, True)


def test_a_job_is_deleted_alone_or_with_what_needs_it(server: Server, gradcheck: Command) -> None:
    run = server.run(seed=41)
    child = server.http.post(f"/runs/{run['id']}/continue", json={"budget": {"max_calls": 900}}).json()["id"]
    server.ended(child)
    refused = gradcheck("runs", "delete", run["id"])
    assert (refused.code, refused.out) == (2, "")
    assert f"run {child} continues {run['id']}" in refused.err
    assert json.loads(gradcheck("runs", "delete", run["id"], "--cascade", "--json").out) == {
        "id": run["id"],
        "deleted": True,
    }
    assert gradcheck("runs", "show", child).code == 2


def test_a_run_is_saved_into_a_file_that_is_not_written_over(
    server: Server, gradcheck: Command, finished: Json, tmp_path: Path
) -> None:
    file = tmp_path / "run.gradcheck"
    assert (
        json.loads(gradcheck("runs", "save", finished["id"], str(file), "--json").out)["bytes"] == file.stat().st_size
    )
    again = gradcheck("runs", "save", finished["id"], str(file))
    assert (again.code, "is there already" in again.err) == (2, True)
    loaded = gradcheck("runs", "load", str(file))
    assert (loaded.code, f"run {finished['id']} is there already" in loaded.err) == (2, True)
    assert gradcheck("runs", "load", str(tmp_path / "none")).code == 2

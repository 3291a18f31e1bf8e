"""Jobs of every kind name a webhook of the settings, and show what became of its notice."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.api.server import KEY, KINDS, Json, Server, pages, until
from tests.support import world
from tests.support.serving import in_a_thread

SECRET = base64.b64encode(bytes(range(32))).decode()
PROVIDER = '[providers.world]\nbase_url = "http://world/v1"\napi_key_env = "WORLD_KEY"\n'


class Inbox:
    """A receiver in a thread, which takes all that comes."""

    def __init__(self) -> None:
        self.notices: list[Json] = []
        notices = self.notices

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                notices.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    receiver = Inbox()
    with in_a_thread(receiver.http):
        yield receiver


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Server]:
    home: Path = tmp_path_factory.mktemp("home")
    config = home / "own.toml"
    rows = (f'[webhooks.{name}]\nurl = "{inbox.url}"\nsecret_env = "S"\nprivate = true\n' for name in ("ci", "chat"))
    others = f'[webhooks.acme]\nurl = "{inbox.url}"\nsecret_env = "S"\nprivate = true\ntenants = ["acme"]\n'
    config.write_text(PROVIDER + "".join(rows) + others, "utf-8")
    running = Server(home, GRADCHECK_CONFIG=str(config), S=SECRET, WORLD_KEY=KEY)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def asked(finished: Json) -> dict[str, tuple[str, Json]]:
    """Where each kind of job is asked for, and with what."""
    optimize = world.request(method="rewrite", budget={"max_calls": 400})
    study = {"optimize": optimize, "arms": [{"name": "a"}, {"name": "b", "overrides": {"method": "none"}}], "trials": 4}
    return {
        "runs": ("/optimize", world.request(method="none")),
        "diagnostics": (f"/runs/{finished['id']}/diagnostics", {"tests": ["uptake"], "force": True}),
        "studies": ("/studies", {**study, "comparisons": [{"first": "a", "second": "b"}], "force": True}),
        "headroom": ("/headroom", {"optimize": optimize, "items": 10, "prompts": 2}),
    }


def delivered(server: Server, job_id: str, of: str = "runs") -> Json:
    """The job once its notice has been taken."""
    until(lambda: server.get(f"/{of}/{job_id}")["webhook"]["delivered_at"] is not None)
    return server.get(f"/{of}/{job_id}")


def notices(inbox: Inbox, job_id: str) -> list[Json]:
    return [notice for notice in inbox.notices if notice["job_id"] == job_id]


def test_every_kind_of_job_tells_its_end_once_and_shows_that_it_did(
    server: Server, finished: Json, inbox: Inbox
) -> None:
    for kind, (path, body) in asked(finished).items():
        answer = server.http.post(path, json={**body, "webhook": "ci"})
        assert answer.status_code == 202, answer.text
        assert answer.json()["webhook"]["name"] == "ci"
        job = delivered(server, answer.json()["id"], kind)
        shown = job["webhook"]
        assert (shown["attempts"], shown["given_up"], shown["error"], shown["next_at"]) == (1, False, None, None)
        (notice,) = notices(inbox, job["id"])
        same = ("status", "finish_reason")
        assert {field: notice[field] for field in same} == {field: job[field] for field in same}
        said = (notice["id"], notice["kind"], notice["path"], notice["at"])
        assert said == (f"evt_{job['id']}", KINDS[kind], f"/{kind}/{job['id']}", job["ended_at"])
        result = job["result"]
        match kind:
            case "runs":
                assert notice["verdict"] == result["test"]["verdict"] is not None
            case "diagnostics":
                assert notice["verdicts"] == {"uptake": result["findings"]["uptake"]["verdict"]}
            case "studies":
                assert (notice["verdict"], notice["verdicts"]) == (None, {})
            case _:
                assert notice["verdict"] == result["verdict"] is not None
    assert len({notice["id"] for notice in inbox.notices}) == len(inbox.notices)


def test_the_runs_of_a_study_tell_nobody(server: Server, finished: Json, inbox: Inbox) -> None:
    path, body = asked(finished)["studies"]
    body = {**body, "optimize": {**body["optimize"], "webhook": "ci"}, "seed": 5}
    study = server.ended(server.http.post(path, json=body).json()["id"], "studies")
    trials = pages(server.http, "/runs", study=study["id"])
    assert len(trials) == 8
    assert study["webhook"] is None
    assert {str(server.get(f"/runs/{trial['id']}")["webhook"]) for trial in trials} == {"None"}


@pytest.mark.parametrize("kind", [*KINDS, "continue"])
def test_a_webhook_that_is_not_declared_is_refused_with_those_there_are(
    server: Server, finished: Json, kind: str
) -> None:
    before = {name: len(pages(server.http, f"/{name}")) for name in KINDS}
    path, body = asked(finished).get(kind, (f"/runs/{finished['id']}/continue", {}))
    answer = server.http.post(path, json={**body, "webhook": "CI"})
    assert answer.status_code == 422, answer.text
    message = "there is no webhook 'CI'; there are chat, ci"
    assert answer.json()["errors"] == [{"path": "webhook", "message": message}]
    assert {name: len(pages(server.http, f"/{name}")) for name in KINDS} == before


@pytest.mark.parametrize("name", ["", " ", "a\nb", 7, ["ci"], {"url": "http://10.0.0.1"}, "c" * 201])
def test_what_is_no_name_of_a_webhook_is_refused_where_it_stands(server: Server, name: object) -> None:
    answer = server.http.post("/optimize", json=world.request(method="none", webhook=name))
    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == ["webhook"]


def test_a_url_is_no_name(server: Server, inbox: Inbox) -> None:
    answer = server.http.post("/optimize", json=world.request(method="none", webhook=inbox.url))
    assert answer.status_code == 422, answer.text


def test_a_job_without_a_webhook_shows_none(finished: Json) -> None:
    assert finished["webhook"] is None


def test_a_run_that_continues_another_tells_its_webhook_unless_it_names_one(server: Server, inbox: Inbox) -> None:
    first = server.run(method="none", webhook="ci", seed=9)
    for body, name in (({}, "ci"), ({"webhook": "chat"}, "chat")):
        run = server.http.post(f"/runs/{first['id']}/continue", json=body).json()
        assert delivered(server, run["id"])["webhook"]["name"] == name
        assert len(notices(inbox, run["id"])) == 1


def test_a_cancelled_run_is_told_as_cancelled(server: Server, inbox: Inbox) -> None:
    with server.world.held():
        run = server.http.post("/optimize", json=world.request(webhook="ci", seed=11)).json()
        assert server.http.post(f"/runs/{run['id']}/cancel").status_code == 202
    delivered(server, run["id"])
    assert [notice["status"] for notice in notices(inbox, run["id"])] == ["cancelled"]


def test_a_repeated_key_tells_no_second_time(server: Server, inbox: Inbox) -> None:
    headers = {"Idempotency-Key": "once", "Prefer": "wait=60"}
    body = world.request(method="none", webhook="ci", seed=12)
    ids = {server.http.post("/optimize", json=body, headers=headers).json()["id"] for _ in range(3)}
    (run_id,) = ids
    delivered(server, run_id)
    assert len(notices(inbox, run_id)) == 1


def test_a_webhook_of_other_tenants_is_not_there(server: Server) -> None:
    said = [
        server.http.post("/optimize", json={**world.request(method="none"), "webhook": name}).json()["errors"]
        for name in ("acme", "none")
    ]
    assert said[0][0]["message"] == said[1][0]["message"].replace("none", "acme")
    assert "there are chat, ci" in said[0][0]["message"]

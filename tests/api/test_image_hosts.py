"""Requests name images by address: fetched once from declared hosts when the request is taken, and held by the run."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gradcheck.inputs.images import LARGEST_IMAGE
from tests.api.server import KEY, Server
from tests.api.test_datasets import upload as upload_rows
from tests.api.test_files import contents, images, run, shown
from tests.support import world
from tests.support.pictures import png
from tests.support.serving import in_a_thread

PROVIDER = '[providers.world]\nbase_url = "http://world/v1"\napi_key_env = "WORLD_KEY"\n'
PICTURE = png(64, 48, shade=9)


class Host:
    """A host of images in a thread."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked[self.path] += 1
                kind = self.path.partition("?")[0].strip("/")
                if kind == "slow":
                    time.sleep(6)
                body = {"text": b"<html>no</html>", "huge": PICTURE + b"\0" * LARGEST_IMAGE}.get(kind, PICTURE)
                if kind.startswith("shade"):
                    body = png(64, 48, shade=int(kind.removeprefix("shade")))
                self.send_response({"moved": 302, "gone": 404}.get(kind, 200))
                if kind == "moved":
                    self.send_header("location", "/ok")
                self.send_header("content-type", "text/plain")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    running = Host()
    with in_a_thread(running.http):
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[Server]:
    home: Path = tmp_path_factory.mktemp("home")
    config = home / "own.toml"
    private = host.url.removeprefix("http://")
    config.write_text(f'{PROVIDER}[images]\nprivate_hosts = ["{private}"]\ntimeout_s = 3\n', "utf-8")
    running = Server(home, GRADCHECK_CONFIG=str(config), WORLD_KEY=KEY)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def test_an_image_is_fetched_once_for_all_examples_and_models_are_sent_its_bytes(server: Server, host: Host) -> None:
    shown(server)
    before = contents(server)
    ended = run(server, images(24, {"image": f"{host.url}/ok?run=1"}))
    assert ended["status"] == "succeeded", ended
    assert shown(server) == {PICTURE}
    assert host.asked["/ok?run=1"] == 1
    assert contents(server) == before + 1


def test_what_a_run_has_fetched_is_what_its_continuation_sends(server: Server, host: Host) -> None:
    method = {"name": "protegi", "rounds": 4, "beam": 2, "gradients": 1}
    ended = run(server, images(40, {"image": f"{host.url}/ok?run=2"}), method=method, budget={"max_calls": 200})
    assert ended["finish_reason"] == "budget_calls", ended
    shown(server)
    path, body = f"/runs/{ended['id']}/continue", {"budget": {"max_calls": 5000}}
    continued = server.http.post(path, json=body, headers={"Prefer": "wait=60"}).json()
    assert continued["finish_reason"] == "completed"
    assert shown(server) == {PICTURE}
    assert host.asked["/ok?run=2"] == 1


def test_turns_and_rows_of_data_sets_name_images_by_address(server: Server, host: Host) -> None:
    part = {"type": "image_url", "image_url": {"url": f"{host.url}/ok?turn=1"}}
    turns = [{"role": "user", "content": [{"type": "text", "text": "good"}, part]}]
    rows = [
        {"text": one["input"]["text"], "photo": {"image": f"{host.url}/shade{n}?row={n}"}, "label": one["expected"]}
        for n, one in enumerate(world.task(24)["examples"])
    ]
    upload_rows(server, "addressed", json.dumps(rows), "application/json")
    shown(server)
    ended = run(server, {"dataset": {"name": "addressed"}, "scoring": {"kind": "exact"}})
    assert ended["status"] == "succeeded", ended
    assert shown(server) <= {png(64, 48, shade=n) for n in range(24)}
    assert {host.asked[f"/shade{n}?row={n}"] for n in range(24)} == {1}
    task = world.task(24)
    for example in task["examples"]:
        example["input"] = {"messages": turns, "text": example["input"]["text"]}
    body = world.request(task=task, prompt={"system": "Is it good?"}, method="none")
    assert server.http.post("/optimize", json=body, headers={"Prefer": "wait=60"}).json()["status"] == "succeeded"
    assert host.asked["/ok?turn=1"] == 1


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("/moved", "is redirected by 127.0.0.1"),
        ("/gone", "is answered 404 by 127.0.0.1"),
        ("/huge", f"has more than {LARGEST_IMAGE} bytes"),
        ("/text", "holds no picture"),
        ("/slow", "gave no answer within 3 s"),
        ("https://pictures.example/a.png", "do not declare for images"),
        ("http://127.0.0.1:1/a.png", "accepted is https"),
        ("https://localhost/a.png", "do not declare for images"),
    ],
)
def test_what_cannot_be_fetched_is_a_fault_with_its_path_and_nothing_is_created(
    server: Server, host: Host, named: str, why: str
) -> None:
    before, runs = contents(server), server.runs()
    task = images(24, {"image": f"{host.url}/ok?run=3"})
    for number in (5, 6):
        task["examples"][number]["input"]["photo"] = {"image": named if named[0] == "h" else host.url + named}
    problem = run(server, task)
    assert [error["path"] for error in problem["errors"]] == [
        f"task.examples[{number}].input.photo.image" for number in (5, 6)
    ]
    assert all(why in error["message"] for error in problem["errors"])
    assert (contents(server), server.runs()) == (before, runs)


def test_a_row_whose_image_cannot_be_fetched_is_said_by_row_and_column(server: Server, host: Host) -> None:
    rows = [{"text": "good", "photo": {"image": f"{host.url}/ok"}, "label": "positive"} for _ in range(24)]
    rows[7]["photo"] = {"image": f"{host.url}/gone?row=7"}
    upload_rows(server, "broken", json.dumps(rows), "application/json")
    (error,) = run(server, {"dataset": {"name": "broken"}, "scoring": {"kind": "exact"}})["errors"]
    assert error["path"].startswith("task.dataset.rows[8]")
    assert "row 8" in error["message"]
    assert "is answered 404" in error["message"]


def test_a_host_that_gives_no_answer_is_not_asked_for_every_image(server: Server, host: Host) -> None:
    task = images(60, "none")
    for number, example in enumerate(task["examples"]):
        example["input"]["photo"] = {"image": f"{host.url}/slow?away={number}"}
    began = time.monotonic()
    problem = run(server, task)
    assert time.monotonic() - began < 20
    assert "gave no answer" in problem["errors"][0]["message"]
    assert sum(count for path, count in host.asked.items() if "away=" in path) <= 16

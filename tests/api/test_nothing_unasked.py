"""Nothing that a request says reaches the network, the disk, a program or an interpreter, in whatever field."""

import re
import socket
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx
import msgspec
import pytest

from gradcheck.diagnostics.pool import PoolRequest
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.engine.comparison.request import EvaluateRequest
from gradcheck.engine.request import ContinueRequest, OptimizeRequest
from gradcheck.headroom.request import HeadroomRequest
from gradcheck.studies.request import StudyRequest
from tests.api.authorization import handlers
from tests.api.server import Json, Server
from tests.fuzz.seeded import Tenant, seed
from tests.support.fields import text_fields, with_value
from tests.support.guarding import Touched, watching
from tests.support.pictures import png

ASSERTIONS = (
    "equals",
    "contains",
    "javascript",
    "python",
    "webhook",
    "ruby",
    "regex",
    "is-json",
    "llm-rubric",
    "g-eval",
)
ROOT = Path(__file__).parents[2]
SECRET, PRODUCT = "what-no-request-may-read", 7331 * 1337
KINDS: dict[str, type[msgspec.Struct]] = {
    "POST /optimize": OptimizeRequest,
    "POST /optimize/estimate": OptimizeRequest,
    "POST /evaluate": EvaluateRequest,
    "POST /headroom": HeadroomRequest,
    "POST /studies": StudyRequest,
    "POST /studies/plan": StudyRequest,
    "POST /runs/{run_id}/continue": ContinueRequest,
    "POST /runs/{run_id}/diagnostics": DiagnosticRequest,
    "POST /runs/{run_id}/diagnostics/plan": DiagnosticRequest,
    "POST /diagnostics/pool": PoolRequest,
}
"""What is walked field by field; what only plans stands for what does the same and then starts a job."""
WALKED = [
    name for name in KINDS if name.endswith(("/estimate", "/plan", "/pool", "/evaluate", "/headroom", "/continue"))
]


SEEN_TO = {"POST /studies/plan": ("optimize",), "POST /headroom": ("optimize",), "POST /evaluate": ("models", "task")}
"""What is of the same types as in `POST /optimize/estimate` and read by the same code."""


class Trap(NamedTuple):
    """Where nobody may look, and a listener that nobody may call."""

    folder: Path
    url: str
    called: list[object]

    @property
    def texts(self) -> tuple[str, ...]:
        """What a request may say to have something fetched, read, written, run or filled in."""
        file = self.folder / "canary.txt"
        up = "../" * 12
        filled = (
            f"$(touch {file}) `touch {file}` ; touch {file} | ${{CANARY_SECRET}} $CANARY_SECRET %CANARY_SECRET% "
            "{{7331*1337}} {% print(7331*1337) %} ${7331*1337} #{7331*1337} {{env.CANARY_SECRET}} "
            "{0.__class__} {text.__class__} %(text)s %n \\u0000 \x7f "
            f"__import__('os').system('touch {file}') !!python/object/apply:os.system ['touch {file}'] "
            f'<!ENTITY x SYSTEM "file://{file}">'
        )
        return f"{self.url}/canary.png", f"file://{file}", f"{up}{str(file).lstrip('/')}", filled


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trap]:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "canary.txt").write_text(SECRET)
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    called.append(listener.accept())
                except OSError:
                    return

        listening = threading.Thread(target=listen, daemon=True)
        listening.start()
        yield Trap(folder, f"http://127.0.0.1:{listener.getsockname()[1]}", called)
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def tenant(server: Server) -> Tenant:
    return seed(server, "acme", 1)


@pytest.fixture(autouse=True)
def _nothing_is_touched(server: Server, trap: Trap, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CANARY_SECRET", SECRET)
    home = str(server.service.settings.home.resolve())
    own = urlport(server.url)
    with watching() as touched:
        yield
    unasked = [one for one in touched if not allowed(one, home, own)]
    assert unasked == []
    assert trap.called == []
    assert [path.name for path in trap.folder.iterdir()] == ["canary.txt"]
    assert (trap.folder / "canary.txt").read_text() == SECRET


def urlport(url: str) -> str:
    return str(("127.0.0.1", int(url.rpartition(":")[2])))


def allowed(touched: Touched, home: str, own: str) -> bool:
    """Whether a service may do so: be asked, keep things in its home, load its own code and the system's tables."""
    if touched.event == "socket.connect":
        return touched.what == own or touched.what.startswith("/")  # Postgres of the tests listens on a path
    if touched.event == "socket.getaddrinfo":
        return "'127.0.0.1'" in touched.what
    if touched.event == "compile":
        return "7331" not in touched.what and "canary" not in touched.what
    if touched.event in {"subprocess.Popen", "os.posix_spawn", "os.system", "os.exec", "os.fork", "ctypes.dlopen"}:
        return False
    if "/__pycache__/" in touched.what and touched.what.startswith(CODE):
        return True  # what is imported late is compiled once
    inside = home, "/dev/", "memory"
    loaded = (*inside, *CODE, "/proc/", "/sys/", "/etc/localtime", "/usr/share/zoneinfo")
    return touched.what.isdigit() or touched.what.startswith(inside if touched.writes else loaded)


CODE = (str(ROOT), sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"])


def send(server: Server, tenant: Tenant, operation: str, body: Json) -> httpx.Response:
    method, path = operation.split()
    for name, (first, *_) in tenant.ids.items():
        path = path.replace(f"{{{name}}}", first)
    return server.http.request(method, path, json=body, headers=tenant.key)


def shows_nothing(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    assert SECRET not in answer.text
    assert str(PRODUCT) not in answer.text
    assert "<class '" not in answer.text


@pytest.mark.parametrize("operation", WALKED)
def test_no_text_field_of_a_request_is_fetched_read_run_or_filled_in(
    server: Server, tenant: Tenant, trap: Trap, operation: str
) -> None:
    works = tenant.bodies.get(operation, {})
    places = [place for place in text_fields(KINDS[operation]) if place[0] not in SEEN_TO.get(operation, ())]
    assert places
    for place in places:
        for text in trap.texts:
            shows_nothing(send(server, tenant, operation, with_value(works, place, text)))


def test_a_run_whose_every_text_is_a_trap_springs_none(server: Server, tenant: Tenant, trap: Trap) -> None:
    for number, text in enumerate(trap.texts):
        fields = {"text": text, "other": f"{number} {text}"}
        examples = [
            {"input": {**fields, "text": f"{n} {text}"}, "expected": text, "id": f"{n} {text}"[:500]} for n in range(20)
        ]
        body = {
            "prompt": {"user": f"{{text}} {{other}} {text}".replace("{0.", "{ 0."), "literals": ["CANARY_SECRET"]},
            "task": {"examples": examples, "scoring": {"kind": "exact"}, "description": text},
            "method": {"name": "textgrad", "steps": 1},
            "models": {"task": {"provider": "world", "model": "pure"}},
            "tags": [text[:60]],
            "metadata": {"said": text[:500]},
        }
        if "\x7f" in text:
            del body["tags"]
        answer = server.http.post("/optimize", json=body, headers={**tenant.key, "Prefer": "wait=60"})
        assert answer.status_code == 200, answer.text
        for part in ("", "/steps", "/rollouts", "/candidates", "/report", "/export?format=text", "/archive"):
            shows_nothing(server.http.get(f"/runs/{answer.json()['id']}{part}", headers=tenant.key))


def test_a_file_that_is_uploaded_names_nothing_that_is_looked_at(server: Server, tenant: Tenant, trap: Trap) -> None:
    for text in trap.texts:
        config = {
            "prompts": [text, {"raw": text, "id": text}],
            "providers": [text, {"id": f"exec:{text}"}],
            "tests": [{"vars": {"text": text}, "assert": [{"type": kind, "value": text} for kind in ASSERTIONS]}, text],
            "defaultTest": text,
            "scenarios": text,
        }
        rows = [{"text": text, "label": text, "image": {"image": text}}]
        for path in ("/imports", "/datasets?name=trap"):
            for content, kind in (
                (msgspec.json.encode(config), "application/json"),
                (msgspec.json.encode(rows), "application/json"),
                (msgspec.yaml.encode(config), "application/yaml"),
                (f'text,label\n"{text.replace(chr(34), chr(34) * 2)}",=cmd|x\n'.encode(), "text/csv"),
                (f"- !!python/object/apply:os.system ['{text}']\n".encode(), "application/yaml"),
            ):
                shows_nothing(server.http.post(path, content=content, headers={**tenant.key, "Content-Type": kind}))
        for path in ("/files", "/datasets", "/imports"):
            named = {**tenant.key, "Content-Type": "application/octet-stream"}
            shows_nothing(server.http.post(path, params={"name": text, "format": text}, content=png(), headers=named))
            form = {"file": (text, png(), "image/png")}
            multipart = httpx.Request("POST", server.url + path, files=form, headers=tenant.key)
            shows_nothing(server.http.send(multipart))


def test_no_path_and_no_query_names_anything_outside(server: Server, tenant: Tenant, trap: Trap) -> None:
    names = ("after", "name", "tag", "study", "run", "method", "format", "candidate", "split", "metadata.team", "token")
    for text in (*trap.texts, "..", "../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "\x00"):
        for method, path, _ in handlers(server.app):
            filled = re.sub(r"\{\w+\}", lambda _: quote(text, safe="%"), path)  # noqa: B023 - called at once
            query = {"direction": "fixed", **dict.fromkeys(names, text)}
            shows_nothing(server.http.request(method, filled, params=query, headers=tenant.key))


@pytest.mark.parametrize(
    "name", ["os:system", "os.system", "pip", "gradcheck", "gradcheck.cli", "subprocess:run", "json.tool"]
)
def test_no_module_is_loaded_because_a_request_names_it(server: Server, tenant: Tenant, name: str) -> None:
    works = tenant.bodies["POST /optimize/estimate"]
    for changed in (
        {"method": name},
        {"method": {"name": name}},
        {"task": {**works["task"], "scoring": {"kind": name}}},
        {"task": {**works["task"], "scoring": {"kind": "python", "scorer": name}}},
        {"task": {**works["task"], "scoring": {"kind": "http", "grader": name}}},
        {"models": {"task": {"provider": name, "model": name}}},
    ):
        answer = send(server, tenant, "POST /optimize/estimate", {**works, **changed})
        assert answer.status_code == 422, changed

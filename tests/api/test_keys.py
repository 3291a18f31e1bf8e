"""With keys configured, only health and the document are public; keys are never shown."""

import pytest
from structlog.testing import capture_logs

from tests.api.server import KEY, Server, until
from tests.support import world

ENVIRON = {"GRADCHECK_API_KEYS": "first-secret, second-secret"}
KEYS = ("first-secret", "second-secret")
PUBLIC = ("/health/live", "/health/ready", "/openapi.json", "/docs", "/guide", "/guide/runs", "/llms.txt")
GUARDED = (
    ("GET", "/runs"),
    ("GET", "/runs/run_x"),
    ("GET", "/runs/run_x/events"),
    ("GET", "/runs/run_x/steps"),
    ("GET", "/runs/run_x/steps/1"),
    ("GET", "/runs/run_x/candidates"),
    ("GET", "/runs/run_x/rollouts"),
    ("GET", "/runs/run_x/request"),
    ("GET", "/runs/run_x/changes"),
    ("POST", "/runs/run_x/cancel"),
    ("POST", "/runs/run_x/continue"),
    ("POST", "/runs/run_x/diagnostics"),
    ("POST", "/runs/run_x/diagnostics/plan"),
    ("GET", "/runs/run_x/diagnostics"),
    ("GET", "/diagnostics"),
    ("POST", "/diagnostics/pool"),
    ("GET", "/diagnostics/diag_x"),
    ("GET", "/diagnostics/diag_x/request"),
    ("GET", "/diagnostics/diag_x/events"),
    ("POST", "/diagnostics/diag_x/cancel"),
    ("GET", "/studies"),
    ("POST", "/studies"),
    ("POST", "/studies/plan"),
    ("POST", "/optimize/estimate"),
    ("POST", "/evaluate"),
    ("GET", "/evaluate/run_x/request"),
    ("GET", "/studies/study_x"),
    ("GET", "/studies/study_x/request"),
    ("GET", "/studies/study_x/events"),
    ("POST", "/studies/study_x/cancel"),
    ("POST", "/optimize"),
    ("GET", "/headroom"),
    ("POST", "/headroom"),
    ("POST", "/headroom/plan"),
    ("GET", "/headroom/headroom_x/report"),
    ("GET", "/headroom/headroom_x"),
    ("GET", "/headroom/headroom_x/request"),
    ("GET", "/headroom/headroom_x/events"),
    ("POST", "/headroom/headroom_x/cancel"),
    ("GET", "/methods"),
    ("GET", "/scorers"),
    ("GET", "/providers"),
    ("POST", "/providers/x/check"),
    ("GET", "/perturbations"),
    ("GET", "/metrics"),
    ("GET", "/datasets"),
    ("POST", "/datasets"),
    ("GET", "/datasets/x"),
    ("DELETE", "/datasets/x"),
    ("DELETE", "/runs/run_x"),
    ("DELETE", "/diagnostics/diag_x"),
    ("DELETE", "/studies/study_x"),
    ("DELETE", "/headroom/headroom_x"),
    ("POST", "/runs/import"),
    ("GET", "/runs/run_x/archive"),
    ("GET", "/runs/run_x/report"),
    ("GET", "/diagnostics/diag_x/report"),
    ("GET", "/studies/study_x/report"),
    ("GET", "/datasets/x/rows"),
    ("POST", "/imports"),
    ("POST", "/stream-tokens"),
    ("GET", "/files"),
    ("POST", "/files"),
    ("GET", "/files/file_x"),
    ("DELETE", "/files/file_x"),
    ("GET", "/files/file_x/content"),
    ("GET", "/runs/run_x/export"),
    ("GET", "/tests"),
)


@pytest.mark.parametrize("path", PUBLIC)
def test_health_and_the_document_are_public(server: Server, path: str) -> None:
    assert server.http.get(path).status_code == 200


@pytest.mark.parametrize(("verb", "path"), GUARDED)
def test_everything_else_needs_a_key(server: Server, verb: str, path: str) -> None:
    answer = server.http.request(verb, path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthorized"


def test_every_documented_call_is_guarded_unless_it_says_otherwise(server: Server) -> None:
    guarded = set()
    for path, operations in server.get("/openapi.json")["paths"].items():
        for verb, operation in operations.items():
            if operation.get("security") == []:
                assert path in PUBLIC
                assert "401" not in operation["responses"]
            else:
                assert "401" in operation["responses"]
                ids = {"run": "run_x", "diagnostic": "diag_x", "study": "study_x", "headroom": "headroom_x"}
                ids |= {"file": "file_x"}
                filled = path.format(name="x", n=1, **{f"{kind}_id": value for kind, value in ids.items()})
                guarded.add((verb.upper(), filled))
    assert guarded == set(GUARDED)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer nope",
        "Bearer first-secre",
        "Bearer first-secret2",
        "Bearer first-secret, second-secret",
        "Basic first-secret",
        "first-secret",
        "Bearer \xe4\xff",
    ],
)
def test_a_wrong_key_is_no_key(server: Server, header: str) -> None:
    answer = server.http.get("/runs", headers=[(b"Authorization", header.encode("latin-1"))])
    assert answer.status_code == 401
    assert not any(key in answer.text for key in KEYS)


@pytest.mark.parametrize("header", ["Bearer first-secret", "Bearer second-secret", "bearer first-secret"])
def test_every_configured_key_opens(server: Server, header: str) -> None:
    assert server.http.get("/runs", headers={"Authorization": header}).status_code == 200


def test_an_idempotency_key_belongs_to_its_caller(server: Server) -> None:
    body = world.request(method="none")

    def start(authorization: str) -> str:
        headers = {"Authorization": authorization, "Idempotency-Key": "mine"}
        run_id: str = server.http.post("/optimize", json=body, headers=headers).json()["id"]
        return run_id

    first, same, other = start("Bearer first-secret"), start("bearer  first-secret"), start("Bearer second-secret")
    assert first == same != other


def test_keys_and_prompts_are_in_no_log_and_no_answer(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    marker = "zebra crossing"
    headers = {"Authorization": "Bearer first-secret", "Prefer": "wait=60"}
    body = world.request(prompt=f"What is the sentiment at the {marker}?\n\n{{text}}", method="none")
    with capture_logs() as logs, caplog.at_level("DEBUG"):
        run = server.http.post("/optimize", json=body, headers=headers)
        refused = server.http.post("/optimize", json={**body, "seed": "x"}, headers=headers)
        server.http.get("/runs", headers={"Authorization": "Bearer first-secret-not"})
        answers = [
            server.http.get(path, headers=headers) for path in ("/providers", "/metrics", "/runs", "/openapi.json")
        ]
    until(lambda: len(logs) >= 2)
    assert (run.status_code, refused.status_code) == (200, 422)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    logged = repr(logs) + "\n".join(ours)
    assert "job_ended" in logged
    for secret in (*KEYS, KEY, marker, "A good thing"):
        assert secret not in logged
    for secret in (*KEYS, KEY, "http://world"):
        assert not any(secret in answer.text for answer in (run, refused, *answers))

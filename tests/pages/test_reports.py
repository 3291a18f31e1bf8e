"""A report is one file that holds all of its page and loads nothing."""

import re

import pytest

from gradcheck.pages.assets import PLOT_STYLE, source_of
from tests.api.server import Json, Server
from tests.api.test_studying import body as study_body
from tests.support import world

WAIT = {"Prefer": "wait=60"}
OUTSIDE = re.compile(r"""(?:src|href|action|poster|data)\s*=\s*["']?(?!#)[^"'#>\s]+|url\(|@import""")


@pytest.fixture(scope="module")
def paths(server: Server, finished: Json) -> dict[str, str]:
    diagnostic = server.http.post(f"/runs/{finished['id']}/diagnostics", json={"force": True}, headers=WAIT).json()
    study = server.http.post("/studies", json=study_body(), headers=WAIT).json()
    headroom = server.http.post("/headroom", json={"optimize": world.request()}, headers=WAIT).json()
    return {
        "run": f"/runs/{finished['id']}/report",
        "diagnostic": f"/diagnostics/{diagnostic['id']}/report",
        "study": f"/studies/{study['id']}/report",
        "headroom": f"/headroom/{headroom['id']}/report",
    }


@pytest.mark.parametrize("kind", ["run", "diagnostic", "study", "headroom"])
def test_a_report_loads_nothing_and_its_policy_says_so(server: Server, paths: dict[str, str], kind: str) -> None:
    answer = server.http.get(paths[kind])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = answer.text
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy
    assert "unsafe" not in policy
    assert "'self'" not in policy
    assert answer.headers["content-security-policy"] == f"{policy}; frame-ancestors 'none'"
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(scripts) == 3
    allowed = set(re.findall(r"'sha256-[^']+'", policy))
    assert {source_of(part) for part in [*scripts, *styles, PLOT_STYLE]} == allowed
    page = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    assert OUTSIDE.findall(page) == []
    assert "<form" not in page
    assert "Gradcheck" in page


def test_a_report_of_what_is_not_there_is_a_problem(server: Server) -> None:
    for kind in ("runs", "diagnostics", "studies", "headroom"):
        answer = server.http.get(f"/{kind}/x/report")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_document_says_that_a_report_is_a_page(server: Server) -> None:
    operation = server.get("/openapi.json")["paths"]["/runs/{run_id}/report"]["get"]
    assert list(operation["responses"]["200"]["content"]) == ["text/html"]

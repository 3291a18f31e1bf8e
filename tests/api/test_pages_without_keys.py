"""On a service without keys a page is let in where the settings declare its origin, and nowhere else."""

import pytest

from tests.api.server import Server
from tests.support import world

PAGE = "https://app.example.org"
ENVIRON = {"GRADCHECK_CORS_ORIGINS": PAGE}
CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


def test_a_declared_page_calls_and_reads(server: Server) -> None:
    headers = {"Origin": PAGE, **CROSS}
    assert server.http.get("/runs", headers=headers).status_code == 200
    assert server.http.post("/optimize", json=world.request(method="none"), headers=headers).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", "https://evil.example.org")],
        [("Origin", PAGE), ("Origin", "https://evil.example.org")],
        [("Origin", f"{PAGE}:8443")],
        [("Origin", PAGE), ("Host", "evil.example.org")],
        [],
    ],
)
def test_any_other_page_is_refused(server: Server, headers: list[tuple[str, str]]) -> None:
    answer = server.http.get("/runs", headers=[*headers, *CROSS.items()])
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_origin")

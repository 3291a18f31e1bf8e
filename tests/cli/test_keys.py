"""Keys are made, listed and revoked in the database itself."""

import json
import time

import pytest

from tests.api.server import Server
from tests.cli.conftest import Command, Done


@pytest.fixture(autouse=True)
def home(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADCHECK_DATABASE_URL", server.service.settings.database_url)


def made(done: Done) -> dict[str, str]:
    assert done.code == 0, done.err
    key: dict[str, str] = json.loads(done.out)
    return key


def test_a_new_key_opens_a_running_service_and_a_revoked_one_does_not(server: Server, gradcheck: Command) -> None:
    key = made(gradcheck("keys", "create", "ci", "--tenant", "acme", "--json"))
    header = {"Authorization": f"Bearer {key['key']}"}
    assert server.http.get("/runs", headers=header).status_code == 200
    assert server.http.get("/metrics", headers=header).status_code == 403
    assert gradcheck("keys", "revoke", key["id"]).code == 0
    revoked_at = time.monotonic()
    while server.http.get("/runs", headers=header).status_code != 401:
        assert time.monotonic() - revoked_at < 5


def test_a_key_is_shown_once(gradcheck: Command) -> None:
    shown = gradcheck("keys", "create", "once").out
    secret = shown.split()[0].rpartition("_")[2]
    assert len(secret) == 43
    for again in (gradcheck("keys", "list").out, gradcheck("keys", "list", "--json").out):
        assert secret not in again
        assert "once" in again


def test_the_list_says_what_a_key_is_for(gradcheck: Command) -> None:
    key = made(
        gradcheck("keys", "create", "dash board", "--tenant", "a.b", "--scope", "metrics", "--days", "3", "--json")
    )
    [found] = [one for one in json.loads(gradcheck("keys", "list", "--json").out) if one["id"] == key["id"]]
    assert (found["name"], found["tenant"], found["scopes"], found["state"]) == (
        "dash board",
        "a.b",
        ["metrics"],
        "open",
    )
    assert found["expires_at"] is not None
    assert "secret_sha256" not in found


def test_a_key_that_has_leaked_is_revoked_by_itself(gradcheck: Command) -> None:
    key = made(gradcheck("keys", "create", "leaked", "--json"))
    said = gradcheck("keys", "revoke", key["key"])
    assert (said.code, key["key"] in said.out, key["id"] in said.out) == (0, False, True)
    assert "before" in gradcheck("keys", "revoke", key["id"]).out
    assert gradcheck("keys", "revoke", "gc_no_such").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("",),
        ("   ",),
        ("x" * 101,),
        ("a\nb",),
        ("a\0b",),
        ("x", "--tenant", "Acme"),
        ("x", "--tenant", "../x"),
        ("x", "--tenant", "a b"),
        ("x", "--tenant", "-a"),
        ("x", "--tenant", "a" * 65),
        ("x", "--tenant", "ä"),
        ("x", "--scope", "all"),
        ("x", "--days", "0"),
        ("x", "--days", "100000000000"),
    ],
)
def test_what_no_key_can_be_is_refused_and_none_is_made(gradcheck: Command, arguments: tuple[str, ...]) -> None:
    before = json.loads(gradcheck("keys", "list", "--json").out)
    done = gradcheck("keys", "create", *arguments)
    assert done.code == 2
    assert done.err
    assert json.loads(gradcheck("keys", "list", "--json").out) == before


def test_quotas_are_written_and_listed(gradcheck: Command) -> None:
    flags = ("--runs-per-day", "5", "--calls-per-day", "1000", "--usd-per-day", "0.5", "--requests-per-minute", "60")
    key = made(gradcheck("keys", "create", "bounded", *flags, "--json"))
    [found] = [one for one in json.loads(gradcheck("keys", "list", "--json").out) if one["id"] == key["id"]]
    quotas = {"runs_per_day": 5, "calls_per_day": 1000, "micro_usd_per_day": 500_000, "requests_per_minute": 60}
    assert found["quotas"] == quotas
    for wrong in (("--usd-per-day", "1e-9"), ("--usd-per-day", "nan"), ("--runs-per-day", "99999999999")):
        assert gradcheck("keys", "create", "wrong", *wrong).code == 2


def test_a_tenants_quota_is_set_shown_and_taken_away(gradcheck: Command) -> None:
    def shown(*arguments: str) -> object:
        done = gradcheck("keys", "quota", *arguments, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)["quota"]

    assert shown("acme") is None
    limits = {"runs": 5, "calls": None, "micro_usd": 2_500_000}
    assert shown("acme", "--runs-per-day", "5", "--usd-per-day", "2.5") == limits
    assert shown("acme") == limits
    assert shown("") is None
    assert shown("acme", "--calls-per-day", "7") == {"runs": None, "calls": 7, "micro_usd": None}
    for wrong in (
        ["Acme!"],
        ["acme", "--runs-per-day", "0"],
        ["acme", "--runs-per-day", "9999999999"],
        ["acme", "--usd-per-day", "nan"],
        ["acme", "--unlimited", "--runs-per-day", "3"],
    ):
        assert gradcheck("keys", "quota", *wrong).code == 2, wrong
    table = gradcheck("keys", "quota", "acme").out
    assert all(word in table for word in ("calls", "7", "0"))
    assert shown("acme", "--unlimited") is None
    assert "has no quota" in gradcheck("keys", "quota", "acme").out

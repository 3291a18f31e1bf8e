"""A database is copied while a service works on it, and put into another home, where everything goes on."""

import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gradcheck.cli import main
from gradcheck.storage.holding import held
from tests.api.server import Server, until
from tests.support import world

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def gradcheck(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on a home; its exit code and all that it prints."""

    def run(home: Path, *arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("GRADCHECK_HOME", str(home))
        monkeypatch.setattr(sys, "argv", ["gradcheck", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def test_what_had_ended_is_the_same_in_the_other_home_and_what_had_not_goes_on(
    gradcheck: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there, copy = tmp_path / "here", tmp_path / "there", tmp_path / "copy.sqlite"
    here.mkdir()
    there.mkdir()
    one = Server(here, GRADCHECK_DATABASE_URL=f"sqlite:///{here / 'gradcheck.sqlite'}")
    one.start()
    try:
        run = one.run(seed=1)
        with one.world.held():
            unfinished = one.http.post("/optimize", json=world.request(seed=2)).json()["id"]
            until(lambda: bool(one.get(f"/runs/{unfinished}")["status"] == "running"))
            assert gradcheck(here, "backup", str(copy), "--json")[0] == 0
        one.ended(unfinished)
    finally:
        one.stop()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["copy.sqlite"]
    assert gradcheck(there, "restore", str(copy))[0] == 0
    other = Server(there, GRADCHECK_DATABASE_URL=f"sqlite:///{there / 'gradcheck.sqlite'}")
    other.start()
    try:
        assert other.get(f"/runs/{run['id']}") == run
        assert other.ended(unfinished)["status"] == "succeeded"
        calls = other.world.calls
        body = {"budget": {"max_calls": 600}}
        child = other.http.post(f"/runs/{run['id']}/continue", json=body, headers={"Prefer": "wait=60"}).json()
        assert child["status"] == "succeeded"
        assert other.world.calls - calls < sum(used["calls"] for used in run["result"]["usage"].values())
    finally:
        other.stop()


def test_nothing_that_is_there_is_written_over_and_what_is_no_copy_is_refused(
    gradcheck: Command, tmp_path: Path
) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.sqlite"
    assert gradcheck(home, "backup", str(copy))[0] == 2
    home.mkdir()
    server = Server(home, GRADCHECK_DATABASE_URL=_url(home))
    server.start()
    server.stop()
    assert gradcheck(home, "backup", str(copy))[0] == 0
    code, said = gradcheck(home, "backup", str(copy))
    assert (code, "is there already" in said) == (2, True)
    code, said = gradcheck(home, "restore", str(copy))
    assert (code, "is there already" in said) == (2, True)
    content = copy.read_bytes()
    for name, damaged, why in (
        ("empty", b"", "no database of this service"),
        ("text", b"prompt,label\n" * 1000, "can be read"),
        ("cut", content[: len(content) // 2], ""),
        ("torn", content[:20_000] + b"\xff" * 4096 + content[24_096:], ""),
    ):
        (tmp_path / name).write_bytes(damaged)
        code, said = gradcheck(tmp_path / "new", "restore", str(tmp_path / name))
        assert code == 2, (name, said)
        assert why in said, (name, said)
        assert not list((tmp_path / "new").glob("gradcheck.sqlite")), name
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    code, said = gradcheck(tmp_path / "new", "restore", str(copy))
    assert (code, "later version" in said) == (2, True)


def test_a_copy_is_not_put_under_a_running_service(gradcheck: Command, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.touch()
    with held(_url(tmp_path), tmp_path, "http://here"):
        code, said = gradcheck(tmp_path, "restore", str(copy))
    assert (code, "http://here" in said) == (2, True)


def test_postgres_is_copied_by_its_own_tools(
    gradcheck: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADCHECK_DATABASE_URL", "postgresql+psycopg://me:secret@nowhere:1/db")
    for command, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        code, said = gradcheck(tmp_path, command, str(tmp_path / "x"))
        assert (code, tool in said, "secret" in said) == (2, True, False)


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'gradcheck.sqlite'}"

"""What people see of a job: its bar, its report, its prompt as a file."""

import io
import json
import re
import sys
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gradcheck_client import Gradcheck, Report
from gradcheck_client.models import Progress
from gradcheck_client.progress import Bar, line
from tests.api.server import CLIENT_KEY, Json, Server
from tests.api.test_studying import body as study_body
from tests.clients.conftest import Connect
from tests.support import world

HALF = Progress(share=0.5, seconds_left=31.4, calls=200, calls_per_second=7.61, best_score=0.75, cost_usd=0.5)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def finished(server: Server) -> Json:
    """A finished run."""
    return server.run()


def test_a_line_says_what_is_known_and_nothing_else() -> None:
    said = "run_1 ████████████············ 50%  200 calls  7.6/s  best 0.75  $0.5000  about 31 s left"
    assert line("run_1", HALF) == said
    assert line("run_1", Progress(share=0, seconds_left=None)).endswith("· 0%  0 calls  0.0/s")
    assert line("run_1", None).endswith("· starting")


def test_a_terminal_has_one_line_that_is_drawn_anew_and_a_log_one_at_the_end() -> None:
    terminal, log = Terminal(), io.StringIO()
    for output in (terminal, log):
        bar = Bar("run_1", output)
        bar.show(None)
        bar.show(HALF)
        bar.end("succeeded")
    drawn = terminal.getvalue().split("\r\033[K")
    assert [text.rpartition("  ")[2] for text in drawn[1:]][1] == "about 31 s left"
    assert (drawn[-1], log.getvalue()) == ("run_1: succeeded after 0 s\n",) * 2


async def test_a_wait_shows_progress_where_it_is_asked_for(
    server: Server, connect: Connect, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await connect(server.url).optimize(**world.request(seed=31))
    await run.wait(progress=True)
    assert re.fullmatch(rf"{run.id}: succeeded after \d+ s\n", capsys.readouterr().err)
    await (await connect(server.url).optimize(**world.request(method="none"))).wait()
    assert capsys.readouterr().err == ""
    with server.world.held():
        held = await connect(server.url).optimize(**world.request(seed=32))
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        with pytest.raises(TimeoutError):
            await held.wait(timeout_s=3, progress=True)
        told = terminal.getvalue()
        await held.cancel()
    assert "█" in told or "·" in told
    assert re.search(rf"{held.id}: (running|queued) after \d+ s\n$", told)


async def test_jobs_that_have_a_report_give_it(
    server: Server, connect: Connect, finished: Json, tmp_path: Path
) -> None:
    client = connect(server.url)
    run = await client.get_run(finished["id"])
    diagnostic = await run.diagnose(tests=["content"], replicates=8, force=True)
    study = await client.study(**study_body())
    headroom = await client.measure_headroom(optimize=world.request())
    for job in (run, diagnostic, study, headroom):
        await job.wait()
        report = await job.report()
        assert job.id in report.html
        assert report.html.lower().startswith("<!doctype html>")
    report.save(tmp_path / "study.html")
    assert (tmp_path / "study.html").read_text("utf-8") == report.html


def test_a_notebook_shows_a_job_as_its_report_in_a_frame_that_may_do_nothing(server: Server, finished: Json) -> None:
    with Gradcheck(server.url, api_key=CLIENT_KEY) as client:
        run = client.get_run(finished["id"])
        shown = run._repr_html_()
        assert shown is not None
        frame = re.fullmatch(r'<iframe sandbox="allow-scripts" style="[^"]+" srcdoc="([^"]*)"></iframe>', shown)
        assert frame is not None
        assert unescape(frame[1]).count("</html>") == 1
        assert len(repr(Report("x" * 5000))) < 60
        run.state = client.get_run(client.optimize(**world.request(method="none")).id).state
        client.get_run(run.id).wait()
        client.get_run(run.id).delete()
        assert run._repr_html_() is None, "what cannot be had is no error of the cell"


def test_a_notebook_has_one_place_that_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As IPython's display is documented; `make wheel` asks a real kernel."""
    shown: list[str] = []
    handle = SimpleNamespace(update=lambda piece: shown.append(piece._repr_html_()))

    def display(piece: Any, *, display_id: bool) -> Any:  # noqa: ANN401
        assert display_id
        shown.append(f"first {piece._repr_html_()}")
        return handle

    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    bar = Bar("<run>")
    bar.show(HALF)
    bar.show(HALF)
    bar.end("succeeded")
    assert [text.startswith("first") for text in shown] == [True, False, False]
    assert 'value="0.500"' in shown[1]
    assert "&lt;run&gt;: succeeded" in shown[-1]


async def test_a_prompt_is_exported_as_the_file_of_a_tool(server: Server, connect: Connect, finished: Json) -> None:
    run = await connect(server.url).get_run(finished["id"])
    assert json.loads(await run.export())["prompt"] == finished["result"]["prompt"]
    assert await run.export("text") == finished["result"]["prompt"]["user"]

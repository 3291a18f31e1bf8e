"""Every endpoint, every event and every metric is in an example of the pages that was executed."""

import re
from pathlib import Path

from examples import trouble
from gradcheck.api.document import event_types
from tests.docs.pages import ROOT, SNIPPETS
from tests.docs.shown import PagesServer, Reader, asks_a_service, unanswered

_SHOWN = re.compile(r"^event: (\w+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(gradcheck_\w+(?:\{.*\})?) [\d.e+-]+$", re.MULTILINE)


def _events() -> set[str]:
    told = (data for kind in event_types.kinds() for data in event_types.told_by(kind))
    return {name for data in told for name in data.names}


def _unsampled(scrape: str) -> list[str]:
    """Metrics without a sample on their page, and samples there that the scrape does not have, their values apart."""
    page = set(_SAMPLE.findall((ROOT / "docs/metrics.md").read_text("utf-8")))
    lines, families = set(_SAMPLE.findall(scrape)), re.findall(r"^# TYPE (gradcheck_\w+) (\w+)$", scrape, re.MULTILINE)
    names = {re.sub(r"\{.*", "", sample) for sample in page}
    parts = {"histogram": ("_count", "_sum")}
    lacking = {name for name, kind in families if not names & {name + part for part in parts.get(kind, ("",))}}
    return sorted({name for name in lacking if not name.endswith("_created")} | page - lines)


def test_what_shells_send_is_accepted_and_leaves_no_endpoint_event_or_metric_unshown(tmp_path: Path) -> None:
    """One test, since each of its snippets is run once and all of them together show everything."""
    for place in ("home", "checkout"):
        (tmp_path / place).mkdir()
    server = PagesServer(tmp_path / "home")
    reader = Reader(tmp_path / "checkout", server, trouble.Server(("127.0.0.1", 0), trouble.Handler))
    with reader.at_work():
        done = [reader.run(snippet) for snippet in SNIPPETS if asks_a_service(snippet)]
        assert [str(one) for one in done if one.code] == []
        assert unanswered(server.get("/openapi.json"), server.answered) == []
        assert _unsampled(server.http.get("/metrics").text) == []
        assert sorted(_events() - set(_SHOWN.findall("".join(one.printed for one in done)))) == []

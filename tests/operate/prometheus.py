"""A real Prometheus on the rules of `deploy`: started, given targets, asked, ended. It owns no queries."""

import json
import math
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradcheck.domain.base import Value
from tests.operate.queries import DEPLOY, NAMESPACE
from tests.support.processes import HTTP, free_port, wait_for

SCRAPES_S = 5
RATE_INTERVAL_S = 4 * SCRAPES_S
"""What Grafana takes for `$__rate_interval` unless the steps of a panel are longer."""
_STATES = ("pending", "firing")


class Answer(Value, frozen=True, kw_only=True):
    """The newest number but 0 that a query gave, the largest of several; `nan` says that it ever gave what is none."""

    labels: Mapping[str, str]
    value: float
    series: int
    nan: bool


class Prometheus:
    """One that runs, and has from the moment this is made."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self._began = time.time()

    def scrape(self, targets: Mapping[str, str], key: str) -> None:
        """Scrape services by their names from now on, as those of a namespace."""
        (self._folder / "key").write_text(key)
        groups = [
            {"targets": [url.removeprefix("http://")], "labels": {"instance": name, "namespace": NAMESPACE}}
            for name, url in targets.items()
        ]
        new = self._folder / "targets.new"
        new.write_text(json.dumps(groups))
        new.rename(self._folder / "targets.json")

    def answer(self, query: str, until: float) -> Answer | None:
        """What a query gave up to a moment, or None where it never gave a number."""
        found = self._over_time("query_range", query, until, step=f"{SCRAPES_S}")["result"]
        points = [(float(at), float(value), one["metric"]) for one in found for at, value in one["values"]]
        numbers = [point for point in points if not math.isnan(point[1])]
        if not numbers:
            return None
        _, value, labels = max(numbers, key=lambda number: (number[1] != 0, number[0], number[1]))
        return Answer(labels=labels, value=value, series=len(found), nan=len(numbers) < len(points))

    def values(self, label: str, series: str) -> list[str]:
        """The values of a label, as a variable of a board lists them."""
        answer = HTTP.get(f"{self._url}/api/v1/label/{label}/values", params={"match[]": series}).json()
        values: list[str] = answer["data"]
        return values

    def exemplars(self, series: str, until: float) -> list[dict[str, str]]:
        """The labels of a series' exemplars."""
        found = self._over_time("query_exemplars", series, until)
        return [exemplar["labels"] for one in found for exemplar in one["exemplars"]]

    def states(self, until: float) -> dict[str, str]:
        """How far each alert came: pending, or firing; one that never held is not named."""
        found = self._over_time("query_range", "ALERTS", until, step=f"{SCRAPES_S}")["result"]
        seen = [(one["metric"]["alertname"], one["metric"]["alertstate"]) for one in found]
        return dict(sorted(seen, key=lambda one: _STATES.index(one[1])))

    def _over_time(self, path: str, query: str, until: float, **how: str) -> Any:  # noqa: ANN401 - JSON
        asked = {"query": query, "start": f"{self._began}", "end": f"{until}", **how}
        answer = HTTP.post(f"{self._url}/api/v1/{path}", data=asked).json()
        assert answer["status"] == "success", (query, answer)
        return answer["data"]


@contextmanager
def prometheus(folder: Path) -> Iterator[Prometheus]:
    """One that has nothing to scrape yet."""
    folder.mkdir()
    file = folder / "prometheus.yml"
    file.write_text(json.dumps(_settings(folder)))  # JSON is YAML
    address = f"127.0.0.1:{free_port()}"
    command = ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder / 'data'}"]
    command += [f"--web.listen-address={address}", "--enable-feature=exemplar-storage"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(f"http://{address}/-/ready", process)
        yield Prometheus(f"http://{address}", folder)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _settings(folder: Path) -> dict[str, Any]:
    """Those of `deploy/prometheus.yml`, with other times and places."""
    scrape = {
        "job_name": "gradcheck",
        "authorization": {"type": "Bearer", "credentials_file": str(folder / "key")},
        "file_sd_configs": [{"files": [str(folder / "targets.json")], "refresh_interval": "1s"}],
    }
    return {
        "global": {"scrape_interval": f"{SCRAPES_S}s", "evaluation_interval": f"{SCRAPES_S}s"},
        "rule_files": [str(DEPLOY / name) for name in ("alerts.yml", "recording.yml")],
        "scrape_configs": [scrape],
    }


def promtool(*arguments: str) -> None:
    """Have Debian's promtool check or test what is in the checkout. Raises where it finds fault."""
    subprocess.run(["promtool", *arguments], cwd=DEPLOY.parent, check=True)  # noqa: S607 - Debian's

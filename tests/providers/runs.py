"""Runs on providers, their settings and requests mended by what a failed run's words tell.

It owns posting them to a service and reading what a person would read. It does not own the cases (`cases.py`).
"""

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from gradcheck.settings import load
from tests.api.server import Server
from tests.providers.behaviours import KEY
from tests.providers.cases import Case, Json, rows, toml

KEYS = {"TEST_KEY": KEY, "OTHER_KEY": f"sk-{token_hex(32)}"}


class Attempt:
    """A provider's settings and the request to it, as they are mended from run to run."""

    def __init__(self, case: Case, root: str) -> None:
        self.case = case
        self.root = root
        self.settings: Json = {"base_url": self.root + case.path, "api_key_env": "TEST_KEY", **case.declared}
        self.rows: dict[str, Json] = {}
        self.model: Json = {"provider": case.name, "model": case.model, "max_tokens": case.max_tokens}
        self.prompt: Json = {"system": "Answer with one word: positive or negative.", "user": "{text}"}
        self.runs: list[Json] = []
        self.asked: list[int] = []

    @property
    def toml(self) -> str:
        """The provider's tables."""
        lines = [f"[providers.{self.case.name}]", *(f"{name} = {toml(value)}" for name, value in self.settings.items())]
        for model, row in self.rows.items():
            lines += [f'[providers.{self.case.name}.models."{model}"]', *(f"{n} = {toml(v)}" for n, v in row.items())]
        return "\n".join(lines)

    @property
    def request(self) -> Json:
        """A task that any model that answers at all gets right."""
        examples = [
            {"input": {"text": f"A {word} thing, number {number}."}, "expected": label}
            for number in range(2)
            for word, label in (("good", "positive"), ("bad", "negative"))
        ]
        return {
            "prompt": self.prompt,
            "task": {
                "examples": examples,
                "scoring": {"kind": "exact"},
                "split": {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5},
            },
            "method": "none",
            "models": {"task": {**self.model, "top_p": 0.9}},
            "budget": {"max_calls": 50},
        }

    @property
    def told(self) -> str:
        """What the last run says to a person."""
        return said(self.runs[-1])

    @property
    def is_right(self) -> bool:
        return is_right(self.runs[-1])

    def mend(self) -> bool:
        """Do what the last run's words tell; false where they tell nothing new."""
        before = (dict(self.settings), {model: dict(row) for model, row in self.rows.items()}, dict(self.model))
        told, case = self.told, self.case
        for model, row in rows(told).items():
            self.rows.setdefault(model, {}).update(row)
        for name, value in case.settings.items():
            if name in told or (name == "api_key_env" and "the variable" in told):
                self.settings[name] = self.root + value if name == "base_url" else value
        for name, value in case.request.items():
            if f"models.task.{name}" in told:
                self.model[name] = value
        return before != (self.settings, self.rows, self.model)


def said(run: Json) -> str:
    """What a run's own view says went wrong."""
    return str(run["error"]["message"]) if run["error"] else ""


def is_right(run: Json) -> bool:
    """Whether every example was answered and answered right."""
    if run["status"] != "succeeded":
        return False
    result = run["result"]
    return bool(result["validation"].get("baseline", {}).get("score") == 1 and result["usage"]["task"]["failed"] == 0)


def run_all(pending: list[Attempt], asked: Callable[[Attempt], int] = lambda _: 0) -> None:
    """One run for each, all at once, on one service with all their settings; `asked` counts a provider's requests."""
    with TemporaryDirectory() as home:
        config = Path(home) / "gradcheck.toml"
        config.write_text("max_jobs = 100\n" + "\n".join(one.toml for one in pending), "utf-8")
        server = Server(load({"GRADCHECK_HOME": home, "GRADCHECK_CONFIG": str(config), **KEYS}))
        server.start()
        try:
            before = {one.case.name: asked(one) for one in pending}
            posted = [server.http.post("/optimize", json=one.request) for one in pending]
            for one, answer in zip(pending, posted, strict=True):
                assert answer.status_code == 202, (one.case.name, answer.text)
                one.runs.append(server.ended(answer.json()["id"]))
                one.asked.append(asked(one) - before[one.case.name])
                one.runs[-1]["rollouts"] = server.get(f"/runs/{answer.json()['id']}/rollouts")["items"]
        finally:
            server.stop()

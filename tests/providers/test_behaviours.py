"""Runs on providers that behave as their documentation says: a right result, or words with which the next run is right.

No behaviour is silently wrong. The first service meets every provider as people first declare it; whoever reads the
words of a failed run writes the setting they name and nothing else, and runs again.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from service.settings import load
from tests.api.server import Server
from tests.providers.behaviours import BEHAVIOURS, KEY
from tests.providers.cases import CASES, Case, Json, rows, toml
from tests.providers.server import Providers

_ROUNDS = 5


class Attempt:
    """A provider's settings and the request to it, as they are mended from run to run."""

    def __init__(self, case: Case, port: int) -> None:
        self.case = case
        self.root = f"http://{case.host}:{port}/{case.served}"
        self.settings: Json = {"base_url": self.root + case.path, "api_key_env": "TEST_KEY", **case.declared}
        self.rows: dict[str, Json] = {}
        self.model: Json = {"provider": case.name, "model": case.model, "max_tokens": case.max_tokens}
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
            "prompt": {"system": "Answer with one word: positive or negative.", "user": "{text}"},
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
            if f"{name} of models.task" in told or f"models.task.{name}" in told:
                self.model[name] = value
        return before != (self.settings, self.rows, self.model)


def said(run: Json) -> str:
    """Everything that a run's own view says about what went wrong."""
    return str({"error": run.get("error"), "result": run.get("result")})


def is_right(run: Json) -> bool:
    """Whether every example was answered and answered right."""
    if run["status"] != "succeeded":
        return False
    result = run["result"]
    return result["validation"].get("baseline", {}).get("score") == 1 and result["usage"]["task"]["failed"] == 0


@pytest.fixture(scope="module")
def attempts() -> Iterator[dict[str, Attempt]]:
    """Every case after as many runs as its words were worth."""
    with Providers(BEHAVIOURS).running() as providers:
        found = {case.name: Attempt(case, providers.port) for case in CASES}
        pending = list(found.values())
        for _ in range(_ROUNDS):
            run_all(pending, providers)
            pending = [one for one in pending if one.case.outcome == "mended" and not one.is_right and one.mend()]
            if not pending:
                break
        yield found


def run_all(pending: list[Attempt], providers: Providers) -> None:
    """One run for each, all at once, on one service with all their settings."""
    with TemporaryDirectory() as home:
        config = Path(home) / "gradcheck.toml"
        config.write_text("max_jobs = 100\n" + "\n".join(one.toml for one in pending), "utf-8")
        keys = {"TEST_KEY": KEY, "OTHER_KEY": "another-key-0123456789"}
        server = Server(Path(home), given=load({"GRADCHECK_HOME": home, "GRADCHECK_CONFIG": str(config), **keys}))
        server.start()
        try:
            before = {one.case.name: providers.asked[one.case.served] for one in pending}
            posted = [server.http.post("/optimize", json=one.request) for one in pending]
            for one, answer in zip(pending, posted, strict=True):
                assert answer.status_code == 202, (one.case.name, answer.text)
                one.runs.append(server.ended(answer.json()["id"]))
                one.asked.append(providers.asked[one.case.served] - before[one.case.name])
                rollouts = server.get(f"/runs/{answer.json()['id']}/rollouts")["items"]
                one.runs[-1]["rollouts"] = rollouts
        finally:
            server.stop()


@pytest.mark.parametrize("name", [case.name for case in CASES if case.outcome == "right"])
def test_a_provider_that_answers_gives_the_right_result(attempts: dict[str, Attempt], name: str) -> None:
    assert attempts[name].is_right, attempts[name].told


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "mended"], ids=lambda case: case.name)
def test_a_run_that_fails_names_the_setting_with_which_the_next_one_is_right(
    attempts: dict[str, Attempt], case: Case
) -> None:
    found = attempts[case.name]
    assert not is_right(found.runs[0])
    assert [words for words in case.words if words not in said(found.runs[0])] == [], found.told
    assert found.is_right, found.told
    assert len(found.runs) == 1 + case.rounds


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "silent"], ids=lambda case: case.name)
def test_an_answer_without_text_scores_zero_and_says_why(attempts: dict[str, Attempt], case: Case) -> None:
    run = attempts[case.name].runs[0]
    assert run["result"]["validation"]["baseline"]["score"] == 0
    notes = {rollout["note"] for rollout in run["rollouts"]}
    assert all(words in note for note in notes for words in case.words), notes
    assert attempts[case.name].asked == [4], "it is the prompt's doing and not asked again"


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "failed"], ids=lambda case: case.name)
def test_a_provider_that_never_answers_fails_the_run_in_its_own_words(attempts: dict[str, Attempt], case: Case) -> None:
    run = attempts[case.name].runs[0]
    assert run["status"] == "failed"
    assert [words for words in case.words if words not in run["error"]["message"]] == [], run["error"]
    assert KEY not in str(run)


def any_run(attempts: dict[str, Attempt]) -> list[Any]:
    return [run for attempt in attempts.values() for run in attempt.runs]


def test_no_run_shows_a_key(attempts: dict[str, Attempt]) -> None:
    assert not [run["id"] for run in any_run(attempts) if KEY in str(run)]

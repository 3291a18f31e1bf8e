"""Runs on providers that behave as their documentation says: a right result, or words with which the next run is right.

No behaviour is silently wrong. The first service meets every provider as people first declare it; whoever reads the
words of a failed run writes the setting they name and nothing else, and runs again.
"""

from collections.abc import Iterator

import pytest

from tests.providers.behaviours import BEHAVIOURS, KEY
from tests.providers.cases import CASES, Case
from tests.providers.runs import Attempt, is_right, run_all, said
from tests.providers.server import Providers

pytestmark = pytest.mark.once  # all cases run at once

_ROUNDS = 5


@pytest.fixture(scope="module")
def attempts() -> Iterator[dict[str, Attempt]]:
    """Every case after as many runs as its words were worth."""
    with Providers(BEHAVIOURS).running() as providers:
        roots = {case.name: f"http://{case.host}:{providers.port}/{case.served}" for case in CASES}
        found = {case.name: Attempt(case, roots[case.name]) for case in CASES}
        pending = list(found.values())
        for _ in range(_ROUNDS):
            run_all(pending, lambda one: providers.asked[one.case.served])
            pending = [one for one in pending if one.case.outcome == "mended" and not one.is_right and one.mend()]
            if not pending:
                break
        yield found


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
    assert attempts[case.name].asked == [1 + 4], "beside the check: it is the prompt's doing and not asked again"


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "failed"], ids=lambda case: case.name)
def test_a_provider_that_never_answers_fails_the_run_in_its_own_words(attempts: dict[str, Attempt], case: Case) -> None:
    run = attempts[case.name].runs[0]
    assert run["status"] == "failed"
    assert [words for words in case.words if words not in said(run)] == [], said(run)
    assert KEY not in str(run)


def test_no_run_shows_a_key(attempts: dict[str, Attempt]) -> None:
    runs = [run for attempt in attempts.values() for run in attempt.runs]
    assert [run["id"] for run in runs if KEY in str(run)] == []

"""COPRO against a scripted model: rounds, histories, one component at a time."""

import re
from pathlib import Path
from typing import Any

from tests.methods.graded import Graded, assert_costs_are_exact, means, shown, texts
from tests.support import harness

COPRO: dict[str, Any] = {"name": "copro", "breadth": 4, "depth": 3}
PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "user": "{text} {notes}"},
    ]
}
POINTS = re.compile(r"Score (\d+) of 100:\n(.*?)(?=\n\d+\. Score|\Z)", re.DOTALL)


def shuffled(number: int) -> int:
    return number * 7 % 10


async def test_the_first_round_is_blind_and_later_ones_show_the_best_with_their_scores(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method=COPRO), harness.Model(Graded(shuffled)))
    assert_costs_are_exact(record)
    score, text = means(record), texts(record)
    tried = ["seed"]
    for number, step in enumerate(record.steps[1:]):
        assert len(step.edit_requests) == (4 if number else 3)
        assert {request.operator for request in step.edit_requests} == {"continue_history" if number else "improve"}
        histories = set(shown(step, "history"))
        if number:
            best = sorted(tried, key=lambda name: -score[name])[:4]
            wanted = [(str(round(100 * score[name])), text[name]) for name in reversed(best)]
            assert [POINTS.findall(history) for history in histories] == [wanted]
        else:
            assert not histories
            assert {request.history for request in step.edit_requests} == {()}
        assert not step.minibatch
        assert set(shown(step, "demos")) <= {"none"}
        tried += [proposal.candidate or "" for proposal in step.proposals]
    assert record.result.candidate == max(tried, key=lambda name: score[name])


async def test_of_a_program_one_component_changes_at_a_time_beside_the_best_of_the_others(tmp_path: Path) -> None:
    method = {**COPRO, "breadth": 2, "depth": 2}
    model = harness.Model(Graded(shuffled))
    record = await harness.run(tmp_path, harness.request(method=method, prompt=PROGRAM), model)
    assert_costs_are_exact(record)
    assert [step.edit_requests[0].component for step in record.steps[1:]] == [
        "first.system",
        "first.user",
        "second.user",
    ] * 2
    score, by_id = means(record), {candidate.id: candidate for candidate in record.candidates}
    tried = ["seed"]
    for step in record.steps[1:]:
        [component] = {request.component for request in step.edit_requests}
        assert step.parents == (max(tried, key=lambda name: score[name]),)
        before = by_id[step.parents[0]].components
        for proposal in step.proposals:
            after = by_id[proposal.candidate or ""].components
            assert [name for name, text in after.items() if text != before[name]] == [component]
            tried.append(proposal.candidate or "")
    last = shown(record.steps[-1], "history")[0]
    own = {by_id[name].components["second.user"] for name in ("seed", *tried) if name[:2] in {"se", "s3"}}
    assert {text for _, text in POINTS.findall(last)} <= own
    assert len(POINTS.findall(last)) == 2

"""Proposals that are tried as soon as they are there."""

from pathlib import Path

from gradcheck.runtime import Service
from tests.methods.truthful import answers
from tests.support import harness


async def test_a_proposal_that_the_budget_left_half_tried_has_no_score(tmp_path: Path) -> None:
    """It is right on all that it is tried on, and would be wrong on the rest; the one before it is always wrong."""
    asked = {"method": {"name": "opro", "steps": 2, "candidates": 1, "exemplars": 0}}
    plan = harness.plan_of(Service(harness.settings(tmp_path)), harness.request(**asked))
    easy = [int(example.id[1:]) for example in plan.examples if example.split == "validation"][:6]
    one_step_and_five = harness.request(**asked, budget={"max_calls": plan.least.calls + 5})
    model = harness.Model(answers(lambda made, number: number in easy and not made.startswith("Edit 1,")))
    record = await harness.run(tmp_path / "run", one_step_and_five, model)
    (proposal,) = record.steps[2].candidates
    assert sum(one.candidate == proposal.id for one in record.rollouts) == 4
    selection = record.steps[2].selection
    assert selection is not None
    assert {entry.candidate: entry.score for entry in selection.pool}[proposal.id] is None
    assert record.result.candidate == "seed"

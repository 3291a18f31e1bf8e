"""Diagnostics of runs that brief: what a briefing told of answers and edits goes where its evidence goes."""

import re
from pathlib import Path

import pytest

from tests.diagnostics.test_perturbations import METHOD, answer
from tests.support import harness, world

_CONFUSED = re.compile(r"by what was expected:\n<data-\w+>\n(.*?)\n</data-", re.DOTALL)


async def messages(home: Path, **asked: object) -> harness.Model:
    """What a diagnostic of a briefed run asks of the model."""
    model = harness.Model(answer)
    task = {**world.task(), "description": "Tell good from bad."}
    request = harness.request(task=task, method={**METHOD, "briefing": True}, seed=1)
    async with harness.serving(home, model) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request)))
        model.received.clear()
        found = await harness.diagnose(service, record, {"replicates": 3, "ladder": "core", **asked})
        assert found["status"] == "succeeded", found
    return model


def tables(bodies: list[harness.Body]) -> list[str]:
    """The tables of confusions that requests show."""
    return [table for body in bodies for table in _CONFUSED.findall(harness.text_of(body))]


async def test_critics_that_are_asked_again_are_not_told_of_answers_that_their_evidence_does_not_show(
    tmp_path: Path,
) -> None:
    model = await messages(tmp_path, estimand="critic_average", tests=["noise_floor", "content"])
    critics = model.of("critic")
    assert all("Tell good from bad." in harness.text_of(body) for body in critics)
    assert set(tables(critics)) == {""}
    assert all(tables(model.of("editor")))


async def test_editors_are_not_told_of_the_true_labels_where_their_evidence_has_others(tmp_path: Path) -> None:
    model = await messages(tmp_path, tests=["labels"])
    assert "" in tables(model.of("editor"))


@pytest.mark.parametrize("masked", [False, True])
async def test_masked_evidence_hides_what_was_told_of_answers_too(tmp_path: Path, masked: bool) -> None:  # noqa: FBT001
    model = await messages(tmp_path, tests=["content"], evidence="masked" if masked else "shown")
    found = tables(model.of("editor"))
    assert found
    assert all((table == "") == masked for table in found)

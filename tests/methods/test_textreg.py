"""TextReg against a scripted model: what of feedback stays, what is counted, and when the form of a prompt is told."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.methods.rising import expected
from tests.support import harness

TEXTREG: dict[str, Any] = {"name": "textreg", "steps": 1, "batch": 3}
PROMPT = "What is the sentiment?\n\n{text}"
_RULES = re.compile(
    r"^Rules that feedback has asked for so far.*?:\n<data-\w+>\n(.*?)\n</data-", re.DOTALL | re.MULTILINE
)
_FEEDBACK = re.compile(r"<data-\w+>\n((?:- .*\n?)+)\n</data-")


class Scripted:
    """Every answer is wrong; each update is the one before it with `longer` words more; critics count what they say.

    Of feedback that is to be made general the numbers in `patches` are none, and those in `lost` are not answered.
    """

    def __init__(
        self, *, longer: int = 0, scope: str = "same", patches: tuple[int, ...] = (), lost: tuple[int, ...] = ()
    ) -> None:
        self._longer, self._scope, self._patches, self._lost = longer, scope, patches, lost
        self.general = self.updates = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        match harness.role(body):
            case "task":
                return "wrong"
            case "editor":
                self.updates += 1
                words = "word " * self._longer * self.updates
                return f"<PROMPT>{words}What is the sentiment {self.updates}?\n\n{{text}}</PROMPT>"
        if "write the word none" in text:
            self.general += 1
            said = "None." if self.general in self._patches else f"Principle {self.general}."
            return harness.failure("no") if self.general in self._lost else f"<FEEDBACK>{said}</FEEDBACK>"
        others = {
            "to be counted": "1</FEEDBACK> <FEEDBACK>Be careful.",
            "before its last change": f"A change.\nScope: {self._scope}",
            "What its last change did": "Join the sentences.",
        }
        own = [one for mark, one in others.items() if mark in text]
        return f"<FEEDBACK>{[*own, 'It should have been another.'][0]}</FEEDBACK>"


async def ran(home: Path, answer: Scripted, **method: Any) -> tuple[harness.Record, harness.Model]:  # noqa: ANN401
    model = harness.Model(answer)
    request = harness.request(prompt={"user": PROMPT}, method={**TEXTREG, **method})
    record = await harness.run(home, request, model, slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record, model


def asked(record: harness.Record, template: str, step: int) -> list[Any]:
    return [one for one in record.steps[step].critic_requests if one.template.name == template]


def told(record: harness.Record, step: int) -> list[str]:
    """What the update of a step was told."""
    [request] = record.steps[step].edit_requests
    return [slot.text for slot in request.slots if slot.kind == "feedback"]


async def test_feedback_on_each_answer_is_made_general_before_the_update(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted())
    assert [len(asked(record, name, 1)) for name in ("gradient_response", "gradient_prompt", "generalize")] == [3] * 3
    assert told(record, 1) == ["Principle 1.", "Principle 2.", "Principle 3."]
    for one in asked(record, "generalize", 1):
        assert len(one.seen) == 1
        assert [slot.text for slot in one.slots if slot.kind == "feedback"] == ["It should have been another."]


async def test_what_is_no_principle_is_left_out_and_what_is_lost_stays_as_it_was(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(patches=(1,), lost=(2,)))
    assert told(record, 1) == ["It should have been another.", "Principle 3."]
    assert record.steps[1].selection is not None
    assert record.steps[1].selection.reason.startswith("2 of 3 feedbacks are general")


async def test_where_nothing_is_general_the_update_follows_all_and_nothing_is_counted(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(patches=(1, 2, 3)))
    assert told(record, 1) == ["It should have been another."] * 3
    assert not asked(record, "count_rules", 1)


async def test_rules_are_counted_over_the_steps_and_shown_to_those_who_judge(tmp_path: Path) -> None:
    _, model = await ran(tmp_path, Scripted(), steps=3)
    said = [harness.text_of(body) for body in model.of("critic")]
    seen = [_RULES.findall(text)[0] for text in said if "write the word none" in text]
    assert seen[:3] == ["none"] * 3
    assert seen[3:6] == ["1. [1 times] Be careful."] * 3
    assert seen[6:9] == ["1. [3 times] Be careful."] * 3


@pytest.mark.parametrize(
    ("longer", "scope", "wanted"),
    [
        (4, "same", "It has become much longer. "),
        (0, "narrower", "It has become narrower. "),
        (4, "Narrower.", "It has become much longer and narrower. "),
        (0, "wider", ""),
        (0, "same", ""),
    ],
)
async def test_the_form_is_told_where_the_last_update_made_a_prompt_long_or_narrow(
    tmp_path: Path, longer: int, scope: str, wanted: str
) -> None:
    record, model = await ran(tmp_path, Scripted(longer=longer, scope=scope), steps=2)
    assert not asked(record, "rule_changes", 1)
    assert len(asked(record, "rule_changes", 2)) == 1
    controls = [
        harness.text_of(body) for body in model.of("critic") if "What its last change did" in harness.text_of(body)
    ]
    assert [wanted in text for text in controls] == ([True] if wanted else [])
    form = ["Join the sentences."] if wanted else []
    assert told(record, 2) == ["Principle 4.", "Principle 5.", "Principle 6.", *form]
    [update] = record.steps[2].edit_requests
    assert update.template.name == ("update_in_form" if wanted else "update")


async def test_a_larger_growth_is_not_told_of(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(longer=4), steps=2, growth=5.0)
    assert not asked(record, "regularize", 2)


async def test_an_update_that_scores_lower_is_reverted_and_the_form_is_that_of_the_one_before(tmp_path: Path) -> None:
    class Falling(Scripted):
        """The given prompt is right, no other is."""

        def __call__(self, body: harness.Body) -> harness.Reply:
            text = harness.text_of(body)
            if harness.role(body) != "task" or re.search(r"sentiment \d", text):
                return super().__call__(body)
            return "positive" if "good" in text.rsplit("A ", 1)[-1] else "negative"

    record, _ = await ran(tmp_path, Falling(longer=4), steps=3)
    assert record.result.candidate == "seed"
    assert not asked(record, "rule_changes", 2)
    assert not asked(record, "rule_changes", 3)


async def test_the_calls_are_those_of_the_formula_where_the_form_is_told(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(longer=4, scope="narrower"), steps=3)
    assert record.new_calls == expected(record)

"""Briefings in simulated worlds: who is asked reads the same with one as without."""

import re

import pytest

from gradcheck.domain.call import Chat
from gradcheck.domain.feedback import Slot, SlotKind, Template
from gradcheck.optimizer.rendering import gaps, render
from gradcheck.optimizer.templates import TEMPLATES
from gradcheck.optimizer.told import Piece, briefed, slots_of
from gradcheck.simulation.provider.requests import read_request
from gradcheck.simulation.worlds.items import item_text
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import seed_prompt

ASKED = {name: template for name, template in TEMPLATES["standard"].items() if template.endpoint == "chat"}
WORLD = WORLDS["W1"]
_KINDS: dict[str, SlotKind] = {"evidence": "evidence", "feedback": "feedback"}
_TOLD = (
    Piece(name="known_task", text="Label every record.\n1. Input: a\n   Answer: b\n   Scoring: correct"),
    Piece(name="known_confusions", text="yes, expected 3 times: 3 answered no"),
    Piece(
        name="known_attempts", text="1. put in: Be brief.\n   Score of 100: 3, before it 5, on 9 validation examples"
    ),
)


def slots(template: Template) -> tuple[Slot, ...]:
    """A text for every gap."""
    line = f'1. Input: {item_text(WORLD, 3)}\n   Answer: no\n   Scoring: expected "yes", got "no"'
    texts = {"instruction": seed_prompt(WORLD), "evidence": line, "feedback": "Say what to look at.", "tip": "be kind"}
    names = sorted(gaps(template) - {"mark"})
    return tuple(Slot(name=name, kind=_KINDS.get(name, "context"), text=texts.get(name, "none")) for name in names)


@pytest.mark.parametrize("name", ASKED)
def test_a_briefed_question_is_read_as_the_same_without_its_briefing(name: str) -> None:
    template = ASKED[name]
    told = briefed(template, _TOLD, "It may have 90 characters at most.")
    plain, whole = render(template, slots(template)), render(told, (*slots_of(_TOLD), *slots(template)))
    assert isinstance(whole, Chat)
    assert len(re.findall("Briefing, ", whole.messages[-1].content)) == 4
    assert read_request(WORLD, whole) == read_request(WORLD, plain)

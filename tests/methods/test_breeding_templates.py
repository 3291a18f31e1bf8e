"""The templates that generate and breed prompts, for both profiles."""

import re

import pytest

from gradcheck.optimizer.rendering import gaps
from gradcheck.optimizer.templates import TEMPLATES

NAMES = ("induce", "continue_history", "crossover", "offspring", "differential")
BLOCK = re.compile(r"<data-\{\{mark\}\}>\n\{\{([a-z_]+)\}\}\n</data-\{\{mark\}\}>")


@pytest.mark.parametrize("name", NAMES)
def test_all_that_comes_from_data_or_models_stands_between_marks(name: str) -> None:
    template = TEMPLATES["standard"][name]
    blocks = BLOCK.findall(template.user)
    assert set(blocks) == gaps(template) - {"mark"}
    assert len(set(blocks)) == len(blocks)
    assert blocks[0] == ("placeholders" if name == "induce" else "instruction")
    assert "{{" not in BLOCK.sub("", template.user)


@pytest.mark.parametrize("name", NAMES)
def test_a_small_model_continues_a_pattern_of_worked_examples(name: str) -> None:
    template = TEMPLATES["small"][name]
    shown, asked = template.user.rsplit("\n", 1)
    assert asked.endswith(":")
    assert shown.count(f"\n{asked} ") >= 3
    assert template.stop == ("\n",)
    assert template.keeps_frame


@pytest.mark.parametrize("name", NAMES)
def test_a_small_model_is_shown_the_same_but_for_the_frame_that_is_kept_for_it(name: str) -> None:
    standard, small = gaps(TEMPLATES["standard"][name]), gaps(TEMPLATES["small"][name])
    assert small <= standard
    assert standard - small <= {"mark", "placeholders"} | ({"instruction"} if name == "continue_history" else set())


@pytest.mark.parametrize("name", ["induce", "continue_history"])
def test_examples_are_shown_with_their_answers(name: str) -> None:
    for profile in TEMPLATES.values():
        assert re.search(r"\{\{input\}\}.*\{\{output\}\}", profile[name].example_line, re.DOTALL)
        assert "{{score}}" in profile["continue_history"].history_line

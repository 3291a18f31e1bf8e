"""Thinking inside an answer's text is told from the answer, and nothing else is."""

import pytest

from gradcheck.domain.dialect import THINKING_MARKS
from gradcheck.llm.clients.thinking import split


@pytest.mark.parametrize(
    ("text", "answer", "thought"),
    [
        ("<think>Hm.</think>positive", "positive", "Hm."),
        ("\n <think>\nHm.\n</think>\n\npositive\n", "positive\n", "Hm."),
        ("<think>\n\n</think>\n\npositive", "positive", None),
        ("<THINK>Hm.</Think> positive", "positive", "Hm."),
        ("<thinking>a</thinking><thought>b</thought> c", "c", "a\n\nb"),
        ("<reasoning>Hm.</reasoning>positive", "positive", "Hm."),
        ("<seed:think>Hm.</seed:think>positive", "positive", "Hm."),
        ("[THINK]Hm.[/THINK]positive", "positive", "Hm."),
        ("◁think▷Hm.◁/think▷positive", "positive", "Hm."),
        ("It is sunny, so </think> positive", "positive", "It is sunny, so"),
        ("</think>positive", "positive", None),
        ("<think>a <think>b</think> c</think>positive", "positive", "a <think>b</think> c"),
        ("<think>I write <think> here</think>positive", "positive", "I write <think> here"),
        ("<think>a </thinking> b</think>positive", "positive", "a </thinking> b"),
        ("<think>It is pos", "", "It is pos"),
        ("<think>a</think><think>b", "", "a\n\nb"),
        ("<think>", "", None),
        (
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>positive<|return|>",
            "positive",
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant",
        ),
        ("<|channel|>analysis<|message|>Hm", "", "<|channel|>analysis<|message|>Hm"),
    ],
)
def test_thinking_in_front_of_an_answer_is_taken_off(text: str, answer: str, thought: str | None) -> None:
    assert split(text, THINKING_MARKS) == (answer, thought)


@pytest.mark.parametrize(
    "text",
    [
        "positive",
        " positive ",
        "",
        "1 < 2",
        "The tag <think> opens and </think> closes.",
        "positive <think>or not</think>",
        "<thinker>a</thinker>",
        "<answer>positive</answer>",
        "[1, 2]",
        "think</b>",
    ],
)
def test_an_answer_without_thinking_is_as_it_came(text: str) -> None:
    assert split(text, THINKING_MARKS) == (text, None)


def test_only_the_marks_of_the_dialect_count() -> None:
    assert split("<think>a</think>b", ()) == ("<think>a</think>b", None)
    assert split("<think>a</think>b", ("plan",)) == ("<think>a</think>b", None)
    assert split("<plan>a</plan>b", ("plan",)) == ("b", "a")

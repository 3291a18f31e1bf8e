"""A placebo in the task's own words: it brings the task to mind, and gives no answer and no advice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.seeds import stream
from gradcheck.scoring import labels
from gradcheck.texts.layout import layout
from gradcheck.texts.leakage import leak_check
from gradcheck.texts.task_words import TaskWords, task_words, task_words_like
from gradcheck.texts.vocabulary import content_words, leaks, shipped_lines, tokens, words
from tests.diagnostics.test_placebo import ADVICE, FEEDBACK, as_long, model
from tests.support import tasks

PROMPT = "Sort the parcel by its colour: red or green. Begin with the {label_text}."
INPUTS = ["A wrapped parcel from Lisbon, 1999", "Two greenish lanterns", "red kettles and a ladder"]
KNOWN = task_words([PROMPT], INPUTS, ["red", "a kettles"], ["red", "green"])
FRAMES = shipped_lines("placebos/task_words.txt")


def drawn(text: str, known: TaskWords, forbidden: tuple[str, ...] = (), seed: int = 1) -> str:
    written = task_words_like(text, forbidden, stream(seed), known)
    assert written is not None
    return written


def test_its_words_are_the_tasks_without_those_of_any_answer_or_that_hold_an_allowed_one() -> None:
    assert KNOWN.described == ("begin", "colour", "label_text", "parcel", "sort")
    assert KNOWN.inputs == ("ladder", "lanterns", "lisbon", "parcel", "two", "wrapped")


def test_no_sentence_says_what_to_do_or_speaks_of_itself_without_the_tasks_words() -> None:
    everything = " ".join(FRAMES).replace("{}", " ")
    assert not ADVICE & set(tokens(everything))
    assert not {"should", "must", "always", "never", "not", "need", "better"} & set(tokens(everything))
    assert all("{}" in frame and frame[-1] == "." for frame in FRAMES)
    assert len(set(FRAMES)) == len(FRAMES) >= 40


@given(st.lists(st.integers(1, 45), min_size=1, max_size=20), st.integers(0, 5))
def test_it_has_the_length_of_a_text(sizes: list[int], seed: int) -> None:
    assert as_long(words(drawn(model(sizes), KNOWN, seed=seed)), sum(sizes))


def test_it_has_the_lines_and_bullets_of_a_text() -> None:
    for seed in range(20):
        text = drawn(FEEDBACK, KNOWN, seed=seed)
        assert [line.lead for line in layout(text, ())] == [line.lead for line in layout(FEEDBACK, ())]
        assert as_long(words(text), words(FEEDBACK))


def test_it_speaks_in_the_words_of_description_and_inputs_alike() -> None:
    said = set(tokens(" ".join(drawn(FEEDBACK, KNOWN, seed=seed) for seed in range(10))))
    assert set(KNOWN.described) <= said
    assert set(KNOWN.inputs) <= said
    assert said <= {*KNOWN.described, *KNOWN.inputs, *tokens(" ".join(FRAMES)), "1", "2"}


def test_a_draw_is_a_function_of_the_seed_and_other_draws_are_other_texts() -> None:
    texts = [drawn(model([12]), KNOWN, seed=seed) for seed in range(20)]
    assert texts == [drawn(model([12]), KNOWN, seed=seed) for seed in range(20)]
    assert len(set(texts)) > 15


@pytest.mark.parametrize("task", tasks.TASKS)
def test_on_written_tasks_no_answer_leaks_and_only_the_check_of_the_vocabulary_fires(task: str) -> None:
    rows = tasks.rows(task)
    answers = [str(row["expected"]) for row in rows]
    allowed, inputs = labels([row["expected"] for row in rows]), [str(row["input"]) for row in rows]
    known = task_words([], inputs, answers, allowed)
    texts = [drawn(model([12, 9, 14, 11]), known, allowed, seed) for seed in range(6)]
    assert not any(leaks(text, allowed) for text in texts)
    assert not content_words(" ".join([*known.described, *known.inputs])) & set(tokens(" ".join(answers)))
    found = leak_check(texts, allowed, inputs)
    assert found.leaking == 0
    assert not found.passed


def test_in_a_script_without_spaces_no_sign_of_an_allowed_answer_and_no_whole_clause_is_said() -> None:
    known = task_words(["请按颜色给便条分类"], ["灯笼果园海港", "红色的灯笼"], ["红色"], ["红色", "绿色"])
    said = "".join((*known.described, *known.inputs))
    assert said
    assert not set("红绿色") & set(said)
    assert max(map(len, (*known.described, *known.inputs))) == 2


def test_a_task_whose_every_word_is_an_answer_has_no_such_placebo() -> None:
    nothing = task_words(["Red, green."], ["red", "12"], ["red"], ["red", "green"])
    assert nothing == TaskWords(described=(), inputs=())
    assert task_words_like(FEEDBACK, (), stream(1), nothing) is None
    assert task_words_like(FEEDBACK, [" ".join(FRAMES), *KNOWN.described, *KNOWN.inputs], stream(1), KNOWN) is None


def test_words_that_look_like_gaps_are_written_as_they_are() -> None:
    known = TaskWords(described=("{0}", "{}"), inputs=())
    assert "{" in drawn(model([6]), known)

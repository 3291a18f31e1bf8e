"""Rows of other tools as examples, in the shapes that their documentation gives."""

import pytest

from gradcheck.errors import InvalidRequestError
from gradcheck.formats import Recognized, recognize
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.judge import Judge


def _read(document: object, kind: str | None = None) -> Recognized:
    found = recognize(document, kind)
    assert found is not None
    return found


def _faults(document: object) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        recognize(document)
    return {error.path: error.message for error in caught.value.errors}


def _chat(*turns: tuple[str, object]) -> dict[str, object]:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def test_a_conversation_gives_its_question_its_answer_and_the_shared_system_message() -> None:
    rows = [
        _chat(("system", "Be terse."), ("user", "Ça va ?"), ("assistant", "Oui")),
        _chat(("developer", "Be terse."), ("user", [{"type": "text", "text": "两"}]), ("assistant", "二")),
    ]
    found = _read(rows)
    assert found.kind == "openai_chat"
    assert found.rows == (
        {"input": {"input": "Ça va ?"}, "expected": "Oui"},
        {"input": {"input": "两"}, "expected": "二"},
    )
    assert found.prompt == {"system": "Be terse."}
    assert found.notes == ()


def test_conversations_of_several_turns_stay_conversations() -> None:
    row = _chat(("system", "S"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"))
    short = _chat(("system", "S"), ("user", "e"), ("assistant", "f"))
    found = _read([row, short])
    assert [example["input"] for example in found.rows] == [
        _chat(("user", "a"), ("assistant", "b"), ("user", "c")),
        _chat(("user", "e")),
    ]
    assert [example["expected"] for example in found.rows] == ["d", "f"]


def test_system_messages_that_differ_stay_in_their_rows() -> None:
    found = _read([_chat(("system", "A"), ("user", "x")), _chat(("user", "y"))])
    assert [row["input"] for row in found.rows] == [_chat(("system", "A"), ("user", "x")), _chat(("user", "y"))]
    assert found.prompt == {"user": "{input}"}
    assert "there are 2 system messages" in found.notes[0]


def test_an_answer_that_is_rated_is_feedback_and_not_what_is_expected() -> None:
    row = {**_chat(("user", "q"), ("assistant", "long")), "rating": "bad", "output_feedback": "Too long."}
    found = _read([row])
    assert "expected" not in found.rows[0]
    assert found.rows[0]["feedback"] == [{"text": "Too long.", "rating": False, "answer": "long"}]


@pytest.mark.parametrize(("rating", "good"), [("Good", True), ("👎", False), (1, True), ("-1", False), (True, True)])
def test_a_rating_is_good_or_bad_however_it_is_written(rating: object, good: bool) -> None:  # noqa: FBT001
    [example] = _read([{"question": "q", "output": "a", "rating": rating}]).rows
    assert example["feedback"] == [{"rating": good, "answer": "a"}]


def test_a_rating_that_is_neither_is_named_and_not_guessed() -> None:
    found = _read([{"question": "q", "output": "a", "rating": "so-so"}])
    assert "feedback" not in found.rows[0]
    assert "'so-so'" in found.notes[0]


def test_an_answer_rated_good_is_one_to_expect() -> None:
    found = _read(
        [
            {"company": "A", "output": "good memo", "rating": "Good", "output_feedback": ""},
            {"company": "B", "output": "bad memo", "rating": "Bad", "output_feedback": "No numbers."},
        ]
    )
    assert found.kind == "openai_dataset"
    said = [example.pop("feedback") for example in found.rows]
    assert found.rows == ({"expected": "good memo", "input": {"company": "A"}}, {"input": {"company": "B"}})
    assert said == [
        [{"rating": True, "answer": "good memo"}],
        [{"text": "No numbers.", "rating": False, "answer": "bad memo"}],
    ]


def test_an_evaluation_item_gives_its_label_by_its_name() -> None:
    found = _read([{"item": {"ticket_text": "My screen is black", "correct_label": "Hardware"}}])
    assert found.kind == "openai_evals"
    assert found.rows == ({"expected": "Hardware", "input": {"ticket_text": "My screen is black"}},)
    assert found.mapped == ("item.correct_label -> expected", "item -> input")


def test_an_item_without_a_label_says_so_by_row() -> None:
    found = _read([{"item": {"a": "x", "expected": "y"}}, {"item": {"a": "x"}}])
    assert "expected" not in found.rows[1]
    assert "no field of item has a name of expected answers" in found.notes[0]
    assert found.notes[0].endswith("(row 1)")


def test_graders_of_an_exported_run_are_feedback_on_its_items() -> None:
    item = {
        "object": "eval.run.output_item",
        "id": "outputitem_1",
        "datasource_item": {"question": "2+2", "answer": "4"},
        "results": [{"name": "match-3f", "passed": False, "score": 0.0}],
        "sample": {"output": [{"role": "assistant", "content": "5"}]},
    }
    found = _read({"object": "list", "data": [item]})
    said = [{"text": "the grader match failed an answer", "rating": False, "answer": "5"}]
    assert found.rows == ({"id": "outputitem_1", "expected": "4", "input": {"question": "2+2"}, "feedback": said},)


def test_rows_of_the_older_evaluations_have_an_ideal() -> None:
    row = {"input": [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}], "ideal": ["A", "B"]}
    found = _read([row])
    assert (found.kind, found.rows, found.prompt) == (
        "openai_evals",
        ({"input": {"input": "Q"}, "expected": ["A", "B"]},),
        {"system": "S"},
    )


def test_mlflow_rows_give_their_expected_response() -> None:
    found = _read([{"inputs": {"question": "q"}, "expectations": {"expected_response": "a"}, "outputs": "b"}])
    assert (found.kind, found.rows) == ("mlflow", ({"input": {"question": "q"}, "expected": "a"},))
    assert found.notes == ("outputs is not used (row 0)",)


def test_mlflow_guidelines_are_judged() -> None:
    found = _read([{"inputs": {"q": "x"}, "expectations": {"guidelines": ["Be kind."]}}])
    assert isinstance(found.scoring, Judge)
    assert found.rows[0]["expected"] == ["Be kind."]


def test_a_lone_expectation_is_the_expected_answer_whatever_its_name() -> None:
    found = _read([{"inputs": {"q": "x"}, "expectations": {"the_capital": {"value": "Paris"}}}])
    assert found.rows[0]["expected"] == "Paris"


def test_names_that_no_placeholder_can_ask_for_are_changed_and_said() -> None:
    found = _read([{"inputs": {"my question": "x", "2nd": "y", "вопрос": "z"}, "expectations": {"a": "b"}}])
    assert found.rows[0]["input"] == {"my_question": "x", "field_2nd": "y", "вопрос": "z"}
    assert "inputs.my question -> the field my_question" in found.mapped


def test_gepa_context_is_feedback_and_never_input() -> None:
    found = _read([{"input": "2+2", "answer": "4", "additional_context": {"solution": "Add them."}}])
    said = [{"text": "solution: Add them."}]
    assert (found.kind, found.rows) == ("gepa", ({"input": "2+2", "expected": "4", "feedback": said},))
    assert found.scoring == Contains(ignore_case=False)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"messages": [{"role": "user", "content": 5}]}, "rows[0].messages[0].content"),
        ({"messages": [{"role": "boss", "content": "x"}]}, "rows[0].messages[0].role"),
        ({"messages": [{"role": "user", "content": [7]}]}, "rows[0].messages[0].content[0]"),
        ({"inputs": "x", "expectations": {"a": 1}}, "rows[0].inputs"),
        ({"inputs": {}, "expectations": {"a": 1}}, "rows[0].inputs"),
        ({"inputs": {"q": 1}, "expectations": [1]}, "rows[0].expectations"),
        ({"input": "x", "answer": "y", "additional_context": "z"}, "rows[0].additional_context"),
        ({"input": 1, "answer": "y", "additional_context": {}}, "rows[0]"),
        ({"output": "x", "rating": "good"}, "rows[0]"),
        ({"item": {}}, "rows[0].item"),
    ],
)
def test_wrong_types_are_faults_of_their_field(row: dict[str, object], path: str) -> None:
    assert list(_faults([row])) == [path]


def test_messages_alone_are_a_prompt() -> None:
    messages = [{"role": "system", "content": "S"}, {"role": "user", "content": "{{q}}"}]
    for document in (messages, {"model": "gpt-5-mini", "messages": messages}):
        found = _read(document)
        assert (found.kind, found.prompt) == ("openai_messages", {"system": "S", "user": "{{q}}"})

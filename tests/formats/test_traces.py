"""Rows of LangSmith, Langfuse and DSPy, in the shapes that their documentation gives."""

import pytest

from gradcheck.errors import InvalidRequestError
from gradcheck.formats import Recognized, recognize


def _read(document: object, kind: str | None = None) -> Recognized:
    found = recognize(document, kind)
    assert found is not None
    return found


def test_a_langsmith_example_expects_its_only_output() -> None:
    row = {
        "id": "e1",
        "dataset_id": "d",
        "inputs": {"question": "2+2"},
        "outputs": {"answer": "4"},
        "metadata": {"dataset_split": ["test"]},
    }
    found = _read([row])
    assert (found.kind, found.notes) == ("langsmith", ())
    assert found.rows == ({"id": "e1", "input": {"question": "2+2"}, "expected": "4", "split": "test"},)


def test_inputs_with_outputs_alone_are_refused_with_both_tools_and_read_as_either() -> None:
    rows = [{"inputs": {"q": "x"}, "outputs": {"a": "y"}}]
    with pytest.raises(InvalidRequestError) as caught:
        recognize(rows)
    assert caught.value.errors[0].message == "the rows can be mlflow or langsmith; say which one as format"
    assert _read(rows, "langsmith").rows[0]["expected"] == "y"
    assert "expected" not in _read(rows, "mlflow").rows[0]


def test_a_langsmith_run_gives_an_answer_and_what_was_said_of_it() -> None:
    row = {
        "run_type": "llm",
        "inputs": {"messages": [{"role": "user", "content": "Hi"}]},
        "outputs": {"output": "Hello"},
        "feedback_stats": {"helpful": {"n": 1, "avg": 0.0}},
    }
    found = _read([row])
    said = [{"text": "helpful: 0", "rating": False, "answer": "Hello"}]
    assert found.rows == ({"input": {"input": "Hi"}, "feedback": said},)


def test_runs_inside_other_langsmith_runs_are_no_examples() -> None:
    root = {"id": "r", "run_type": "chain", "parent_run_id": None, "inputs": {"q": "x"}, "start_time": "2026-01-01"}
    inner = [{"run_type": "tool", "parent_run_id": "r", "outputs": {}}, {"run_type": "llm", "parent_run_id": "r"}]
    found = _read({"runs": [inner[0], root, inner[1]]})
    assert (found.kind, found.rows, found.numbers) == ("langsmith", ({"id": "r", "input": {"q": "x"}},), (1,))
    assert found.notes == ("runs inside other runs are left out (2 rows, the first 0, 2)",)


def test_a_langfuse_item_expects_its_output_and_archived_ones_are_left_out() -> None:
    rows = [
        {"id": "i1", "input": {"q": "x"}, "expectedOutput": {"answer": "y"}, "status": "ACTIVE"},
        {"id": "i2", "input": "漢字", "expectedOutput": "z", "status": "ACTIVE"},
        {"id": "i3", "input": "old", "expectedOutput": "z", "status": "ARCHIVED"},
    ]
    found = _read(rows)
    assert found.kind == "langfuse"
    assert found.rows == (
        {"id": "i1", "input": {"q": "x"}, "expected": "y"},
        {"id": "i2", "input": {"input": "漢字"}, "expected": "z"},
    )
    assert found.notes == ("archived items are left out (row 2)",)


def test_scores_of_a_langfuse_trace_are_feedback() -> None:
    row = {
        "input": "q",
        "output": "a",
        "scores": [{"name": "correct", "value": 1}, {"name": "tone", "value": 0.5, "comment": "Curt."}],
    }
    found = _read([row])
    said = [(remark["text"], remark.get("rating")) for remark in found.rows[0]["feedback"]]
    assert said == [("correct: 1", True), ("Curt.", None)]


def test_a_langfuse_prompt_is_a_prompt() -> None:
    document = {
        "name": "p",
        "version": 2,
        "type": "chat",
        "prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "{{q}}"}],
    }
    found = _read(document)
    assert (found.kind, found.prompt) == ("langfuse_prompt", {"system": "S", "user": "{{q}}"})


def test_dspy_examples_give_inputs_answer_and_split() -> None:
    found = _read([{"question": "q", "answer": "a", "dspy_uuid": "u", "dspy_split": "dev"}])
    assert found.kind == "dspy_examples"
    assert found.rows == ({"id": "u", "split": "validation", "input": {"question": "q"}, "expected": "a"},)


def test_dspy_says_which_fields_are_inputs() -> None:
    row = {"_store": {"text": "t", "kind": "k", "label": "l"}, "_input_keys": ["text", "kind"]}
    assert _read([row]).rows == ({"input": {"text": "t", "kind": "k"}, "expected": "l"},)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"dataset_id": "d", "inputs": {}, "outputs": {}}, "rows[0].inputs"),
        ({"dataset_id": "d", "inputs": {"a": 1}, "outputs": "x"}, "rows[0].outputs"),
        ({"input": None, "expectedOutput": "x"}, "rows[0].input"),
        ({"dspy_split": "train"}, "rows[0]"),
    ],
)
def test_wrong_types_are_faults_of_their_field(row: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        recognize([row])
    assert [error.path for error in caught.value.errors] == [path]


def test_a_saved_program_gives_instructions_fields_and_demos() -> None:
    state = {
        "predict": {
            "demos": [{"question": "q", "reasoning": "r", "answer": "a"}, {"question": "only"}],
            "signature": {
                "instructions": "Answer.",
                "fields": [
                    {"prefix": "Question:", "description": "${question}"},
                    {"prefix": "Reasoning: Let's think", "description": "${reasoning}"},
                    {"prefix": "Answer:", "description": "in one word"},
                ],
            },
            "lm": {"model": "openai/x"},
        },
        "metadata": {"dependency_versions": {"dspy": "3"}},
    }
    found = _read(state)
    assert found.kind == "dspy_state"
    assert found.prompt == {
        "system": "Answer.",
        "user": "Question: {question}",
        "demos": [{"input": {"question": "q"}, "output": "a"}],
    }
    assert len(found.notes) == 4

"""promptfoo's configurations and tables of tests, as its documentation writes them."""

from typing import Any

import msgspec
import pytest

from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import InvalidRequestError
from gradcheck.formats import Recognized, recognize
from gradcheck.scoring import Weighted, scoring_errors
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.json_fields import Json
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.regex import Regex

_STRICT = Exact(ignore_case=False, ignore_outer_whitespace=False, ignore_end_punctuation=False)
CONFIG = """
prompts:
  - |
    Is it good?
    {{ review }}
  - file://other.txt
  - '[{"role":"system","content":"Be terse"},{"role":"user","content":"{{review}}"}]'
providers: [openai:gpt-5-mini]
defaultTest:
  assert: &same
    - {type: equals, value: "{{label}}"}
tests:
  - vars: {review: nice, label: positive}
  - vars: {review: bad, label: negative}
    assert: [{type: javascript, value: output.length < 3}]
"""


def _read(document: object) -> Recognized:
    found = recognize(document)
    assert found is not None
    return found


def _tests(*asserts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"vars": {"q": f"question {n}"}, "assert": each} for n, each in enumerate(asserts)]


def test_a_configuration_gives_prompts_examples_and_a_scorer() -> None:
    found = _read(CONFIG.encode())
    assert found.kind == "promptfoo"
    assert found.prompts == ({"user": "Is it good?\n{{review}}\n"}, {"system": "Be terse", "user": "{{review}}"})
    assert found.rows == (
        {"input": {"review": "nice"}, "expected": "positive"},
        {"input": {"review": "bad"}, "expected": "negative"},
    )
    assert found.scoring == _STRICT


def test_what_has_no_equivalent_is_named() -> None:
    assert _read(CONFIG.encode()).notes == (
        "the prompt file://other.txt stands in another file",
        "assertions javascript have no scorer (row 1)",
        "providers of the configuration is not used",
    )


@pytest.mark.parametrize(
    ("assertion", "scoring", "expected"),
    [
        ({"type": "equals", "value": "4"}, _STRICT, "4"),
        ({"type": "equals", "value": 4}, _STRICT, "4"),
        ({"type": "equals", "value": {"a": 1}}, Json(count_extra_fields=True), {"a": 1}),
        ({"type": "contains", "value": "Paris"}, Contains(ignore_case=False), "Paris"),
        ({"type": "icontains", "value": "Paris"}, Contains(), "Paris"),
        ({"type": "contains-all", "value": ["a", "b"]}, Contains(ignore_case=False), ["a", "b"]),
        ({"type": "icontains-any", "value": "a, b"}, Contains(of_list="any"), ["a", "b"]),
        ({"type": "regex", "value": r"\d{4}"}, Regex(pattern=r"\d{4}"), None),
        ({"type": "starts-with", "value": "Yes."}, Regex(pattern=r"\AYes\."), None),
        ({"type": "llm-rubric", "value": "is polite"}, Judge(rubric="is polite"), None),
    ],
)
def test_an_assertion_with_the_same_meaning_is_a_scorer(
    assertion: dict[str, Any], scoring: object, expected: object
) -> None:
    found = _read(_tests([assertion]))
    assert (found.scoring, found.rows[0].get("expected"), found.notes) == (scoring, expected, ())


@pytest.mark.parametrize(
    ("assertion", "said"),
    [
        ({"type": "not-contains", "value": "x"}, "assertions not-contains have no scorer"),
        ({"type": "similar", "value": "x", "threshold": 0.8}, "assertions similar have no scorer"),
        ({"type": "regex", "value": "(?=x)"}, "assertions regex whose pattern RE2 does not know have no scorer"),
        ({"type": "equals", "value": "file://x.txt"}, "assertions equals whose value stands in another file"),
        ({"type": "equals", "value": "x", "transform": "output[0]"}, "assertions equals with a transform"),
        ({"type": "assert-set", "assert": []}, "assertions assert-set have no scorer"),
    ],
)
def test_an_assertion_with_another_meaning_is_none(assertion: dict[str, Any], said: str) -> None:
    found = _read(_tests([assertion]))
    assert found.scoring is None
    assert said in found.notes[0]


def test_rubrics_that_differ_are_one_judges_who_takes_each_from_its_row() -> None:
    found = _read(_tests([{"type": "llm-rubric", "value": "is polite"}], [{"type": "llm-rubric", "value": "is short"}]))
    assert isinstance(found.scoring, Judge)
    assert [row["expected"] for row in found.rows] == ["is polite", "is short"]


def test_assertions_that_all_tests_have_are_parts_of_a_weighted_score() -> None:
    tests = [{"vars": {"q": q}, "assert": [{"type": "icontains", "value": q, "weight": 2}]} for q in ("a", "b")]
    always = [{"type": "llm-rubric", "value": "is polite"}, {"type": "regex", "value": "^A", "weight": 0.5}]
    found = _read({"prompts": ["{{q}}"], "tests": tests, "defaultTest": {"assert": always}})
    assert isinstance(found.scoring, Weighted)
    assert {part.name: (part.weight, part.scoring) for part in found.scoring.parts} == {
        "judge": (1, Judge(rubric="is polite")),
        "regex": (0.5, Regex(pattern="^A")),
        "contains": (2, Contains()),
    }
    assert [row["expected"] for row in found.rows] == ["a", "b"]
    assert found.notes == ()
    assert "several assertions and their weights -> scoring weighted" in found.mapped
    assert not scoring_errors(found.scoring, "scoring")


def test_assertions_that_expect_different_answers_are_not_one_score_and_are_named() -> None:
    both = [{"type": "equals", "value": "yes"}, {"type": "icontains", "value": "y"}]
    found = _read(_tests(both, both))
    assert found.scoring == _STRICT
    assert found.notes == ("further assertions that would be scored by contains (2 rows, the first 0, 1)",)


def test_texts_to_contain_of_one_test_are_a_list_of_which_all_count() -> None:
    found = _read(_tests([{"type": "contains", "value": text} for text in "ab"], [{"type": "contains", "value": "c"}]))
    assert [row["expected"] for row in found.rows] == [["a", "b"], "c"]
    assert found.notes == ()


def test_several_rubrics_of_one_test_are_all_in_what_it_expects() -> None:
    rubrics = [[{"type": "llm-rubric", "value": f"{name}{n}"} for n in (1, 2)] for name in "ab"]
    found = _read(_tests(*rubrics))
    assert [row["expected"] for row in found.rows] == ["a1\na2", "b1\nb2"]
    with_common = [[{"type": "llm-rubric", "value": "kind"}, rubric] for rubric, _ in rubrics]
    found = _read(_tests(*with_common))
    assert isinstance(found.scoring, Judge)
    assert [row["expected"] for row in found.rows] == ["kind\na1", "kind\nb1"]


@pytest.mark.parametrize("weight", [0, -1, "2", 1e9])
def test_a_weight_that_does_not_count_leaves_its_assertion_out_by_name(weight: object) -> None:
    found = _read(_tests([{"type": "equals", "value": "x", "weight": weight}]))
    assert found.scoring is None
    assert found.notes == ("assertions equals whose weight is 0 or no weight (row 0)",)


def test_a_test_that_the_chosen_scorer_cannot_score_is_left_out_by_name() -> None:
    one = [{"type": "contains", "value": "x"}]
    found = _read(_tests(one, one, [{"type": "equals", "value": "y"}]))
    assert len(found.rows) == 2
    assert found.notes == ("tests without the assertion that most have (contains) are left out (row 2)",)


def test_a_table_of_tests_is_read_by_its_columns() -> None:
    table = (
        "review,__expected,__expected2,__description,__metadata:split\n"
        'nice,"contains-any: a, b",similar(0.8): c,the first,test\n'
        '"bad, very","contains-any: x",,,\n'
    )
    found = _read(table)
    assert found.kind == "promptfoo_tests"
    assert found.rows == (
        {"split": "test", "input": {"review": "nice"}, "expected": ["a", "b"]},
        {"input": {"review": "bad, very"}, "expected": ["x"]},
    )
    assert found.scoring == Contains(ignore_case=False, of_list="any")
    assert found.notes == ("assertions similar have no scorer (row 0)",)


@pytest.mark.parametrize("cell", ["see: the answer", "12:30", "positive", "https://example.org"])
def test_a_cell_that_names_no_assertion_is_the_whole_answer(cell: str) -> None:
    found = _read([{"q": "x", "__expected": cell}])
    assert (found.rows[0]["expected"], found.scoring) == (cell, _STRICT)


def test_lists_of_variables_are_combined_as_promptfoo_does() -> None:
    tests = [
        {"vars": {"a": ["x", "y"], "b": ["1", "2"]}},
        {"vars": {"a": ["x"]}, "options": {"disableVarExpansion": True}},
    ]
    rows = _read(tests).rows
    assert [tuple(row["input"].values()) for row in rows] == [("x", "1"), ("x", "2"), ("y", "1"), ("y", "2"), (["x"],)]


def test_lists_that_combine_without_bound_are_refused() -> None:
    tests = [{"vars": {name: list(range(200)) for name in "abc"}}]
    with pytest.raises(InvalidRequestError, match="not acceptable"):
        recognize(tests)


def test_scenarios_are_their_settings_with_each_test() -> None:
    found = _read(
        {
            "prompts": ["{{lang}}: {{text}}"],
            "scenarios": [
                {
                    "config": [{"vars": {"lang": "fr", "want": "Bonjour"}}, {"vars": {"lang": "es", "want": "Hola"}}],
                    "tests": [{"vars": {"text": "Hello"}, "assert": [{"type": "icontains", "value": "{{want}}"}]}],
                }
            ],
        }
    )
    assert [(row["input"], row["expected"]) for row in found.rows] == [
        ({"lang": "fr", "text": "Hello"}, "Bonjour"),
        ({"lang": "es", "text": "Hello"}, "Hola"),
    ]


def test_expressions_that_are_more_than_a_variable_are_named() -> None:
    found = _read({"prompts": ["{% if x %}a{% endif %}", "{{ user.name }}", "{{ a | upper }}"], "providers": ["x"]})
    said = "expressions in prompts that are more than a variable, such as "
    named = [note.removeprefix(said) for note in found.notes if note.startswith(said)]
    assert named == ["{% if x %}", "{% endif %}", "{{ user.name }}", "{{ a | upper }}"]


def test_tests_in_other_files_are_asked_for() -> None:
    found = _read({"prompts": ["{{x}}"], "tests": "file://tests.csv"})
    assert found.notes == ("tests stand in another file, file://tests.csv: give that file as well",)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"prompts": [7], "tests": []}, "prompts[0]"),
        ({"prompts": ["x"], "tests": [7]}, "tests[0]"),
        ({"prompts": ["x"], "tests": [{"vars": "a"}]}, "tests[0].vars"),
        ({"prompts": ["x"], "tests": [{"vars": {"a": "b"}, "assert": ["equals"]}]}, "tests[0].assert"),
    ],
)
def test_wrong_types_are_faults_of_their_place(document: object, path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        recognize(document)
    assert [error.path for error in caught.value.errors] == [path]


def test_a_file_with_a_prompt_gives_the_request_that_follows() -> None:
    found = _read(CONFIG.encode())
    body = found.request({"examples": list(found.rows)})
    request = msgspec.convert(body, OptimizeRequest)
    assert request.task.scoring == _STRICT
    assert [example.expected for example in request.task.examples] == ["positive", "negative"]
    assert _read([{"q": "x", "__expected": "y"}]).request({"examples": []}) is None


def test_a_file_without_scoring_is_compared_where_it_has_answers_and_else_judged() -> None:
    said = {"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}]}
    answered = {"messages": [*said["messages"], {"role": "assistant", "content": "A"}]}
    kinds = []
    for row in (answered, said):
        body = _read([row]).request({"dataset": {"name": "d"}})
        assert body is not None
        kinds.append(body["task"]["scoring"]["kind"])
    assert kinds == ["exact", "judge"]

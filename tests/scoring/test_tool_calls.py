"""The rules of the `tool_calls` scorer."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.task import Expected
from gradcheck.scoring import task_labels, whole_scoring
from gradcheck.scoring.base import Score
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.sets import Set
from gradcheck.scoring.tool_calls import ToolCalls
from gradcheck.scoring.weighted import Part, Weighted

TEA = {"name": "search", "arguments": {"q": "tea", "limit": 3}}
MILK = {"name": "search", "arguments": {"q": "milk"}}
STOP: dict[str, Any] = {"name": "stop", "arguments": {}}


def output(*calls: object, content: str = "") -> str:
    return json.dumps({"content": content, "tool_calls": list(calls)})


def score(made: str, expected: Expected, **options: Any) -> Score:  # noqa: ANN401 - any option
    scorer = ToolCalls(**options)
    assert scorer.expected_error(expected, ()) is None
    return scorer.score(made, expected, ())


def called(name: str, **arguments: object) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


def test_exactly_the_expected_calls_score_one_in_any_order() -> None:
    assert score(output(TEA, STOP), [TEA, STOP]).value == 1
    assert score(output(STOP, TEA), [TEA, STOP]).value == 1
    assert score(output(TEA, TEA), [TEA, TEA]).value == 1


def test_the_score_is_the_f1_of_calls_so_that_extra_and_missing_ones_cost_alike() -> None:
    assert score(output(TEA), [TEA, STOP]).value == pytest.approx(2 / 3)
    assert score(output(TEA, STOP), [TEA]).value == pytest.approx(2 / 3)
    assert score(output(TEA, TEA), [TEA]).value == pytest.approx(2 / 3), "a call is matched once"
    assert score(output(MILK), [TEA]).value == 0


def test_where_nothing_is_to_be_called_any_answer_without_calls_is_right() -> None:
    assert score("I cannot help with that.", []).value == 1
    assert score(output(content="tea"), []).value == 1
    wrong = score(output(STOP), [])
    assert (wrong.value, "not expected: stop({})" in wrong.note) == (0, True)


def test_an_answer_that_calls_nothing_misses_every_call() -> None:
    found = score("search(q=tea)", [TEA])
    assert found.value == 0
    assert 'missing: search({"q": "tea", "limit": 3})' in found.note


def test_the_same_order_counts_the_calls_that_follow_each_other_in_both() -> None:
    a, b, c = called("a"), called("b"), called("c")
    assert score(output(a, b, c), [a, b, c], order="same").value == 1
    assert score(output(c, a, b), [a, b, c], order="same").value == pytest.approx(2 / 3)
    assert score(output(c, b, a), [a, b, c], order="same").value == pytest.approx(1 / 3)
    assert "is called in another order" in score(output(b, a), [a, b], order="same").note


@pytest.mark.parametrize(
    ("made", "exact", "subset", "ignore"),
    [
        ({"q": "tea", "limit": 3}, 1, 1, 1),
        ({"limit": 3.0, "q": "tea"}, 1, 1, 1),
        ({"q": "tea", "limit": 3, "page": 1}, 0, 1, 1),
        ({"q": "tea"}, 0, 0, 1),
        ({"q": "Tea", "limit": 3}, 0, 0, 1),
        ({"q": "tea", "limit": "3"}, 0, 0, 1),
        ({"q": "tea", "limit": True}, 0, 0, 1),
        ({}, 0, 0, 1),
    ],
)
def test_arguments_are_matched_as_the_option_says(made: object, exact: int, subset: int, ignore: int) -> None:
    text = output({"name": "search", "arguments": made})
    got = [score(text, [TEA], arguments=how).value for how in ("exact", "subset", "ignore")]
    assert got == [exact, subset, ignore]


def test_a_subset_goes_into_objects_and_takes_lists_whole() -> None:
    wanted = [called("f", filter={"tags": ["a"], "by": {}})]
    within = output(called("f", filter={"tags": ["a"], "by": {"x": 1}, "max": 2}))
    assert score(within, wanted, arguments="subset").value == 1
    assert score(within, wanted).value == 0
    assert score(output(called("f", filter={"tags": ["a", "b"], "by": {}})), wanted, arguments="subset").value == 0


def test_subsets_are_matched_so_that_the_most_calls_find_a_partner() -> None:
    wanted = [called("f"), called("f", a=1)]
    assert score(output(called("f", a=1), called("f", b=2)), wanted, arguments="subset").value == 1


def test_a_call_without_arguments_is_matched_by_any() -> None:
    assert score(output(TEA), [{"name": "search"}]).value == 1
    assert score(output(called("stop")), [{"name": "search"}]).value == 0


def test_the_note_says_which_call_is_missing_extra_or_differs_in_what() -> None:
    note = score(output(called("search", q="coffee", page=2), called("track")), [TEA, STOP]).note
    assert 'search: limit: expected 3, got none, page: not expected, got 2, q: expected "tea", got "coffee"' in note
    assert "missing: stop({})" in note
    assert "not expected: track({})" in note


def test_arguments_that_are_no_object_match_nothing_and_are_shown() -> None:
    broken = score(output({"name": "stop", "arguments": '{"q": '}), [STOP])
    assert broken.value == 0
    assert 'stop: the arguments are no JSON object, but "{"q":"' in broken.note
    assert score(output({"name": "stop", "arguments": '{"q": '}), [STOP], arguments="ignore").value == 1


@pytest.mark.parametrize(
    "expected",
    [
        [TEA],
        TEA,
        json.dumps([TEA]),
        json.dumps(TEA),
        [{"id": "c1", "type": "function", "function": {"name": "search", "arguments": '{"limit": 3, "q": "tea"}'}}],
        {"role": "assistant", "content": None, "tool_calls": [{"function": TEA}]},
        [{"type": "tool_use", "id": "t", "name": "search", "input": {"q": "tea", "limit": 3}}],
        output(TEA),
    ],
)
def test_every_form_of_expected_calls_is_read_alike(expected: Expected) -> None:
    assert score(output(TEA), expected).value == 1
    assert score(output(MILK), expected).value == 0
    assert json.loads(ToolCalls().written(expected)) == {"content": "", "tool_calls": [TEA]}


@pytest.mark.parametrize(
    "expected",
    [None, "", "search", 3, True, "[1", [3], ["search"], [{"name": 3}], [{"name": "a", "arguments": [1]}], {}],
)
def test_what_is_no_list_of_calls_is_refused(expected: Expected) -> None:
    assert "accepted is" in (ToolCalls().expected_error(expected, ()) or "")


def test_calls_that_a_text_talks_about_are_none() -> None:
    assert score(f"```json\n{output(TEA)}\n```", [TEA]).value == 0
    assert score(f"I call {output(TEA)}", [TEA]).value == 0


HUGE, DEEP = 10**400, "[" * 3000 + "]" * 3000


@pytest.mark.parametrize(
    "made",
    [
        f'{{"tool_calls": {DEEP}}}',
        '{"tool_calls": [null, 3, {"name": null}, {"name": "x", "arguments": 3}]}',
        '{"tool_calls": [{"name": "search", "arguments": {"q": NaN}}]}',
        '{"tool_calls": {"name": "search"}}',
        '{"tool_calls": "search"}',
        '{"content": [1], "tool_calls": []}',
        "[]",
        '{"tool_calls": [{"name": "\\ud800", "arguments": {}}]}',
    ],
)
def test_a_hostile_output_calls_nothing(made: str) -> None:
    assert score(made, [TEA]).value == 0
    assert score(made, []).value == 1


def test_huge_numbers_twice_named_fields_and_any_script_are_compared_by_value() -> None:
    assert score(output(called("f", n=HUGE)), [called("f", n=HUGE)]).value == 1
    assert score(output(called("f", n=HUGE)), [called("f", n=HUGE + 1)]).value == 0
    assert score('{"tool_calls": [{"name": "f", "arguments": {"a": 1, "a": 2}}]}', [called("f", a=2)]).value == 1
    assert score(output(called("f", größe="é")), [called("f", größe="e\u0301")]).value == 1


def test_an_output_of_very_many_calls_is_read_up_to_a_thousand() -> None:
    assert score(output(*[STOP] * 20_000), [STOP]).value == pytest.approx(2 / 1001)


CALLS = st.lists(
    st.builds(
        lambda name, arguments: {"name": name, "arguments": arguments},
        st.sampled_from(["a", "b"]),
        st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([0, 1, "1", None, [1], {"z": 1}]), max_size=2),
    ),
    max_size=4,
)


@given(made=CALLS, expected=CALLS)
def test_the_score_is_one_exactly_for_the_same_calls_and_options_only_forgive(
    made: list[Any], expected: list[Any]
) -> None:
    text = output(*made)
    strict = score(text, expected).value or 0.0
    as_sorted = [sorted(json.dumps(call, sort_keys=True) for call in calls) for calls in (made, expected)]
    assert (strict == 1) == (as_sorted[0] == as_sorted[1])
    loose, looser = (score(text, expected, arguments=how).value or 0.0 for how in ("subset", "ignore"))
    assert 0 <= strict <= loose <= looser <= 1
    assert (score(text, expected, order="same").value or 0.0) <= strict
    assert score(output(*expected), made).value == strict, "extra and missing calls cost alike"


@given(made=CALLS, expected=CALLS)
def test_the_same_order_is_the_longest_common_run_of_both(made: list[Any], expected: list[Any]) -> None:
    found = score(output(*made), expected, order="same").value
    both = [[json.dumps(call, sort_keys=True) for call in calls] for calls in (made, expected)]
    parts = [{tuple(c) for n in range(len(side) + 1) for c in itertools.combinations(side, n)} for side in both]
    longest = max(map(len, parts[0] & parts[1]))
    assert found == (1 if not made and not expected else 2 * longest / (len(made) + len(expected)))


def test_expected_calls_are_one_answer_wherever_they_are_read() -> None:
    weighted = Weighted(parts=(Part(name="calls", scoring=ToolCalls()), Part(name="brief", scoring=Regex(pattern="."))))
    assert isinstance(whole_scoring(ToolCalls()), ToolCalls)
    assert isinstance(whole_scoring(weighted), ToolCalls)
    assert whole_scoring(Weighted(parts=(Part(name="a", scoring=ToolCalls()), Part(name="b", scoring=Set())))) is None
    assert whole_scoring(Exact()) is None
    assert task_labels(ToolCalls(), [[TEA], [STOP]]) == ()

"""The rules of the catalogue and of how requests choose scorers."""

import msgspec
import pytest

from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.registry import SCORERS, Scoring, catalogue, score_function
from gradcheck.scoring.weighted import Part, Weighted

NAMES = (
    "exact",
    "choice",
    "numeric",
    "contains",
    "regex",
    "f1",
    "json",
    "set",
    "tool_calls",
    "judge",
    "http",
    "python",
    "pairwise",
    "weighted",
)


def test_every_scorer_has_its_name() -> None:
    assert tuple(SCORERS) == NAMES
    assert SCORERS["exact"] is Exact


def test_a_request_chooses_by_kind() -> None:
    scoring: Scoring = msgspec.json.decode('{"kind": "exact", "ignore_case": false}', type=Scoring)
    assert scoring == Exact(ignore_case=False)


def test_a_parameter_that_a_scorer_does_not_know_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode('{"kind": "exact", "ignore_cases": false}', type=Scoring)


def test_the_catalogue_describes_every_parameter() -> None:
    for entry in catalogue():
        properties = entry.parameters["properties"]
        assert properties.pop("kind") == {"enum": [entry.name]}
        assert all(schema["description"] for schema in properties.values())


def test_the_catalogue_says_who_needs_an_expected_answer() -> None:
    needed = {entry.name for entry in catalogue() if entry.needs_expected}
    assert needed == set(NAMES) - {"regex", "judge", "http", "python", "pairwise", "weighted"}


def test_the_catalogue_can_be_sent() -> None:
    assert b'"minimum":0' in msgspec.json.encode(catalogue())


def test_scores_that_take_no_call_are_functions_of_the_output() -> None:
    def weighted(*scorings: SingleScoring) -> Weighted:
        return Weighted(parts=tuple(Part(name=str(place), scoring=one) for place, one in enumerate(scorings)))

    whole = score_function(Exact())
    assert whole is not None
    assert whole("a", "a", ()).value == 1
    assert score_function(Judge(rubric="good")) is None
    assert score_function(weighted(Exact(), Judge(rubric="good"))) is None
    both = score_function(weighted(Exact(), Contains()))
    assert both is not None
    assert both("a b", "a", ()).value == 0.5

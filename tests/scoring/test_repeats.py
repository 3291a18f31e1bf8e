"""Several answers to an item: what its score is made of, and what cannot be asked for."""

from typing import Any

import msgspec
import pytest

from gradcheck.domain.seeds import digest
from gradcheck.scoring import SCORERS, Scoring, scoring_errors
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.repeats import Repeats


def read(**repeats: object) -> Repeats:
    return msgspec.convert(repeats, Repeats)


@pytest.mark.parametrize(
    ("repeats", "scores", "value"),
    [
        ({"n": 4}, [1, 0, 1, 0.5], 0.625),
        ({"n": 3}, [0.1, 0.1, 0.1], 0.1),
        ({"n": 4, "aggregate": "pass^k"}, [1, 1, 1, 1], 1.0),
        ({"n": 4, "aggregate": "pass^k"}, [1, 1, 1, 0], 0.0),
        ({"n": 4, "aggregate": "pass^k", "k": 1}, [1, 1, 1, 0], 0.75),
        ({"n": 4, "aggregate": "pass^k", "k": 2}, [1, 1, 1, 0], 0.5),
        ({"n": 4, "aggregate": "pass^k", "k": 2}, [1, 1, 0.9, 0], 1 / 6),
        ({"n": 4, "aggregate": "pass^k", "k": 2, "threshold": 0.9}, [1, 1, 0.9, 0], 0.5),
    ],
)
def test_the_score_of_an_item_is_made_of_those_of_its_answers(
    repeats: dict[str, Any], scores: list[float], value: float
) -> None:
    assert read(**repeats).combined(scores) == pytest.approx(value)


@pytest.mark.parametrize(
    "repeats",
    [{}, {"n": 1}, {"n": 65}, {"n": "4"}, {"n": 4, "aggregate": "pass@k"}, {"n": 4, "k": 0}, {"n": 4, "threshold": 0}],
)
def test_what_is_no_number_of_answers_is_refused(repeats: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(**repeats)


@pytest.mark.parametrize(
    ("scoring", "path"),
    [
        ({"kind": "exact", "repeats": {"n": 4, "k": 2}}, "task.scoring.repeats.k"),
        ({"kind": "exact", "repeats": {"n": 4, "threshold": 0.5}}, "task.scoring.repeats.threshold"),
        ({"kind": "exact", "repeats": {"n": 4, "aggregate": "pass^k", "k": 5}}, "task.scoring.repeats.k"),
        ({"kind": "pairwise", "criteria": "Kind.", "repeats": {"n": 2}}, "task.scoring.repeats"),
        (
            {"kind": "weighted", "parts": [{"name": "a", "scoring": {"kind": "exact", "repeats": {"n": 2}}}]},
            "task.scoring.parts[0].scoring.repeats",
        ),
    ],
)
def test_options_that_contradict_each_other_are_named(scoring: dict[str, Any], path: str) -> None:
    read_scoring: Scoring = msgspec.convert(scoring, Scoring)
    assert [error.path for error in scoring_errors(read_scoring, "task.scoring")] == [path]


def test_a_scoring_without_options_has_the_content_that_it_had_before_there_were_any() -> None:
    """The digests of stored measurements of headroom rest on it."""
    assert digest(Exact().content) == digest(
        {
            "kind": "exact",
            "ignore_case": True,
            "ignore_outer_whitespace": True,
            "ignore_inner_whitespace": False,
            "ignore_end_punctuation": True,
            "ignore_articles": False,
        }
    )
    assert Exact(repeats=Repeats(n=2)).content["repeats"]["n"] == 2


def test_every_scoring_takes_repeats() -> None:
    for kind in SCORERS.values():
        assert "repeats" in kind.__struct_fields__

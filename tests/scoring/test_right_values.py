"""Answers as people and models write them, each with its right value: requests are read as the service reads them."""

import json
from pathlib import Path

import msgspec
import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring import Scoring
from gradcheck.scoring.base import Scorer

ROWS = [json.loads(line) for line in Path(__file__).with_name("right_values.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[str(place) for place in range(len(ROWS))])
def test_an_answer_gets_its_right_value(row: dict[str, Expected]) -> None:
    scoring: Scoring = msgspec.convert(row["scoring"], Scoring)
    assert isinstance(scoring, Scorer)
    assert scoring.expected_error(row["expected"], ()) is None
    score = scoring.score(str(row["output"]), row["expected"], ())
    assert score.value == row["score"]
    assert str(row.get("note", "")) in score.note

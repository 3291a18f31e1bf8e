"""What costs come to over all steps of a run, however many there are."""

import msgspec
import pytest

from gradcheck.methods.base import MethodParameters, ProblemSize
from gradcheck.methods.registry import METHODS

SIZE = ProblemSize(components=1, depth=1, modules=1, train=20, validation=20, test=20, per_item=1)
MANY = 10**12


def method(name: str, **parameters: object) -> MethodParameters:
    made: MethodParameters = msgspec.convert({"name": name, **parameters}, METHODS[name])
    return made


def test_steps_that_differ_are_summed_one_by_one() -> None:
    last_is_small = method("best_of_n", n=7, at_once=3)
    assert [last_is_small.of_step(SIZE, number) for number in (1, 2, 3)] == [3 * 21, 3 * 21 + 20, 1 * 21 + 20]
    assert last_is_small.calls("most", SIZE) == 7 * 21 + 2 * 20
    assert last_is_small.largest_step(SIZE) == 3 * 21 + 20


@pytest.mark.parametrize(("name", "steps"), [("opro", "steps"), ("textgrad", "steps"), ("gepa", "iterations")])
def test_any_number_of_steps_is_counted_at_once(name: str, steps: str) -> None:
    many = method(name, **{steps: MANY})
    dearest = max(many.of_step(SIZE, number) for number in range(2, 50))
    assert many.largest_step(SIZE) == max(dearest, many.of_step(SIZE, 1))
    assert (MANY - 1000) * dearest <= many.calls("most", SIZE) <= MANY * many.largest_step(SIZE)

"""Sizes for a budget: what the formulas allow, and no smaller than that."""

import pytest

from gradcheck.methods.base import ProblemSize
from gradcheck.methods.gepa import GEPA
from gradcheck.methods.opro import OPRO
from gradcheck.methods.protegi import ProTeGi
from gradcheck.methods.registry import METHODS
from gradcheck.recommending.fitting import fitted


def size(items: int) -> ProblemSize:
    return ProblemSize(components=1, depth=1, modules=1, train=items, validation=items, test=0, per_item=1)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_sizes_for_some_hundred_calls(name: str) -> None:
    method = fitted(METHODS[name], size(40), 360)
    assert method is not None
    assert method.calls("first", size(40)) <= 360
    assert method.contradictions(1) == {}


@pytest.mark.parametrize("name", METHODS)
def test_defaults_stay_where_two_steps_fit(name: str) -> None:
    method, default = fitted(METHODS[name], size(12), 10_000), METHODS[name]()
    assert method is not None
    assert method.calls("first", size(12)) == default.calls("first", size(12))


def test_sizes_are_halved_where_that_saves_the_most_until_two_steps_fit() -> None:
    assert fitted(OPRO, size(24), 126) == OPRO(candidates=2, steps=200)
    small = fitted(ProTeGi, size(24), 126)
    assert small is not None
    assert small.calls("first", size(24)) <= 63
    assert small.calls("most", size(24)) >= 2 * 126


def test_what_only_the_budget_ends_is_not_lengthened() -> None:
    assert fitted(GEPA, size(24), 126) == GEPA()


def test_without_a_cap_a_method_has_its_defaults_and_of_too_few_calls_nothing_fits() -> None:
    assert fitted(ProTeGi, size(24), None) == ProTeGi()
    assert fitted(ProTeGi, size(24), 20) is None

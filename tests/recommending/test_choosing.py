"""The choice among methods that fit: what was measured, which of it counts, and what a study's word is worth."""

import pytest

from gradcheck.recommending.choosing import Preferred, StudiedMethods, choose
from gradcheck.recommending.rules import RULES, rule_for
from gradcheck.recommending.table import MethodFigures, table

ALL = ("gepa", "opro", "spo")


def measured(method: str, gain: float, *, task: str = "W1", budget: int = 100, below: float = 0.0) -> MethodFigures:
    return MethodFigures(method=method, task=task, budget=budget, items=20, gain=gain, se=0.01, below=below, runs=20)


def chosen(*rows: MethodFigures, **asked: object) -> str | None:
    found = choose(**{"eligible": ALL, "table": rows, "passes": 5.0, **asked})  # type: ignore[arg-type]
    return None if found is None else found.method


def test_the_method_that_gained_most_on_average_is_chosen_and_the_reason_has_its_figures() -> None:
    rows = [
        measured("gepa", 0.3),
        measured("opro", 0.2),
        measured("gepa", 0, task="W5"),
        measured("opro", 0.2, task="W5"),
    ]
    found = choose(ALL, rows, passes=5.0)
    assert found is not None
    assert found.method == "opro"
    assert "+0.20 on average, 0 % of 40 runs" in found.reason


def test_only_what_fits_is_chosen_and_nothing_where_nothing_of_it_was_measured() -> None:
    rows = [measured("gepa", 0.3), measured("opro", 0.2)]
    assert chosen(*rows, eligible=["opro", "spo"]) == "opro"
    assert chosen(*rows, eligible=["spo"]) is None
    assert chosen() is None


def test_a_method_without_figures_on_every_task_that_counts_is_not_compared() -> None:
    rows = [measured("gepa", 0.9), measured("opro", 0.2), measured("opro", 0.2, task="W5")]
    assert chosen(*rows) == "opro"


@pytest.mark.parametrize(("passes", "best"), [(4.0, "gepa"), (50.0, "opro"), (None, "opro")])
def test_figures_of_the_budget_that_goes_round_validation_as_often_decide(passes: float | None, best: str) -> None:
    rows = [measured("gepa", 0.3), measured("opro", 0.2)]
    rows += [measured("gepa", 0.3, budget=800), measured("opro", 0.4, budget=800)]
    assert chosen(*rows, passes=passes) == best


def test_a_budget_at_which_some_task_that_counts_was_not_measured_does_not_decide() -> None:
    rows = [measured(name, 0.2 + (name == "gepa"), task=task) for name in ("gepa", "opro") for task in RULES[-1].tasks]
    rows += [measured("opro", 0.9, budget=800), measured("gepa", 0.1, budget=800)]
    assert chosen(*rows, passes=40.0) == "gepa"


def test_for_a_small_optimizer_the_first_method_that_gained_on_one_is_chosen_whatever_worlds_say() -> None:
    rows = [measured("gepa", 0.3), measured("opro", 0.2)]
    found = choose(["spo", "gepa", "opro"], rows, passes=5.0, facts=frozenset({"small_optimizer"}))
    assert found is not None
    assert found.method == "opro"
    assert "embedded model" in found.reason
    assert chosen(*rows, eligible=["spo"], facts=frozenset({"small_optimizer"})) is None


def test_where_no_reaction_was_seen_the_method_that_does_least_harm_is_chosen_and_asks_for_evidence() -> None:
    rows = [measured("gepa", 0.9), measured("opro", 0.1)]
    rows += [measured("gepa", 0.02, task="W12-good", below=0.4), measured("opro", 0.01, task="W12-good", below=0.1)]
    found = choose(ALL, rows, passes=5.0, facts=frozenset({"no_reaction_seen"}))
    assert found is not None
    assert (found.method, found.by_evidence) == ("opro", True)
    assert "do no harm" in found.reason


@pytest.mark.parametrize(
    ("places", "best", "study"),
    [((("opro", 1), ("gepa", 2)), "opro", "study_1"), ((("opro", 1), ("gepa", 1)), "gepa", None)],
)
def test_a_study_goes_before_the_table_only_where_it_shows_the_tables_choice_to_be_worse(
    places: tuple[tuple[str, int], ...], best: str, study: str | None
) -> None:
    rows = [measured("gepa", 0.3), measured("opro", 0.2)]
    found = choose(ALL, rows, passes=5.0, studied=StudiedMethods(study="study_1", trials=8, methods=places))
    assert found is not None
    assert (found.method, found.study) == (best, study)


def test_a_studys_best_method_that_does_not_fit_is_not_chosen() -> None:
    studied = StudiedMethods(study="study_1", trials=8, methods=(("miprov2", 1), ("gepa", 2)))
    rows = [measured("gepa", 0.3), measured("opro", 0.2)]
    assert chosen(*rows, studied=studied) == "gepa"


def test_one_rule_holds_whatever_is_known_and_what_rules_name_was_measured() -> None:
    assert rule_for(frozenset()) == RULES[-1]
    assert {task for rule in RULES for task in rule.tasks} <= {one.task for one in table()}
    assert {name for rule in RULES for name in rule.methods} <= {one.method for one in table()}


def test_the_table_that_ships_chooses_a_method_at_every_budget() -> None:
    names = {one.method for one in table()}
    for passes in (3.0, 10.0, None):
        assert isinstance(choose(names, table(), passes=passes), Preferred)

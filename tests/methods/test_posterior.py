"""What candidates are worth, from paired evidence and from what their source usually does."""

import numpy as np
import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.posterior import CandidatePool
from gradcheck.methods.source_bandit import SourceBandit
from tests.support.made import rollout

ITEMS = [Example(id=f"e{n}", fields={"input": "x"}, expected="y", split="validation") for n in range(200)]


def candidate(name: str) -> Candidate:
    return Candidate(id=name, components={"user": name})


def rollouts(name: str, scores: list[float]) -> list[Rollout]:
    return [rollout(name, ITEMS[n].id, score) for n, score in enumerate(scores)]


def field(**scores: list[float]) -> CandidatePool:
    """A field of children of `seed`, each of the source of its first letter."""
    seed = candidate("seed")
    made = CandidatePool(seed)
    made.add(seed, ITEMS, rollouts("seed", [0.0, 1.0] * 100))
    for name, own in scores.items():
        made.enter(candidate(name), seed, name[0])
        made.add(candidate(name), ITEMS[: len(own)], rollouts(name, own))
    return made


def test_much_evidence_outweighs_a_little_of_the_same_size() -> None:
    ranked = field(a1=[1.0, 1.0] * 2, a2=[1.0, 1.0] * 50).ranked()
    assert [one.id for one in ranked] == ["a2", "a1", "seed"]


def test_a_new_candidate_is_worth_what_its_source_usually_brings() -> None:
    made = field(a1=[1.0, 1.0] * 20, a2=[1.0, 1.0] * 20, b1=[0.0, 0.0] * 20, b2=[0.0, 0.0] * 20)
    for name in ("a3", "b3"):
        made.enter(candidate(name), candidate("seed"), name[0])
    order = [one.id for one in made.ranked()]
    assert order.index("a3") < order.index("seed") < order.index("b3")


def test_who_cannot_beat_the_lead_is_out_and_who_is_hardly_known_is_not() -> None:
    made = field(a1=[0.0, 0.0] * 60, a2=[0.0, 0.0], a3=[1.0, 1.0] * 60)
    assert made.drop(candidate("a3"), delta=0.02, alpha=0.1) == 1
    assert next(one.id for one in made.ranked()) == "a3"
    assert "a1" not in {one.id for one in made.ranked()}
    assert "a2" in {one.id for one in made.ranked()}


def test_gains_add_up_along_the_descent() -> None:
    made = field(a1=[0.0, 1.0, 1.0, 1.0] * 10)
    made.enter(candidate("b1"), candidate("a1"), "b")
    made.add(candidate("b1"), ITEMS[:40], rollouts("b1", [1.0] * 40))
    assert made.gains(candidate("b1")) == pytest.approx({"a": 0.25, "b": 0.25})
    assert made.gains(candidate("seed")) == {}


def test_what_works_is_asked_more_often_and_nothing_is_never_asked() -> None:
    account = SourceBandit(("feedback", "blind", "placebo"))
    rng = np.random.default_rng(1)
    asked: list[str] = []
    for _ in range(40):
        found = account.divide(3, ("feedback", "blind", "placebo"), rng)
        for source in found:
            account.take(source, {"feedback": 0.2, "blind": 0.0, "placebo": -0.1}[source])
        asked += found
    assert set(asked[:3]) == {"feedback", "blind", "placebo"}
    assert asked.count("feedback") > 80
    effects = {one.source: one for one in account.effects({"feedback": 0.5})}
    assert effects["feedback"].gain == 0.5
    assert effects["feedback"].ci95[0] > 0


def test_effects_of_a_source_are_covered_however_often_they_are_read() -> None:
    missed = 0
    for run in range(200):
        rng = np.random.default_rng(run)
        account = SourceBandit(("blind",))
        outside = False
        for _ in range(20):
            account.take("blind", float(rng.choice([-0.5, 0.5])))
            low, high = account.effects({})[0].ci95
            outside |= not low <= 0 <= high
        missed += outside
    assert missed <= 10

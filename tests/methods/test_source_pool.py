"""What candidates are worth, from paired evidence and from what their source usually does."""

import msgspec
import numpy as np
import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.source_pool import SourcePool
from gradcheck.methods.sources import Source
from tests.support.made import rollout

ITEMS = [Example(id=f"e{n}", fields={"input": "x"}, expected="y", split="validation") for n in range(200)]


def candidate(name: str) -> Candidate:
    return Candidate(id=name, components={"user": name})


def rollouts(name: str, scores: list[float]) -> list[Rollout]:
    return [rollout(name, ITEMS[n].id, score) for n, score in enumerate(scores)]


def pool(**scores: list[float]) -> SourcePool:
    """A pool of children of `seed`, each of the source that its name begins with."""
    seed = candidate("seed")
    found = SourcePool(seed)
    found.add([seed], ITEMS, rollouts("seed", [0.0, 1.0] * 100))
    for name, own in scores.items():
        enter(found, name, "seed", own)
    return found


def enter(found: SourcePool, name: str, parent: str, scores: list[float]) -> None:
    source = msgspec.convert(name.rstrip("123"), Source)
    examples = ITEMS[: len(scores)]
    found.enter(candidate(name), candidate(parent), source, examples, rollouts(name, scores))


def test_much_evidence_outweighs_a_little_of_the_same_size() -> None:
    ranked = pool(blind1=[1.0, 1.0] * 2, blind2=[1.0, 1.0] * 50).best_first()
    assert [one.id for one in ranked] == ["blind2", "blind1", "seed"]


def test_a_new_candidate_is_worth_what_its_source_usually_brings() -> None:
    found = pool(
        blind1=[1.0, 1.0] * 20,
        blind2=[1.0, 1.0] * 20,
        demos1=[0.0, 0.0] * 20,
        demos2=[0.0, 0.0] * 20,
        blind3=[],
        demos3=[],
    )
    order = [one.id for one in found.best_first()]
    assert order.index("blind3") < order.index("seed") < order.index("demos3")


def test_a_child_is_worth_what_its_parent_is_and_what_it_is_better_by() -> None:
    found = pool(blind1=[1.0, 1.0] * 20, demos1=[0.0, 1.0] * 20)
    for parent in ("blind1", "demos1"):
        enter(found, f"{parent[:5]}2", parent, [1.0, 1.0] * 20)
    order = [one.id for one in found.best_first()]
    assert order.index("demos2") < order.index("blind1") < order.index("demos1")


def test_who_cannot_beat_the_lead_is_out_and_who_is_hardly_known_is_not() -> None:
    found = pool(blind1=[0.0, 0.0] * 60, blind2=[0.0, 0.0], blind3=[1.0, 1.0] * 60)
    assert found.drop(candidate("blind3"), delta=0.02, alpha=0.1) == 1
    left = [one.id for one in found.best_first()]
    assert left[0] == "blind3"
    assert "blind1" not in left
    assert "blind2" in left


def test_gains_add_up_along_the_descent() -> None:
    found = pool(blind1=[0.0, 1.0, 1.0, 1.0] * 10)
    enter(found, "demos1", "blind1", [1.0] * 40)
    sources: tuple[Source, ...] = ("blind", "demos", "placebo")
    assert [one.gain for one in found.effects(sources, candidate("demos1"))] == pytest.approx([0.25, 0.25, 0])
    assert [one.gain for one in found.effects(sources, candidate("seed"))] == [0, 0, 0]


def test_what_works_is_asked_more_often_and_nothing_is_never_asked() -> None:
    found, rng = pool(), np.random.default_rng(1)
    sources: tuple[Source, ...] = ("feedback", "blind", "placebo")
    asked: list[str] = []
    right = {"feedback": 14, "blind": 10, "placebo": 8}
    for turn in range(40):
        drawn = found.divide(3, sources, rng)
        for place, source in enumerate(drawn):
            scores = [float(n < right[source]) for n in range(20)]
            examples = ITEMS[:20]
            name = f"{turn}.{place}"
            found.enter(candidate(name), candidate("seed"), source, examples, rollouts(name, scores))
        asked += drawn
    assert set(asked[:3]) == set(sources)
    assert asked.count("feedback") > 80
    effects = {one.source: one for one in found.effects(sources, candidate("seed"))}
    assert effects["feedback"].effect == pytest.approx(0.2)
    assert effects["feedback"].ci95[0] > 0
    assert found.divide(3, (), rng) == []


def test_a_proposal_that_came_to_nothing_counts_as_one_that_gained_nothing() -> None:
    found, rng = pool(), np.random.default_rng(1)
    for _ in range(30):
        found.lose("playbook")
    found.divide(1, ("blind",), rng)
    assert [found.divide(1, ("playbook", "feedback"), rng) for _ in range(20)].count(["playbook"]) < 10
    assert [one.proposals for one in found.effects(("playbook",), candidate("seed"))] == [0]


def test_what_was_wrong_last_tells_more_than_what_nobody_was_asked_and_what_was_right_tells_least() -> None:
    found = pool()
    enter(found, "blind1", "seed", [1.0, 0.0])
    unasked = Example(id="new", fields={"input": "x"}, expected="y", split="train")
    read = found.telling(candidate("blind1"), [ITEMS[0], unasked, ITEMS[1], ITEMS[2], ITEMS[3]])
    assert [one.id for one in read] == ["e1", "e2", "new", "e0", "e3"]


def test_effects_of_a_source_are_covered_however_often_they_are_read() -> None:
    missed = 0
    for run in range(200):
        found, rng = SourcePool(candidate("seed")), np.random.default_rng(run)
        found.add([candidate("seed")], ITEMS[:1], rollouts("seed", [0.5]))
        outside = False
        for number in range(20):
            score = float(rng.integers(2))
            found.enter(candidate(str(number)), candidate("seed"), "blind", ITEMS[:1], rollouts(str(number), [score]))
            low, high = found.effects(("blind",), candidate("seed"))[0].ci95
            outside |= not low <= 0 <= high
        missed += outside
    assert missed <= 10


def _dropped(gain: tuple[float, float], weights: dict[str, float] | None, jobs: int = 60) -> float:
    """How often a child is ever out that gains so much on items of the usual class and on those of the rare one."""
    out = 0
    for job in range(jobs):
        rng = np.random.default_rng(job)
        order = [ITEMS[place] for place in rng.permutation(len(ITEMS))]
        seed, child = candidate("seed"), candidate("blind1")
        found = SourcePool(seed, weights or {})
        gone = False
        for start in range(0, len(order), 20):
            part = order[start : start + 20]
            own = [gain[int(item.id[1:]) % 10 == 0] for item in part]
            found.add([seed], part, [rollout("seed", item.id, float(rng.random() < 0.5)) for item in part])
            after = [
                rollout("blind1", item.id, float(rng.random() < 0.5 + one)) for item, one in zip(part, own, strict=True)
            ]
            if start:
                found.add([child], part, after)
            else:
                found.enter(child, seed, "blind", part, after)
            gone = gone or found.drop(seed, delta=0.02, alpha=0.1) == 0
        out += gone
    return out / jobs


def test_a_child_that_is_better_by_classes_is_out_in_at_most_the_share_of_errors_whenever_it_is_looked_at() -> None:
    """It gains 0.4 in the rare class and loses 0.2 in the usual one: +0.1 by classes, -0.14 by items."""
    weights = {item.id: 5.0 if int(item.id[1:]) % 10 == 0 else 10 / 18 for item in ITEMS}
    assert _dropped((-0.2, 0.4), weights) <= 0.1
    assert _dropped((-0.2, 0.4), None) >= 0.3


def test_effects_of_sources_are_means_by_weight_within_their_bounds() -> None:
    weights = {item.id: 4.0 if int(item.id[1:]) < 2 else 0.5 for item in ITEMS[:14]}
    seed = candidate("seed")
    found = SourcePool(seed, weights)
    found.add([seed], ITEMS[:14], rollouts("seed", [0.0] * 14))
    enter(found, "blind1", "seed", [1.0] * 2 + [0.0] * 12)
    (effect,) = found.effects(["blind"], candidate("blind1"))
    assert effect.effect == effect.gain == pytest.approx(8 / 14)

"""The twin against the texts: the same worlds through templates, parsers and answers, and as arrays."""

import math
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from gradcheck.domain.seeds import stream
from gradcheck.simulation.twin.arms import LEFT_OUT, ArmName, Heard, told
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds import critic
from gradcheck.simulation.worlds.catalogue import ATOMS, LABELS, OPPOSITE
from gradcheck.simulation.worlds.evidence import draw_batch
from gradcheck.simulation.worlds.items import draw_items
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World
from gradcheck.texts.placebo import MANNERS, placebo
from gradcheck.texts.vocabulary import words
from tests.simulation.test_provider import Bench, examples, shown

Matrix = NDArray[np.float64]
ARMS: tuple[ArmName, ...] = ("real", "none", "placebo")
ALL: tuple[ArmName, ...] = get_args(ArmName)
ITEMS, BATCH, ERRORS, REPLICATES, RUNS = 20, 16, 4, 2, 80


async def through_texts(world: World, run: int) -> Matrix:
    """One run through the texts: arm, replicate, item."""
    bench, prompt = Bench(world, run), seed_prompt(world)
    found = examples(world, BATCH + ITEMS, run)
    batch, probe = found[:BATCH], found[BATCH:]
    wrong = [rollout for rollout in await bench.rollouts(prompt, batch) if rollout.score == 0]
    chosen = stream(run).permutation(len(wrong))[:ERRORS]
    feedback = await bench.critique(prompt, shown([wrong[place] for place in chosen], batch))
    scores = np.zeros((len(ARMS), REPLICATES, ITEMS))
    for replicate in range(REPLICATES):
        dummy = placebo(words(feedback), LABELS, stream(run, "placebo", replicate), MANNERS[replicate % 3])
        for place, text in enumerate((feedback, "", dummy)):
            edited = await bench.edit(prompt, text, f"e/{replicate}/{place}")
            scores[place, replicate] = [rollout.score for rollout in await bench.rollouts(edited, probe)]
    return scores


def agree(texts: Matrix, twin: Matrix) -> bool:
    """Whether two samples have one mean, within four Monte Carlo errors of the difference."""
    error = math.sqrt(texts.var(ddof=1) / texts.size + twin.var(ddof=1) / twin.size)
    return bool(abs(texts.mean() - twin.mean()) < 4 * error)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["W1", "W7", "W12"])
async def test_texts_and_twin_agree_in_mean_and_variance(name: str) -> None:
    world = WORLDS[name]
    texts = np.array([await through_texts(world, run) for run in range(1, RUNS + 1)])
    design = TwinDesign(steps=1, replicates=REPLICATES, items=ITEMS, arms=ARMS, batch=BATCH, errors=ERRORS)
    twin = simulate(world, design, 3000, 1).edits[:, :, 0, :, 0].astype(np.float64)
    for arm in range(len(ARMS)):
        assert agree(texts[:, arm].mean((1, 2)), twin[:, arm].mean((1, 2))), ARMS[arm]
    for first, second in ((0, 2), (0, 1), (1, 2)):
        pairs = [(scores[:, first] - scores[:, second]).mean(-1) for scores in (texts, twin)]
        for measure in (
            [pair.mean(1) for pair in pairs],  # the effect
            [(pair.mean(1) - pair.mean()) ** 2 for pair in pairs],  # its variance between runs
            [(pair[:, 0] - pair[:, 1]) ** 2 for pair in pairs],  # and between replicates
        ):
            assert agree(*measure), (ARMS[first], ARMS[second])
    by_item = [(scores.mean((1, 2)) - scores.mean()) ** 2 for scores in (texts, twin)]
    assert agree(*(one.ravel() for one in by_item))


def test_equal_arms_are_exchangeable_and_a_seed_gives_the_same_scores() -> None:
    design = TwinDesign(steps=3, replicates=2, items=30)
    first, again = (simulate(WORLDS["W1"], design, 300, 5).edits for _ in range(2))
    assert np.array_equal(first, again)
    assert first.shape == (300, 4, 3, 2, 1, 30)
    means = first.mean((2, 3, 4, 5))
    assert agree(means[:, 0], means[:, 1])
    assert means[:, 0].mean() - means[:, 2].mean() > 0.1
    assert not np.array_equal(first, simulate(WORLDS["W1"], design, 300, 6).edits)


def test_chunks_do_not_repeat_one_another() -> None:
    design = TwinDesign(steps=10, replicates=3, items=100)
    found = simulate(WORLDS["W1"], design, 400, 1).edits
    assert len({run.tobytes() for run in found}) == 400


@pytest.mark.slow
def test_arms_mean_what_their_names_say() -> None:
    def means(name: str) -> dict[str, float]:
        design = TwinDesign(steps=4, replicates=2, items=40, arms=ALL)
        scores = simulate(WORLDS[name], design, 300, 1).edits.mean((0, 2, 3, 4, 5))
        return dict(zip(ALL, scores.tolist(), strict=True))

    true, blind, shared, leaky = means("W1"), means("W4"), means("W14"), means("W7")
    again: tuple[str, ...] = ("real_again", "swapped", "stale", "redrawn", "direct", "path_ablated", "bullets")
    again += ("reordered", "paraphrase_1", "paraphrase_2", "feedback_1", "feedback_2", "feedback_3", "feedback_4")
    assert max(abs(true["real"] - true[arm]) for arm in again) < 0.02
    nothing = ("scores_only", "placebo", "foreign", "task_words", "noise", "wrong_labels", "permuted_credit")
    assert max(abs(true["none"] - true[arm]) for arm in nothing) < 0.02
    assert true["inverted"] < true["none"] - 0.05
    assert true["none"] + 0.03 < true["half_wrong_labels"] < true["real"] - 0.03
    assert true["wrong_labels"] < true["permuted_labels"] < true["real"]
    assert true["none"] < true["no_labels"] < true["real"] - 0.05
    each_left_out = [true[arm] for arm in LEFT_OUT]
    assert true["none"] < min(each_left_out) < max(each_left_out[:2]) < true["real"]
    assert abs(each_left_out[-1] - true["real"]) < 0.02  # a critic that is shown four errors asks for no sixth thing
    assert true["none"] < true["first_quarter"] < true["first_half"] < true["real"]
    labels = ("wrong_labels", "half_wrong_labels", "permuted_labels")
    assert max(abs(blind[arm] - blind["real"]) for arm in labels) < 0.02
    assert blind["no_labels"] < blind["real"] - 0.05
    assert leaky["none"] < leaky["scores_only"] < leaky["placebo"] < leaky["real"]
    assert max(abs(leaky["placebo"] - leaky[arm]) for arm in ("foreign", "task_words", "noise")) < 0.02

    def interaction(of: dict[str, float]) -> float:
        return of["real"] - of["first_half"] - of["second_half"] + of["none"]

    assert abs(interaction(true)) < 0.02
    assert interaction(shared) < -0.02


def test_parts_of_a_feedback_are_nested_or_disjoint_and_drawn_anew_for_every_replicate() -> None:
    world, rng = WORLDS["W1"], np.random.default_rng(1)
    batch = draw_batch(
        world, np.zeros(ATOMS, dtype=bool), np.full((50, 6, 16), 0.4), draw_items(world, (50, 6, 16), rng), rng
    )
    present = np.zeros((50, 6, ATOMS), dtype=bool)
    asked = critic.ask(world, present, batch.errors(4), rng)
    heard = Heard(batch=batch, other=batch, asked=asked, errors=4)
    arms: tuple[ArmName, ...] = ("real", "first_quarter", "first_half", "second_half", "inverted", *LEFT_OUT)
    named = told(world, arms, present, heard, 3, rng).named
    assert named.shape == (50, 11, 6, 3, ATOMS)
    real, quarter, half, rest, inverted = (named[:, place] for place in range(5))
    assert (real == asked.named[:, :, None]).all()
    assert (quarter <= half).all()
    assert not (half & rest).any()
    assert ((half | rest) == real).all()
    size = real.sum(-1)
    assert (half.sum(-1) == (size + 1) // 2).all()
    assert (quarter.sum(-1) == -(-size // 4)).all()
    assert (half[:, :, 0] != half[:, :, 1]).any()
    assert (inverted[..., OPPOSITE] == real).all()
    lost = [real & ~named[:, place] for place in range(5, 11)]
    for place, one in enumerate(lost):  # the same thing in all replicates, if there are so many
        assert (one.sum(-1) == (size > place)).all()
        assert (one == one[:, :, :1]).all()
    assert (np.logical_or.reduce(lost) == real).all()


def test_labels_are_told_as_the_arm_says() -> None:
    world, rng = WORLDS["W1"], np.random.default_rng(1)
    batch = draw_batch(
        world, np.zeros(ATOMS, dtype=bool), np.full((200, 8), 0.7), draw_items(world, (200, 8), rng), rng
    )
    true, wrong, half = (batch.errors(4, labels) for labels in ("true", "wrong", "half_wrong"))
    assert (true.shown == (true.answer != true.label)).all()
    assert {int(n) for n in true.shown.sum(-1)} == {0, 1, 2, 3, 4}
    assert (wrong.told != wrong.label).all()
    assert (wrong.wrong == (wrong.answer != wrong.told)).all()
    changed = (half.told != half.label) & half.shown
    assert (changed.sum(-1) == (half.shown.sum(-1) + 1) // 2).all()
    permuted = batch.errors(4, "permuted")
    for label, told_, shown_ in zip(permuted.label, permuted.told, permuted.shown, strict=True):
        assert sorted(told_[shown_]) == sorted(label[shown_])
        assert list(told_[shown_]) == list(np.roll(label[shown_], -1))
    assert not batch.errors(4, "none").shown.any()


def test_only_feedback_that_is_about_its_batch_helps_there_more_than_elsewhere() -> None:
    def own_and_other(name: str) -> tuple[float, float]:
        design = TwinDesign(steps=6, replicates=1, items=2, batch=8, errors=8, arms=("real",), crossed=True)
        scores = simulate(WORLDS[name], design, 300, 1)
        assert scores.crossed.shape == (300, 6, 1, 6, 8)
        by_step = scores.crossed.mean((0, 2, 4))
        return float(np.diag(by_step).mean()), float(by_step[~np.eye(6, dtype=bool)].mean())

    for name, specific in (("W1", True), ("W5", False), ("W9", True), ("W2", False)):
        own, other = own_and_other(name)
        assert (own - other > 0.04) == specific, name
        assert abs(own - other) < 0.02 or specific
    assert own_and_other("W9")[1] < 0.43


def test_where_edits_differ_by_chance_alone_a_gate_selects_and_flatters() -> None:
    design = TwinDesign(steps=6, replicates=1, items=100, gate=50, candidates=4, arms=("real",), repeats=3)
    scores = simulate(WORLDS["W3"], design, 200, 1)
    assert scores.parent.shape == (200, 3, 100)
    assert scores.parent_gate.shape == (200, 3, 50)
    fresh, gate = scores.edits.mean(-1), scores.gate.mean(-1)
    best = gate.argmax(-1)[..., None]
    winner = np.take_along_axis(fresh, best, -1).mean()
    assert abs(fresh.mean() - scores.parent.mean()) < 0.02
    assert winner > fresh.mean() + 0.04
    assert gate.max(-1).mean() > winner + 0.02


def test_drift_is_seen_as_an_effect_only_where_arms_are_scored_one_after_another() -> None:
    for interleaved in (True, False):
        design = TwinDesign(steps=4, replicates=2, items=50, arms=("real", "placebo"), interleaved=interleaved)
        real, dummy = simulate(WORLDS["W10"], design, 300, 1).edits.mean((0, 2, 3, 4, 5))
        assert (real - dummy > 0.05) != interleaved
        assert abs(real - dummy) < 0.01 or not interleaved


def test_heavy_tails_and_unequal_variance_leave_the_means_equal() -> None:
    design = TwinDesign(steps=4, replicates=4, items=50)
    means = simulate(WORLDS["W13"], design, 600, 1).edits.mean((4, 5))
    assert agree(means[:, 0].ravel(), means[:, 3].ravel())
    assert means[:, 0].std() > 1.2 * means[:, 3].std()

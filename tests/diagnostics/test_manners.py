"""Placebos of three manners: each is as frequent, is told with its draw, and its own difference is told."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.manners import Manners, by_manner
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Material
from gradcheck.texts.numbers import difference
from gradcheck.texts.placebo import MANNERS, Manner
from gradcheck.texts.vocabulary import shipped_lines, tokens
from tests.diagnostics.test_perturbations import ran, texts
from tests.support import drawing

ITEMS = 10


def drawn(harm: dict[Manner, float], pairs: int = 12, seed: int = 0, gain: float = 0.0) -> Samples:
    """Real edits of mean 0.5 + gain; placebos score so much less by manner, on edits that vary by 0.03."""
    rng = np.random.default_rng(seed)
    blocks = []
    for place in range(pairs):
        manner = MANNERS[place % 3]
        scores = 0.5 + rng.normal(0, 0.03, (2, 1)) + rng.normal(0, 0.1, (2, ITEMS))
        scores += np.array([[gain], [-harm[manner]]])
        arms = [
            ArmDraw(arm=arm, feedback=("It.",), text="New.", rejected=(), scores=tuple(row.tolist()), manner=told)
            for arm, row, told in (("real", scores[0], None), ("placebo", scores[1], manner))
        ]
        blocks.append(Block(step=1, replicate=place, arms=tuple(arms)))
    return Samples.of(Material(blocks=tuple(blocks)))


def told(samples: Samples) -> Manners:
    return by_manner(samples, drawing.rules("content"))


def test_every_manner_has_its_difference_with_an_interval_of_its_own_pairs() -> None:
    found = told(drawn({"hostile": 0.3, "neutral": 0.0, "kind": 0.1}, 30))
    figures = {figure.name: figure for figure in found.figures}
    for manner, harm in (("hostile", 0.3), ("neutral", 0.0), ("kind", 0.1)):
        figure = figures[f"real - placebo ({manner})"]
        assert figure.ci95 is not None
        assert figure.ci95[0] < harm < figure.ci95[1]
        assert figure.value == pytest.approx(harm, abs=0.06)
    gap = figures["largest difference between manners"]
    assert gap.value == pytest.approx(0.3, abs=0.08)
    assert gap.p_value is not None
    assert gap.p_value < 0.01


@pytest.mark.parametrize("apart", MANNERS)
@pytest.mark.parametrize("effect", [0.25, -0.25])
def test_a_manner_that_alone_carries_the_difference_is_named_with_both_numbers(apart: Manner, effect: float) -> None:
    harm = {manner: effect * (manner == apart) for manner in MANNERS}
    (flag,) = told(drawn(harm, 24)).flags
    assert flag.startswith(
        f"the {apart} placebo alone differs from the feedback: real - placebo is {difference(effect)[:3]}"
    )


def test_a_manner_that_stands_out_while_the_others_differ_too_is_not_said_to_be_alone() -> None:
    (flag,) = told(drawn({"hostile": 0.6, "neutral": 0.2, "kind": 0.2}, 24)).flags
    assert flag.startswith("the hostile placebo stands out: ")


def test_manners_that_do_not_differ_are_said_to_no_more_often_than_alpha() -> None:
    """200 sets, 12 pairs each: more than 18 flags have a chance below 0.01."""
    alike = dict.fromkeys(MANNERS, 0.15)
    assert sum(bool(told(drawn(alike, seed=seed)).flags) for seed in range(200)) <= 18


def test_nothing_is_said_of_manners_that_were_not_told_or_of_one_alone() -> None:
    samples = drawn(dict.fromkeys(MANNERS, 0.0), 12)
    assert samples.material is not None
    blank = [
        replace(block, arms=tuple(replace(arm, manner=None) for arm in block.arms)) for block in samples.material.blocks
    ]
    assert told(Samples.of(Material(blocks=tuple(blank)))) == Manners()
    assert told(drawn(dict.fromkeys(MANNERS, 0.0), 3)) == Manners()
    assert by_manner(drawing.drawn({"real": 0.1, "placebo": 0.0}), drawing.rules("content")) == Manners()


def test_pairs_that_do_not_vary_have_their_value_and_no_test() -> None:
    samples = drawn(dict.fromkeys(MANNERS, 0.0), 6)
    flat = replace(samples, scores={"real": np.full((6, ITEMS), 0.5), "placebo": np.full((6, ITEMS), 0.25)})
    found = told(flat)
    assert [(figure.value, figure.ci95) for figure in found.figures] == [(0.25, (0.25, 0.25))] * 3
    assert found.flags == ()


async def test_a_diagnostic_draws_each_manner_twice_in_six_replicates_and_records_it(tmp_path: Path) -> None:
    _, _, found = await ran(tmp_path, {"replicates": 6, "ladder": "core"})
    sentences = {manner: shipped_lines(f"placebos/{manner}.txt") for manner in MANNERS}
    arms = [(block["step"], arm) for block in found["material"]["blocks"] for arm in block["arms"]]
    assert all((arm["manner"] is not None) == (arm["arm"] == "placebo") for _, arm in arms)
    placebos = [(step, arm["manner"], arm["feedback"][0]) for step, arm in arms if arm["arm"] == "placebo"]
    for step in (1, 2):
        assert sorted(manner for of, manner, _ in placebos if of == step) == sorted(2 * MANNERS)
    for _, manner, text in placebos:
        own = set(tokens(" ".join(sentences[manner])))
        assert set(tokens(text)) <= own
    names = [figure["name"] for figure in found["findings"]["content"]["figures"]]
    assert [f"real - placebo ({manner})" for manner in MANNERS] == names[:3]


async def test_task_words_speak_of_the_task_and_of_no_probe_item_and_give_no_answer(tmp_path: Path) -> None:
    record, _, found = await ran(tmp_path, {"replicates": 3})
    said = {word for _, _, text in texts(found, "task_words") for word in tokens(text)}
    by_split = {
        split: set(tokens(" ".join(one.fields["text"] for one in record.plan.examples if one.split == split)))
        for split in ("train", "probe")
    }
    described = set(tokens(" ".join(record.plan.components.values())))
    assert said & (by_split["train"] | described)
    assert not said & set(record.plan.labels)
    only_probe = by_split["probe"] - by_split["train"] - described
    frames = set(tokens(" ".join(shipped_lines("placebos/task_words.txt"))))
    assert not said & (only_probe - frames)
    names = {effect["name"]: effect for effect in found["findings"]["content"]["others"]}
    assert names["real - task_words"]["n_pairs"] == len(found["material"]["blocks"])

"""A distinct edit is a unit: what is drawn again says nothing new, however often it is."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.effects.units import edits_of, new
from gradcheck.diagnostics.material import ArmDraw, Block, Material
from tests.support.drawing import judged

Texts = Sequence[tuple[str, str]]


def blocks(texts: Texts, steps: int = 1, seed: int = 0) -> Samples:
    """Blocks of the arms a and b; an edit's score is its text's luck on every item, which a repeat has again."""

    def edit(arm: str, step: int, text: str) -> ArmDraw:
        luck = np.random.default_rng([seed, step, *text.encode()])
        scores = (luck.normal(0.5, 0.1) + luck.normal(0, 0.1, 6)).tolist()
        return ArmDraw(arm=arm, feedback=(arm,), text=text, rejected=(), scores=tuple(scores))

    drawn = [
        Block(
            step=place % steps,
            replicate=place // steps,
            arms=(edit("a", place % steps, a), edit("b", place % steps, b)),
        )
        for place, (a, b) in enumerate(texts)
    ]
    return Samples.of(Material(blocks=tuple(drawn)))


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        ([("p", "x"), ("q", "y"), ("r", "z")], [0, 1, 2]),
        ([("p", "x"), ("p", "y"), ("r", "z")], [0, 2]),
        ([("p", "x"), ("p", "y"), ("q", "y")], [0, 2]),  # what a repeat held besides is still new
        ([("p", "x"), ("q", "y"), ("p", "y"), ("r", "x")], [0, 1]),
        ([("p", "x"), ("x", "p")], [0, 1]),  # the same text in another arm is another edit
    ],
)
def test_a_pair_counts_if_neither_of_its_edits_was_there_before(texts: Texts, units: list[int]) -> None:
    assert np.flatnonzero(new(edits_of(blocks(texts), ("a", "b")))).tolist() == units


def test_the_same_text_in_another_step_is_another_edit() -> None:
    made = blocks([("p", "x")] * 4, steps=2)
    assert np.flatnonzero(new(edits_of(made, ("a", "b")))).tolist() == [0, 1]


def test_what_no_arm_of_the_comparison_repeats_is_no_repeat() -> None:
    made = blocks([("p", "x"), ("q", "x"), ("r", "x")])
    assert new(edits_of(made, ("a",))).all()


def test_repeats_are_left_out_and_counted() -> None:
    made = blocks([(f"p{place // 2}", f"x{place}") for place in range(14)])
    effect = judged(made)
    means = (made.scores["a"] - made.scores["b"]).mean(axis=1)[::2]
    assert (effect.n_pairs, effect.repeated_pairs) == (7, 7)
    assert effect.estimate == pytest.approx(means.mean())
    assert effect.pair_sd == pytest.approx(means.std(ddof=1))


def test_an_editor_of_few_texts_rejects_no_more_often_than_alpha() -> None:
    """Each arm's editor has twelve texts of its own luck, whatever it is told, and is asked forty-eight times."""
    rejections = 0
    for seed in range(200):
        rng = np.random.default_rng([9, seed])
        texts = [(f"p{rng.integers(12)}", f"x{rng.integers(12)}") for _ in range(48)]
        effect = judged(blocks(texts, seed=seed))
        rejections += effect.p_value is not None and effect.p_value <= 0.05
    assert rejections <= 18


@pytest.mark.parametrize("pairs", [12, 48])
def test_an_editor_that_repeats_itself_is_not_testable_and_the_reason_says_so(pairs: int) -> None:
    effect = judged(blocks([("p", "x")] * pairs))
    assert effect.verdict == "not_testable"
    assert f"{pairs} pairs hold 1 distinct ones" in effect.reasons[0]
    one_side = judged(blocks([("p", f"x{place}") for place in range(pairs)]))
    assert one_side.verdict == "not_testable"


def test_repeats_of_many_steps_reject_as_often_as_their_steps_allow() -> None:
    """Without an effect every text has its luck: counted as pairs, repeats reject most of the time."""
    rejections = {"units": 0, "pairs": 0}
    for seed in range(200):
        made = blocks([("p", "x")] * 48, steps=8, seed=seed)
        effect = judged(made)
        assert effect.n_pairs == 8
        rejections["units"] += effect.p_value is not None and effect.p_value <= 0.05
        apart = blocks(
            [(f"p{'.' * (place // 8)}", f"x{'.' * (place // 8)}") for place in range(48)], steps=8, seed=seed
        )
        lied = {arm: made.scores[arm] for arm in ("a", "b")}
        rejections["pairs"] += (found := judged(_with(apart, lied)).p_value) is not None and found <= 0.05
    assert rejections["units"] <= 18
    assert rejections["pairs"] > 40


def test_a_repeat_still_shows_that_there_is_room() -> None:
    """What was drawn again says nothing new of the effect, but a prompt that scores well can score well."""
    low, high = np.full(6, 0.0), np.full(6, 0.9)
    low[0] = 0.1
    made = blocks([("good", f"x{place}") for place in range(8)] + [(f"p{place}", f"y{place}") for place in range(8)])
    scores = {"a": np.array([high] * 8 + [low] * 8), "b": np.array([low * (place % 2) for place in range(16)])}
    scores["a"][0] = low
    assert judged(_with(made, scores)).verdict != "not_testable"
    assert judged(_with(made, {**scores, "a": np.array([low] * 16)})).verdict == "not_testable"


def _with(made: Samples, scores: dict[str, np.ndarray]) -> Samples:
    """The samples with other scores: here those of repeats, under texts that differ."""
    return msgspec.structs.replace(made, scores=scores)

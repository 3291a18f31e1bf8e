"""What a diagnostic has drawn, made from numbers: samples, rules to judge them by, and what the suite finds in them.

Drawn scores are not cut to [0, 1], so that the truth is the shift that was asked for and nothing else.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding, TestInput
from gradcheck.diagnostics.analysis.measuring import found_by
from gradcheck.diagnostics.effects.contrasts import Terms, contrast
from gradcheck.diagnostics.effects.effect import Effect, decided
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.material import ArmDraw, Audited, Block, Material
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Noise, Rules

Pairs = Sequence[tuple[Sequence[float | None], Sequence[float | None]]]
ITEMS = 20
_REPEATS = 2
_EMPTY: Matrix = np.zeros((0, 0))


def rules(*tests: str, **changes: object) -> Rules:
    """Rules with delta 0.1 for this run's pairs."""
    values = {
        "scope": "this_run",
        "estimand": "fixed_feedback",
        "ladder": "whole",
        "stop": "fixed",
        "delta": 0.1,
        "alpha": 0.05,
        "noise": Noise(pair_sd=0.1, basis="assumed"),
        "seed": 0,
        **changes,
    }
    return Rules(tests=tests, **values)  # type: ignore[arg-type]


def samples(steps: Sequence[int], scores: Mapping[str, Matrix] | None = None, **rest: object) -> Samples:
    """Samples of blocks with these steps; scores of shape (blocks, items), see `Samples` for the rest."""
    numbered = np.array(steps, dtype=np.int_)
    earlier = [int((numbered[:place] == step).sum()) for place, step in enumerate(steps)]
    values = {
        "gate": {},
        "crossed": {},
        "owners": np.zeros((0, 0), dtype=np.bool_),
        "parent": np.zeros((0, 0, 0)),
        "parent_gate": _EMPTY,
        "parent_crossed": _EMPTY,
        **rest,
    }
    return Samples(
        steps=numbered,
        replicates=np.array(earlier, dtype=np.int_),
        scores=dict(scores or {}),
        parent_steps=np.unique(numbered),
        **values,  # type: ignore[arg-type]
    )


def in_turn(blocks: int, steps: int) -> list[int]:
    """The steps of blocks that are dealt to them in turn."""
    return [block % steps for block in range(blocks)]


def drawn(
    shifts: Mapping[str, float],
    *,
    before: float = 0.0,
    seed: int = 0,
    steps: int = 4,
    replicates: int = 6,
    block_sd: float = 0.1,
    edit_sd: float = 0.03,
    cell_sd: float = 0.1,
) -> Samples:
    """An edit of each arm in each block: 0.5, the shifts of arm, block, edit and item, and the noise of each cell.

    The prompts before them share the items' shifts and have one of their own, `before`.
    """
    rng = np.random.default_rng(seed)
    blocks = steps * replicates
    item, block = 0.5 + rng.normal(0, 0.1, ITEMS), rng.normal(0, block_sd, (blocks, 1))
    scores = {
        arm: item + shift + block + rng.normal(0, edit_sd, (blocks, 1)) + rng.normal(0, cell_sd, (blocks, ITEMS))
        for arm, shift in shifts.items()
    }
    parent = item + before + rng.normal(0, cell_sd, (steps, _REPEATS, ITEMS))
    return samples(in_turn(blocks, steps), scores, parent=parent)


quiet = partial(drawn, steps=6, replicates=3, block_sd=0.0, edit_sd=0.02, cell_sd=0.08)
"""Blocks that are alike unless told otherwise."""


def flat(arms: Sequence[str], score: float = 0.5) -> Samples:
    """Arms whose scores are all the same."""
    return samples(in_turn(12, 3), {arm: np.full((12, ITEMS), score) for arm in arms})


def with_scores(made: Samples, **changed: Matrix) -> Samples:
    """The samples with other scores in some arms."""
    return replace(made, scores={**made.scores, **changed})


def lacking(made: Samples, arm: str, blocks: int) -> Samples:
    """The samples without an arm's scores in the first blocks."""
    scores = made.scores[arm].copy()
    scores[:blocks] = np.nan
    return with_scores(made, **{arm: scores})


def swapped(made: Samples, first: str, second: str) -> Samples:
    """The samples with the labels of two arms exchanged."""
    return with_scores(made, **{first: made.scores[second], second: made.scores[first]})


def shuffled(made: Samples, *arms: str, seed: int = 1) -> Samples:
    """The samples with the blocks of some arms in another order, each arm in its own: pairs are no pairs any more."""
    rng = np.random.default_rng(seed)
    return with_scores(made, **{arm: rng.permutation(made.scores[arm]) for arm in arms})


def written(pairs: Pairs, steps: int = 1) -> Samples:
    """Blocks of the arms a and b, read from material; None is a missing score."""
    blocks = [
        Block(step=step, replicate=place // steps, arms=(_edit("a", place, first), _edit("b", place, second)))
        for place, (step, (first, second)) in enumerate(zip(in_turn(len(pairs), steps), pairs, strict=True))
    ]
    return Samples.of(Material(blocks=tuple(blocks)))


def judged(made: Samples, terms: Terms | None = None, **changes: object) -> Effect:
    """The contrast of the arms a and b with its verdict, alone in its family."""
    fixed = rules(**changes)
    effect = contrast(made, "a", "b", fixed, terms)
    return decided(effect, effect.raw, fixed)


def found(name: str, made: Samples, *, tests: tuple[str, ...] = (), **changes: object) -> Finding:
    """What a test of the suite finds, asked for alone or among `tests`; `changes` are of the rules."""
    given = TestInput(samples=made, rules=rules(*(tests or (name,)), **changes))
    return found_by([DIAGNOSTICS[name]], given, {})[name]


def audit(answered: Audited, labels: tuple[str, ...]) -> Finding:
    """The finding of the shortcut audit."""
    given = TestInput(samples=Samples.of(Material()), rules=rules("shortcuts", seed=1), audited=answered, labels=labels)
    return found_by([DIAGNOSTICS["shortcuts"]], given, {})["shortcuts"]


def _edit(arm: str, place: int, scores: Sequence[float | None]) -> ArmDraw:
    return ArmDraw(arm=arm, feedback=(arm,), text=f"{arm} {place}", rejected=(), scores=tuple(scores))

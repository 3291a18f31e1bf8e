"""D0, noise floor: how much two draws of the same arm differ, and whether prompts differ beyond noise at all.

The real arm is drawn twice (A/A), the prompt before the edits is scored repeatedly. The claim is that the A/A
difference lies within delta; the figures are the components that plan every other test. Redraws of one feedback may
all be as good as each other, so whether the task reacts to prompts is also looked for in the prompt before and in
every other arm that was drawn.
"""

import math

import numpy as np

from gradcheck.diagnostics.analysis.finding import DiagnosticTest, Figure, Measured, TestInput, speaks, worded
from gradcheck.diagnostics.effects.contrasts import Terms, by_interval, compare, contrast
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.statistics.edits.nested import NestedComponents, nested_components, repeat_sd
from gradcheck.statistics.edits.power import minimum_detectable_effect, noise_components, tost_pairs_needed
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.scores import ROUNDING
from gradcheck.texts.numbers import limit, rounded

_ARMS = ("real", "real_again")
_REPEATS = 2
BETWEEN_REDRAWS = "sd between redraws of one feedback, beyond the noise of scoring them"
NO_REACTION = (
    "no reaction to prompts was seen: redraws of one feedback do not differ beyond the noise of scoring them, "
    "and nothing else that was scored differs from them"
)


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    floor = contrast(samples, "real", "real_again", rules, Terms(claim="equivalence"))
    figures: list[Figure] = []
    flags: list[str] = []
    differences = samples.scores["real"] - samples.scores["real_again"]
    scored = differences[~np.isnan(differences).all(axis=1)]
    if len(scored) > 1 and (~np.isnan(scored)).sum() > len(scored):
        noise = noise_components(scored)
        figures += [
            Figure(name="sd between edits of one feedback", value=noise.edit_sd / math.sqrt(2)),
            Figure(name="sd of pair means", value=noise.pair_sd),
            Figure(name="sd of a cell's difference", value=noise.item_sd),
        ]
        if noise.pair_sd > 0:
            detectable = minimum_detectable_effect(noise.pair_sd, len(scored), alpha=rules.alpha)
            figures.append(Figure(name="minimum detectable effect", value=detectable))
            needed = tost_pairs_needed(noise.pair_sd, rules.delta, alpha=rules.alpha)
            figures.append(Figure(name="pairs needed for equivalence", value=needed))
            if detectable > rules.delta:
                more = f"which is more than delta = {limit(rules.delta)}"
                flags.append(f"so many pairs detect {rounded(detectable)}, {more}")
    repeats = samples.parent.transpose(0, 2, 1).reshape(-1, samples.parent.shape[1]) if samples.parent.size else None
    if repeats is not None and (~np.isnan(repeats)).all(axis=1).any():
        whole = repeats[(~np.isnan(repeats)).all(axis=1)]
        figures.append(Figure(name="sd between repeats of one prompt on one item", value=repeat_sd(whole)))
    components = _components(samples.scores["real"], samples.scores["real_again"], samples.steps)
    if components is not None:
        figures.append(Figure(name=BETWEEN_REDRAWS, value=components.edit_sd, ci95=components.edit_interval))
        if components.edit_interval.low <= 0 and not _others_differ(samples, rules):
            flags.append(NO_REACTION)
    return Measured(claims=(floor,), figures=tuple(figures), flags=tuple(flags))


def _others_differ(samples: Samples, rules: Rules) -> bool:
    """Whether another arm, or the prompt before, differs from the edits of the real feedback, after Holm."""
    real = np.mean([samples.scores[arm] for arm in _ARMS], axis=0)
    others = {arm: scores for arm, scores in samples.scores.items() if arm not in _ARMS}
    effects = [compare(arm, real, scores, samples, (*_ARMS, arm), rules) for arm, scores in others.items()]
    if samples.parent.size:
        others["before"] = samples.before()
        effects.append(by_interval("before", real - others["before"], (real, others["before"]), samples, _ARMS, rules))
    p_values = [effect.p_value for effect in effects if effect.p_value is not None]
    tested = bool(p_values) and min(holm(p_values)) <= rules.alpha
    return tested or any(_is_constant(real - scores) for scores in others.values())


def _is_constant(differences: Matrix) -> bool:
    """Whether every cell differs, and by the same: no error can be estimated, yet it is a difference."""
    cells = differences[~np.isnan(differences)]
    return cells.size > 1 and bool(cells[0]) and float(np.ptp(cells)) <= ROUNDING


def _components(first: Matrix, second: Matrix, steps: np.ndarray) -> NestedComponents | None:
    """Components of all edits of the real feedback: one feedback a step, both draws together."""
    scores = np.concatenate([first, second])
    both = np.concatenate([steps, steps])
    scored = ~np.isnan(scores).all(axis=1)
    try:
        return nested_components(scores[scored], both[scored], np.zeros(int(scored.sum())))
    except ValueError:  # too few edits or cells to tell components apart
        return None


NOISE_FLOOR = DiagnosticTest(
    name="noise_floor",
    asks="How much do two draws of the same differ, and do prompts differ at all?",
    source="A/A test; Searle, Casella and McCulloch 1992 for the components",
    needs=Requirements.of(*_ARMS, repeats=_REPEATS),
    required=_ARMS,
    redraws=_ARMS,
    rotates=False,
    measure=_measure,
    read=worded(
        supported="two draws of the same feedback agree within delta",
        refuted="two draws of the same feedback differ: something else than chance is between them",
        unsettled="not settled whether two draws of the same feedback agree within delta",
    ),
    news=speaks(supported="neutral", refuted="neutral"),
)

"""From scores to a verdict: which prompts and items can be compared, what they show, what would settle the rest."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Difference
from gradcheck.engine.plan import Plan
from gradcheck.engine.state import scored
from gradcheck.headroom.measured import HeadroomResult, ScoredPrompt, SettlingItems, Sight, Spread
from gradcheck.headroom.plan import calls_for, candidates
from gradcheck.headroom.request import HeadroomPlan
from gradcheck.headroom.said import not_testable, put_in_words
from gradcheck.methods.standing import lacks
from gradcheck.statistics.prompts.gain import best_gain, detectable_gain, expected_best, from_nothing
from gradcheck.statistics.prompts.spread import LEAST_ITEMS, LEAST_PROMPTS, PromptSpread, items_needed, prompt_spread
from gradcheck.statistics.runs.paired import paired_difference
from gradcheck.statistics.scores import is_binary
from gradcheck.statistics.strata import effective_size

ALPHA: Final = 0.05
GIVEN, MINIMAL, AGAIN = "given", "minimal", "again"
Row = tuple[float | None, ...]
Matrix = npt.NDArray[np.float64]


class Drawn(Value, frozen=True, kw_only=True):
    """What was scored: prompts in their order, the given one first, and the given one's second answers.

    `rejected` counts why prompts that were asked for could not be used.
    """

    prompts: tuple[Candidate, ...]
    rows: Mapping[str, Row]
    again: Row | None
    rejected: Mapping[str, int]


class Compared(Value, frozen=True, kw_only=True, eq=False):
    """The prompts that count, the given one first, on the items that all of them have a score on."""

    scores: Matrix
    binary: bool


def analyse(plan: HeadroomPlan, drawn: Drawn) -> HeadroomResult:
    """The result but for what was used; not testable, with the reasons, where a number would mean nothing."""
    shown = tuple(_shown(candidate, drawn, plan.seed) for candidate in drawn.prompts)
    result = HeadroomResult(
        verdict="not_testable",
        said="",
        given=next((prompt.score for prompt in shown if prompt.name == GIVEN), None),
        prompts=shown,
        items=tuple(example.id for example in plan.items),
        rejected=dict(sorted(drawn.rejected.items())),
    )
    compared = _compared(shown)
    reasons = _reasons(plan, shown, compared, drawn)
    if reasons or compared is None:
        return replace(result, reasons=reasons, said=not_testable(reasons))
    spread = prompt_spread(compared.scores, seed=plan.seed, alpha=ALPHA)
    gain = best_gain(compared.scores[0], compared.scores[1:], spread, candidates(plan.run))
    sizes, counting = plan.run.split_sizes, _counting(plan.run)
    sees = {name: detectable_gain(spread.item_sd, counting[name], binary=compared.binary) for name in sizes}
    choice = from_nothing(spread.item_sd, max(counting["validation"], 1), gain.candidates)
    reacts = spread.p_value <= ALPHA and spread.interval90.low > 0
    result = replace(
        result,
        verdict="reacts" if reacts else "no_reaction_seen",
        spread=_spread(spread),
        gain=gain,
        validation=Sight(items=sizes["validation"], detectable=sees["validation"], from_nothing=choice),
        test=Sight(items=sizes["test"], detectable=sees["test"]),
        without_instruction=_against(drawn.rows.get(GIVEN), drawn.rows.get(MINIMAL), plan.seed),
        changed=_changed(drawn.rows.get(GIVEN), drawn.again),
        settled_by=None if reacts else _settling(plan, spread, gain.at_most, sees, gain.candidates),
    )
    return replace(result, said=put_in_words(result))


def _counting(run: Plan) -> dict[str, int]:
    """Of how many examples a plain mean varies as a split's score does: of its examples, unless classes count alike."""
    classes = {name: [run.classes.get(one.id) for one in run.examples if one.split == name] for name in run.split_sizes}
    return {name: effective_size(own) for name, own in classes.items()}


def _shown(candidate: Candidate, drawn: Drawn, seed: int) -> ScoredPrompt:
    row = drawn.rows[candidate.id]
    missing = sum(score is None for score in row)
    return ScoredPrompt(
        name=candidate.id,
        kind=candidate.operator,
        components=candidate.components,
        scores=row,
        score=scored({str(place): score for place, score in enumerate(row)}, seed),
        counts=candidate.id != MINIMAL and bool(row) and not lacks(len(row) - missing, missing),
    )


def _compared(shown: Sequence[ScoredPrompt]) -> Compared | None:
    """What can be compared; None without the given prompt, or where too few prompts or items are left."""
    rows = [prompt.scores for prompt in shown if prompt.counts]
    if len(rows) < LEAST_PROMPTS or shown[0].name != GIVEN or not shown[0].counts:
        return None
    matrix = np.array(rows, dtype=np.float64)  # a score that is missing becomes NaN
    matrix = matrix[:, ~np.isnan(matrix).any(axis=0)]
    if matrix.shape[1] < LEAST_ITEMS:
        return None
    return Compared(scores=matrix, binary=is_binary(matrix.ravel()))


def _reasons(
    plan: HeadroomPlan, shown: Sequence[ScoredPrompt], compared: Compared | None, drawn: Drawn
) -> tuple[str, ...]:
    """Why nothing can be tested."""
    if compared is not None:
        return _at_a_bound(compared.scores)
    if not shown or shown[0].name != GIVEN:
        return ("the given prompt was not scored before the measurement ended",)
    reasons = []
    given, rivals = shown[0], [prompt for prompt in shown[1:] if prompt.name != MINIMAL]
    if not given.counts:
        missing = sum(score is None for score in given.scores)
        reasons.append(
            f"the given prompt lacks scores on {missing} of {len(given.scores)} items: calls or judge failed"
        )
    counting = [prompt for prompt in rivals if prompt.counts]
    if len(counting) < LEAST_PROMPTS - 1:
        lost = [f"{count} {reason}" for reason, count in drawn.rejected.items()]
        lost += [f"{len(rivals) - len(counting)} without enough scores"] if len(rivals) > len(counting) else []
        why = f" ({', '.join(lost)})" if lost else ""
        reasons.append(
            f"{len(counting)} of {len(plan.variants)} prompts asked for can be compared with the given one, "
            f"{LEAST_PROMPTS - 1} are needed{why}; ask for more, or set a higher temperature in models.optimizer"
        )
    if not reasons:
        reasons.append(f"fewer than {LEAST_ITEMS} items have a score from every prompt: calls or judge failed")
    return tuple(reasons)


def _at_a_bound(scores: Matrix) -> tuple[str, ...]:
    """Items on which every prompt reaches the same bound tell nothing of what another prompt would do."""
    prompts, items = scores.shape
    for bound, words in (
        (1.0, "there is no room above them, and no run could be seen to gain"),
        (0.0, "none shows how a better one would score; see whether the answers are read as they are written"),
    ):
        if bool(np.all(scores == bound)):
            return (f"all {prompts} prompts score {bound:g} on all {items} items: {words}",)
    return ()


def _spread(found: PromptSpread) -> Spread:
    return Spread(
        sd=found.sd,
        ci90=(found.interval90.low, found.interval90.high),
        noise_sd=found.item_sd / found.n_items**0.5,
        p_value=found.p_value,
        detectable=found.detectable,
        prompts=found.n_prompts,
        items=found.n_items,
        telling=found.telling,
    )


def _settling(
    plan: HeadroomPlan, spread: PromptSpread, at_most: float, sees: Mapping[str, float | None], count: int
) -> SettlingItems | None:
    """The items that would find a spread whose best prompt could be seen to gain; None where that is excluded.

    None too where no split could see any gain, or no number of items would do.
    """
    visible = sees["test"] if plan.run.split_sizes["test"] else sees["validation"]
    if visible is None or at_most < visible:
        return None
    items = items_needed(spread, visible / expected_best(count), alpha=ALPHA)
    if items is None or items <= spread.n_items:
        return None
    return SettlingItems(items=items, calls=calls_for(plan, items), possible=items <= len(plan.items) + plan.spare)


def _against(given: Row | None, minimal: Row | None, seed: int) -> Difference | None:
    """The prompt without its instruction minus the given one, on the items that both have."""
    pairs = [(a, b) for a, b in zip(given or (), minimal or (), strict=False) if a is not None and b is not None]
    if len(pairs) < LEAST_ITEMS:
        return None
    found = paired_difference([a for a, _ in pairs], [b for _, b in pairs], seed=seed)
    return Difference(
        estimate=found.estimate,
        ci95=(found.interval.low, found.interval.high),
        p_value=found.p_value,
        n=found.n,
        test=found.test,
    )


def _changed(given: Row | None, again: Row | None) -> float | None:
    pairs = [(a, b) for a, b in zip(given or (), again or (), strict=False) if a is not None and b is not None]
    return sum(a != b for a, b in pairs) / len(pairs) if pairs else None

"""MIPROv2: grounded instructions and bootstrapped demos, combined by a surrogate of how combinations score.

Opsahl-Ong et al. 2024, "Optimizing Instructions and Demonstrations for Multi-Stage Language Model Programs", and its
reference implementation (DSPy, teleprompt/mipro_optimizer_v2.py). It owns the order of the stages; proposals are in
`grounded.py`, sets of demos in `demo_sets.py`, the search over combinations in `combining.py`.
"""

import math
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.combining import Combinations
from gradcheck.methods.demo_sets import demo_sets, reached
from gradcheck.methods.formulas import Costs
from gradcheck.methods.grounded import described, proposals
from gradcheck.methods.interface import RunContext

Sets = Annotated[int, Meta(ge=1, le=100)]
Demos = Annotated[int, Meta(ge=0, le=100)]

_MINIBATCH_FROM = 50
_GROUNDING = 3
_SIZES = {"light": 6, "medium": 12, "heavy": 18}
_ITEMS = {"light": 100, "medium": 300, "heavy": 1000}


class MIPROv2(MethodParameters, frozen=True, kw_only=True, tag="miprov2"):
    """Instructions written with knowledge of data and program, sets of demos, and a search over their combinations.

    `auto` gives what is not given itself: `instructions` of every component (the one it has counts), `demo_sets` (the
    empty one counts), `trials`, and how many validation items are used at most. With more than 50 of these a trial is
    scored on `minibatch` of them, drawn for it, and every `full_eval_every` trials the combination with the best mean
    that has not been scored on all is. With `bootstrapped` and `labelled` 0 only instructions are searched.
    `trials_at_once` are asked of the surrogate together, at most `full_eval_every`.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="grounded instructions and bootstrapped demos, combined by a tree-structured Parzen estimator",
        paper="Opsahl-Ong et al. 2024, arXiv 2406.11695",
        reference="stanfordnlp/dspy, teleprompt/mipro_optimizer_v2.py",
        defaults="the reference's, auto light; a threshold of 1 is what it does without one where scores are 0 or 1",
        deviations=(
            "the summary of the data is map-reduced in two rounds; the reference's batches are told of one another",
            "the program is described once and each component once, not anew for every instruction",
            "the prompt as it was given is one of the instructions; no proposal is paid for and thrown away for it",
            "every component that may change has instructions of its own, every module its sets of demos",
            "every train example is tried once for all sets, by the prompt as it was given and without labelled demos",
            "without a threshold the reference takes every score above 0",
            "labelled demos are of programs with one module only",
            "a trial without a complete score is no score of 0: the surrogate is told that it failed",
            "more than one trial at once asks the surrogate by constant liar; the published search is one by one",
            "with a single combination there is no search",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": f"{_SIZES}[auto]",
            "shown": "bootstrapped + labelled > 0",
            "texts": "instructions or (size // 2 if shown else size)",
            "variables": "components + (modules if shown else 0)",
            "tries": "trials or max(2 * variables * log2(size), 1.5 * size) // 1",
            "items": f"min(validation, {_ITEMS}[auto])",
            "sampled": f"items > {_MINIBATCH_FROM} and minibatch < items",
            "trial": "(minibatch if sampled else items) * per_item",
            "whole": "items * per_item if sampled else 0",
            "looks": "min(10, ceil(train / 10))",
            "told": "train * per_item + looks + 1 + components * texts",
            "block": "min(full_eval_every, tries - (number - 1) * full_eval_every)",
        },
        first="told + 1 + block * trial + whole",
        step="block * trial + whole",
        steps="ceil(tries / full_eval_every)",
        rounds="3 + ceil(block / trials_at_once) + sampled",
    )

    auto: Annotated[
        Literal["light", "medium", "heavy"], Meta(description="Sets what is null below, and the most validation items.")
    ] = "light"
    instructions: Annotated[Positive | None, Meta(description="Texts of a component, the given one included.")] = None
    demo_sets: Annotated[Sets | None, Meta(description="Sets of demos of each module, the empty one included.")] = None
    trials: Annotated[Positive | None, Meta(description="Combinations that are tried.")] = None
    bootstrapped: Annotated[Demos, Meta(description="The most demos of a set that are made of own answers.")] = 4
    labelled: Annotated[Demos, Meta(description="Demos that a set is filled up to with expected answers.")] = 4
    threshold: Annotated[float, Meta(ge=0, le=1, description="The least score of an answer that becomes a demo.")] = 1.0
    minibatch: Annotated[Positive, Meta(description="Validation items of a trial, where there are more than 50.")] = 35
    full_eval_every: Annotated[
        Positive, Meta(description="Trials of a step; then the best combination is scored on all items.")
    ] = 5
    trials_at_once: Annotated[Positive, Meta(description="Trials that are asked of the surrogate together.")] = 1

    async def optimize(self, run: RunContext) -> None:
        """Sets of demos and instructions, then blocks of trials; the best of each block is scored on all items."""
        size, shows = _SIZES[self.auto], self.bootstrapped + self.labelled > 0
        items = run.sample(run.validation, _ITEMS[self.auto], "items")
        sampled = len(items) > _MINIBATCH_FROM and self.minibatch < len(items)
        variables = len(run.program.optimizable) + (len(run.program.modules) if shows else 0)
        trials = self.trials or int(max(2 * variables * math.log2(size), 1.5 * size))
        for start in range(0, trials, self.full_eval_every):
            block = range(start, min(start + self.full_eval_every, trials))
            async with run.step([run.seed], () if start else run.train) as step:
                if start == 0:
                    given, tries = step.evaluate([run.seed], items), step.evaluate([run.seed], run.train)
                    told = await described(run, step)
                    right = reached(await tries, self.threshold)
                    most = self.bootstrapped if shows else _GROUNDING
                    sets = demo_sets(run, right, count=(self.demo_sets or size) - 1, most=most, size=self.labelled)
                    texts = (self.instructions or (size // 2 if shows else size)) - 1
                    good = [tuple(demo for demo in own if demo.example in right) for own in [(), *sets]]
                    edits = [await edit for edit in proposals(run, step, told, good, texts)]
                    new = await step.distinct(edits, [run.seed])
                    search = Combinations(run, new, sets if shows else [], items)
                    search.score(run.seed, await given)
                if not search.is_one:
                    for first in block[:: self.trials_at_once]:
                        numbers = range(first, min(first + self.trials_at_once, block.stop))
                        drawn = [run.sample(items, self.minibatch, "minibatch", number) for number in numbers]
                        await search.try_some(step, drawn if sampled else [items] * len(numbers))
                    if sampled:
                        await search.score_best(step)
                search.select(step)
            if search.is_one:
                return

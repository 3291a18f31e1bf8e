"""MIPROv2: grounded instructions and bootstrapped demos, combined by a surrogate of how combinations score.

Opsahl-Ong et al. 2024, "Optimizing Instructions and Demonstrations for Multi-Stage Language Model Programs", and its
reference implementation (DSPy, teleprompt/mipro_optimizer_v2.py). It owns the order of the stages; proposals are in
`grounded.py`, sets of demos in `demo_sets.py`, the surrogate in `policies`.
"""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.combining import Combinations, Space
from gradcheck.methods.demo_sets import Sizes, demo_sets, reached
from gradcheck.methods.formulas import Costs
from gradcheck.methods.grounded import briefings, joined, proposals
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.view import RunView, StepView

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

    about: ClassVar[About] = About(
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
            "block": "min(tries, full_eval_every)",
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

    async def optimize(self, run: RunView) -> None:
        """The first step makes what is combined; every step tries combinations, and then one of them on all items."""
        items = draw_items(run.validation, _ITEMS[self.auto], run.rng("items"))
        size = self.minibatch if len(items) > _MINIBATCH_FROM and self.minibatch < len(items) else None
        search = Combinations(run, items, size)
        for number, trials in enumerate(self._blocks(run), start=1):
            async with run.stages([run.seed], run.train if number == 1 else ()) as step:
                if number == 1:
                    search.open(*await self._prepared(run, step, items))
                for place in range(0, trials, self.trials_at_once):
                    await search.wave(step, min(self.trials_at_once, trials - place))
                await search.settle(step)
            if search.settled:
                return

    def _blocks(self, run: RunView) -> Iterator[int]:
        """The trials of each step."""
        size = _SIZES[self.auto]
        variables = len(run.program.optimizable) + (len(run.program.modules) if self._shows_demos else 0)
        left = self.trials or int(max(2 * variables * math.log2(size), 1.5 * size))
        while left > 0:
            yield min(left, self.full_eval_every)
            left -= self.full_eval_every

    @property
    def _shows_demos(self) -> bool:
        return self.bootstrapped + self.labelled > 0

    async def _prepared(
        self, run: RunView, step: StepView, items: Sequence[Example]
    ) -> tuple[Space, Sequence[Rollout]]:
        """All that can be combined, and how the prompt as it was given does."""
        async with step.overlap():
            known, tries, told = await all_of(
                (
                    step.evaluate([run.seed], items, "validation.before"),
                    step.evaluate([run.seed], run.train, "bootstrap"),
                    step.gather(briefings(run, step)),
                )
            )
        right = reached(tries, self.threshold)
        size = _SIZES[self.auto]
        sizes = Sizes(
            sets=(self.demo_sets or size) - 1,
            bootstrapped=self.bootstrapped if self._shows_demos else _GROUNDING,
            labelled=self.labelled,
        )
        sets = demo_sets(run.program, run.train, right, sizes, partial(run.rng, "demos"))
        count = (self.instructions or (size // 2 if self._shows_demos else size)) - 1
        written: list[Candidate | None] = await step.gather(
            proposals(run, step, joined(told), [(), *sets], right.keys(), count)
        )
        edits = step.distinct(written, [run.seed])
        return Space.of(run, edits, sets if self._shows_demos else []), known

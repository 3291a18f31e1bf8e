"""SkillOpt: few edits a step, carried out to the letter, kept where validation rises, remembered where it does not.

Yang et al. 2026, "SkillOpt: Executive Strategy for Self-Evolving Agent Skills", and its reference implementation. It
owns steps, the budget of edits and the gate; how answers become edits is in `edit_lists.py`.
"""

import math
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.edit_lists import proposed, remembered
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.trying import given


class SkillOpt(MethodParameters, frozen=True, kw_only=True, tag="skillopt"):
    """Answers to a batch are read in minibatches, wrong and right ones apart; each reading proposes a few edits.

    They are made one list, wrong answers first, and ranked; the best are carried out without a model. The prompt that
    comes of it is kept only if it scores higher on validation. If not, later readings of the epoch are shown its edits.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="few edits a step, carried out to the letter; kept only where validation rises, else remembered",
        paper="Yang et al. 2026, arXiv 2605.23904",
        reference="microsoft/SkillOpt",
        defaults="the reference's base configuration: patches, a fixed cosine budget of edits, the gate on",
        interception="full",
        points=("each edit that a reading proposes, before edits are made one list", "each edit of that list"),
        deviations=(
            "the slow update and the optimizer's own memory at the end of an epoch are left out",
            "edits of one kind of answers are made one list in one call; the reference joins those of eight readings",
            "what is remembered of a step are the edits that were turned down and both scores, no failure patterns",
            "an answer with a score below 1 is a wrong one",
            "words of the prompt are found whatever space is between them",
            "edits that together lose a placeholder or exceed max_length are turned down without a score",
            "of several optimizable components each step works on the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "turns": "epochs * ceil(train / min(batch, train))",
            "size": Costs.epoch_batch,
            "readings": "min(size, ceil(size / minibatch) + 1)",
            "written": "size * per_verdict + readings + min(3, readings - 1) + 1",
        },
        first="size * per_item + written + validation * per_item",
        step="first",
        steps="turns",
        rounds="6 + per_verdict",
    )
    trusts_scores: ClassVar[bool] = True

    epochs: Annotated[Positive, Meta(description="Times that all train examples are learned from.")] = 4
    batch: Annotated[Positive, Meta(description="Train examples that a step learns from.")] = 40
    minibatch: Annotated[Positive, Meta(description="Answers that are read at once.")] = 8
    edits: Annotated[Positive, Meta(description="The most edits of a reading, and of a step, at first.")] = 4
    edits_at_end: Annotated[Positive, Meta(description="The same at the end; in between it falls as a cosine.")] = 2

    async def optimize(self, run: RunContext) -> None:
        """Steps of answers, readings, one list of edits, and the gate."""
        current, turned_down = Member.of(run.seed, []), dict[str, list[str]]()
        epoch = -(-len(run.train) // min(self.batch, len(run.train)))
        for number in range(1, self.epochs * epoch + 1):
            base, batch = current.candidate, run.minibatch(self.batch, number - 1, filled=False)
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            most = self._most_edits(number, self.epochs * epoch)
            turned_down = {} if (number - 1) % epoch == 0 else turned_down
            tried = turned_down.setdefault(component, [])
            async with run.step([base], batch) as step:
                current = await given(run, step) if number == 1 else current
                found = [one for one in await step.evaluate([base], batch) if one.score is not None]
                answers = [one.inside(run.program.module_of(component).name) for one in found]
                read = proposed(step, base, component, answers, minibatch=self.minibatch, most=most, tried=tried)
                edits = await read
                asked_for = [step.edit("carry_out", base, component, feedback=edits)] if edits else []
                pool, reason = [current], "there is no edit that can be carried out"
                for child in await step.distinct(await step.usable(asked_for), [base]):
                    rollouts = await step.evaluate([child], run.validation)
                    pool += [Member.of(child, rollouts)] if len(rollouts) == len(run.validation) else []
                best = max(pool, key=lambda one: one.fitness)
                if len(pool) > 1:
                    reason = f"with {len(edits)} edits validation is {'' if best is pool[1] else 'not '}higher"
                if edits and best is current:
                    tried.append(remembered(number, edits, pool))
                step.select("gate", [one.entry for one in pool], [best.candidate.id], reason)
                current = best

    def contradictions(self, components: int) -> dict[str, str]:  # noqa: ARG002 - of any number of components
        """The number of edits falls."""
        if self.edits_at_end > self.edits:
            return {"edits_at_end": f"must be at most edits, which is {self.edits}"}
        return {}

    def _most_edits(self, number: int, steps: int) -> int:
        """The most edits of a step."""
        left = (1 + math.cos(math.pi * (number - 1) / max(steps - 1, 1))) / 2
        return round(self.edits_at_end + (self.edits - self.edits_at_end) * left)

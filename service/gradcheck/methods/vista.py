"""VISTA: labelled hypotheses about root causes, each tried by itself, and prompts that owe the given one nothing.

Liu et al. 2026, "Reflection in the Dark: Exposing and Escaping the Black Box in Reflective Prompt Optimization",
section 4, on GEPA's pool. It owns rounds and what survives and is remembered; what they try is in `root_causes.py`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.pareto_pool import ParetoPool
from gradcheck.methods.root_causes import Round

_Share = Annotated[float, Meta(ge=0, le=1)]


class VISTA(MethodParameters, frozen=True, kw_only=True, tag="vista"):
    """A parent from the Pareto front; hypotheses about what is wrong with it, a rewriting for each, the best one kept.

    A hypothesis has one of a few known labels, or with the chance `epsilon` none of them. With the chance `restart` a
    round writes a prompt from the model's own answer instead. What gains most on the minibatch joins the pool.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="labelled hypotheses about root causes, a rewriting for each; restarts that owe the prompt nothing",
        paper="Liu et al. 2026, arXiv 2603.18388",
        reference="fwaris/FsGEPA, by others than the authors",
        defaults="the paper's; its end is the caller's to say",
        interception="full",
        points=("each hypothesis, before the rewriting",),
        deviations=(
            "the known labels and what they stand for are in our words",
            "a restart goes by the scorer's note on an answer, where the paper has a parse error",
            "a restart keeps the placeholders; a text without any begins as `Answer.`",
            "hypotheses with a known label are asked for in one call, each other one in a call of its own",
            "what is remembered of a prompt's line are labels and gains, kept or not",
            "the run ends when a whole epoch of minibatches gave nothing to mend, as `gepa` does",
            "of several optimizable components each round works on the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "turns": "iterations or 1",
            "size": "min(minibatch, train)",
            "tried": "hypotheses * (2 + size * per_item) + size * per_verdict if restart < 1 else 0",
            "anew": "lookahead * (per_item + per_verdict + 1) + size * per_item if restart else 0",
        },
        first="size * per_item + max(tried, anew) + validation * per_item",
        step="first",
        steps="turns",
        rounds="3 + max(2 + per_verdict, lookahead * (2 + per_verdict) if restart else 0)",
    )
    trusts_scores: ClassVar[bool] = True

    iterations: Annotated[Positive | None, Meta(description="Rounds; null goes on until the budget is used.")] = None
    minibatch: Annotated[Positive, Meta(description="Train examples that a round tries its prompts on.")] = 8
    hypotheses: Annotated[Positive, Meta(description="Hypotheses of a round, each with a prompt of its own.")] = 3
    epsilon: Annotated[_Share, Meta(description="The chance that a hypothesis is free of the known labels.")] = 0.1
    restart: Annotated[_Share, Meta(description="The chance that a round writes a prompt from scratch.")] = 0.2
    lookahead: Annotated[Positive, Meta(description="The most times that such a prompt is written.")] = 3

    async def optimize(self, run: RunContext) -> None:
        """Rounds of hypotheses, or of a restart."""
        pool, tried = ParetoPool(run.seed), {run.seed.id: list[str]()}
        number = idle = 0
        while number != self.iterations and idle * self.minibatch < len(run.train):
            number += 1
            rng = run.rng("round", number)
            parent = pool.draw_parent("pareto", rng, epsilon=0, top_k=1)
            restarts, *free = (
                rng.random(1 + self.hypotheses) < [self.restart, *[self.epsilon] * self.hypotheses]
            ).tolist()
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            batch = run.minibatch(self.minibatch, number - 1, filled=True)
            async with run.step([parent], batch) as step:
                if number == 1:
                    pool.enter(run.seed, run.validation, await step.evaluate([run.seed], run.validation))
                answers, known = await step.evaluate([parent], batch), list(pool.candidates.values())
                this = Round(step, run.program, parent, component, batch, answers, known)
                attempts, reason = [], "no answer of the minibatch had a score below 1"
                if not this.is_settled:
                    asked = (
                        this.from_scratch(self.lookahead) if restarts else this.by_hypotheses(tried[parent.id], free)
                    )
                    attempts, reason = await asked, "nothing that was tried could be scored"
                tried[parent.id] += [one.told for one in attempts]
                for best in sorted(attempts, key=lambda one: -one.gain)[:1]:
                    reason = f"of {', '.join(one.told for one in attempts)} none gained anything on the minibatch"
                    if best.gain > 0:
                        reason = f"{best.told} of 100 on the minibatch"
                        rollouts = await step.evaluate([best.candidate], run.validation)
                        if len(rollouts) == len(run.validation):
                            pool.enter(best.candidate, run.validation, rollouts)
                            tried[best.candidate.id] = list(tried[parent.id])
                pool.select(step, "pareto", reason)
            idle = idle + 1 if this.is_settled else 0

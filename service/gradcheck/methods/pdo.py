"""PDO: a pool of prompts whose answers are compared in pairs, those pairs that tell most; no label, no score.

Wu et al. 2025, "LLM Prompt Duel Optimizer: Efficient Label-Free Prompt Optimization", and its reference implementation.
Duels are fought in `arena.py`; which pair is next, and how a pool ranks, is in `statistics/search/dueling.py`.
"""

from collections.abc import Awaitable
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.methods.arena import Arena
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.optimizer.templates.duels import FIRST_TIPS, TIPS

_SHOWN = 3


class PDO(MethodParameters, frozen=True, kw_only=True, tag="pdo"):
    """Rounds of duels between prompts of a pool, in which the best one's variants take the place of the worst.

    In a duel two prompts answer the same train examples, and the optimizer's model names the better answer to each.
    Who meets whom is drawn by double Thompson sampling; the best is who beats the most others (Copeland). It sees no
    scores and no expected answers, and validation has no say.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="duels between prompts of a pool by their answers, the pairs that tell most; no labels",
        paper="Wu et al. 2025, arXiv 2510.13907",
        reference="meta-llama/prompt-ops, core/qpdo",
        defaults="the reference's duels, mutations and alpha; its 100 rounds of 50 questions are 45,000 calls",
        deviations=(
            "the prompt as it was given is in the pool, the first prompts are variants of it, and equals rank after it",
            "who writes the first prompts is shown three inputs, and not a summary of three more",
            "tips take their turns from one round to the next; with one mutation the reference uses its first only",
            "one who compares sees the given prompts and the task's description, answers as they are, and no reasoning",
            "each place is used equally often; there a coin is tossed for every question",
            "the same answers need no comparison and are half a win for either; who names nobody gives no win",
            "a question to which an answer is lost is left out",
            "the worst leaves only where a new prompt takes its place",
            "of several optimizable components each new prompt changes the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={"fought": "duels * min(questions, train) * (2 * per_item + 1)"},
        first="prompts - 1 + fought",
        step="mutations + fought",
        steps="rounds",
        rounds="3",
    )
    takes_over_nothing: ClassVar[str] = "it scores no prompt on validation, so that there is no evidence to judge"

    rounds: Annotated[Positive, Meta(description="Times that duels are fought.")] = 10
    duels: Annotated[Positive, Meta(description="Duels of a round.")] = 3
    questions: Annotated[Positive, Meta(description="Train examples of a duel, drawn for it.")] = 10
    prompts: Annotated[int, Meta(ge=2, description="Prompts of the pool, the given one included.")] = 5
    mutations: Annotated[Positive, Meta(description="New prompts of a round, made from the best one.")] = 1
    alpha: Annotated[float, Meta(gt=0, description="How long a prompt is taken for one that may be the best.")] = 1.2

    async def optimize(self, run: RunContext) -> None:
        """Rounds of new prompts and duels."""
        arena, known, edited = Arena(run), [run.seed], 0
        for number in range(self.rounds):
            drawn = [run.sample(run.train, self.questions, "questions", number, duel) for duel in range(self.duels)]
            async with run.step([arena.best], [example for own in drawn for example in own]) as step:
                turns = range(edited, edited + (self.mutations if number else self.prompts - 1))
                edits = [self._edit(run, step, arena.best, turn) for turn in turns]
                new = await step.distinct(await step.usable(edits), known)
                arena.join(new, leaving=number > 0)
                await arena.fight(step, drawn, run.rng("duels", number), self.alpha)
                arena.select(step)
                known, edited = [*known, *new], turns.stop

    def _edit(self, run: RunContext, step: StepContext, best: Candidate, turn: int) -> Awaitable[Candidate | None]:
        """The run's edit of this number, from 0: those that fill the pool vary the given prompt, others the best."""
        component, later = run.program.optimizable[turn % len(run.program.optimizable)], turn - (self.prompts - 1)
        if later >= 0:
            return step.edit("mutate", best, component, context={"tip": TIPS[later % len(TIPS)]})
        inputs, tip = run.sample(run.train, _SHOWN, "inputs", turn), FIRST_TIPS[turn % len(FIRST_TIPS)]
        return step.edit("vary", best, component, examples=inputs, context={"tip": tip})

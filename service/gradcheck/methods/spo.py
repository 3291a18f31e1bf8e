"""SPO: prompts that improve by comparing their answers, without a label or a score.

Xiang et al. 2025, "Self-Supervised Prompt Optimization", section 3, and its reference implementation.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.optimizer.answer_pairs import AnswerPair, listed, purpose


class SPO(MethodParameters, frozen=True, kw_only=True, tag="spo"):
    """Rounds of one new prompt by the answers of the best; it is kept if its answers are preferred more often than not.

    All rounds answer the same few train examples. The optimizer's model compares the answers of both prompts to all of
    them, several times, in both orders. It sees no scores and no expected answers, and validation has no say.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="one new prompt a round by the best one's answers, kept where its answers are preferred; no labels",
        paper="Xiang et al. 2025, arXiv 2502.06855",
        reference="FoundationAgents/MetaGPT, metagpt/ext/spo",
        defaults="the reference's own: 10 rounds, 3 questions, 4 comparisons",
        deviations=(
            "what is asked for is the given prompt and the task's description; the reference has requirements instead",
            "expected answers are never shown, which the reference shows where its settings have some",
            "both orders are used equally often, one more of either where comparisons are odd; there a coin is tossed",
            "the same answers as before need no comparison and are not better",
            "a prompt one of whose answers is lost is not compared, and not taken",
            "the optimizer's model compares; answers are scored as all are, and the scores not looked at",
            "of several optimizable components each round changes the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={"answered": "min(questions, train) * per_item"},
        first="1 + 2 * answered + comparisons",
        step="first - answered",
        steps="rounds",
        rounds="4",
    )

    takes_over_nothing: ClassVar[str] = "it scores no prompt on validation, so that there is no evidence to judge"

    rounds: Annotated[Positive, Meta(description="New prompts, one after the other.")] = 10
    questions: Annotated[Positive, Meta(description="Train examples that all prompts answer.")] = 3
    comparisons: Annotated[Positive, Meta(description="Times that the answers of two prompts are compared.")] = 4

    async def optimize(self, run: RunContext) -> None:
        """Rounds of an edit, its answers, and comparisons with the best so far."""
        questions = run.sample(run.train, self.questions, "questions")
        best, answers, task = run.seed, list[Rollout](), purpose(run.program, run.seed, run.description)
        for number in range(self.rounds):
            component = run.program.optimizable[number % len(run.program.optimizable)]
            async with run.step([best], questions) as step:
                if number == 0:
                    answers = [one for one in await step.evaluate([best], questions) if one.score is not None]
                    questions = tuple(one for one in questions if one.id in {answer.example for answer in answers})
                own = listed([one.inside(run.program.module_of(component).name) for one in answers], questions)
                edit = step.edit("align", best, component, context={"task": task, "answers": own})
                new, kept, won, turns = await step.distinct([await edit], [best]), best, 0, range(0)
                after = [one for one in await step.evaluate(new, questions) if one.score is not None]
                if len(after) == len(questions):
                    both = AnswerPair(answers=listed(after, questions), rivals=listed(answers, questions))

                    async def prefers(turn: int, both: AnswerPair = both, about: str = component) -> bool:
                        said = step.brief("compare", run.seed, about, context={"task": task, **both.shown(turn)})
                        return both.is_won(turn, await said)

                    turns = range(0 if both.is_settled else self.comparisons)
                    won = sum(await step.each(turns, prefers))
                if 2 * won > len(turns):
                    [kept], answers = new, after
                reason = f"the new answers are preferred in {won} of {len(turns)} comparisons"
                step.select("comparisons", [Member.of(kept, []).entry], [kept.id], reason)
                best = kept

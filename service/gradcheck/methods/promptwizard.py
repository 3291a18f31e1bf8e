"""PromptWizard: an instruction and its examples, mutated, criticized and refined in turn.

Agarwal et al. 2024, "PromptWizard: Task-Aware Prompt Optimization Framework", section 3.
"""

from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from gradcheck.domain.base import Positive
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.demos import labelled
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.policies.tournament import Tournament
from gradcheck.methods.revising import revised
from gradcheck.methods.rollouts import errors
from gradcheck.optimizer.templates.worked_examples import THINKING_STYLES


class PromptWizard(MethodParameters, frozen=True, kw_only=True, tag="promptwizard"):
    """Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.

    Variants are asked batches of questions until one is answered wrong or `min_correct` are right. Each example round
    refines the instruction by the chosen examples, wrong answers first, or has the editor write worked examples of its
    own. The finish adds the chosen examples with a reasoning as demos, and an expert's description and keywords.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="styled variants, critique and refinement of instruction and examples, reasoned demos, a persona",
        paper="Agarwal et al. 2024, arXiv 2405.18369",
        reference="microsoft/PromptWizard, critique_n_refine/core_logic.py",
        defaults="the reference's own; persona and keywords on",
        interception="full",
        points=("the critique of the instruction, before its refinement", "the critique of the examples"),
        deviations=(
            "what is kept is better on validation; the reference keeps the example rounds and the finish unseen",
            "critics and editors see the wrong answers of the model",
            "a variant's score is the mean of its answers, and all variants are asked the same questions",
            "each variant is an edit of its own; mutation_rounds is taken as it is, not one more",
            "max_eval_batches is left out: min_correct and the first wrong answer come before it",
            "the whole seen set is answered at once to find the wrong examples",
            "synthesized examples are written into the prompt, chosen ones are demos",
            "a program of several modules gets no demos",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "scored": "validation * per_item",
            "variants": "mutation_rounds * styles",
            "asked": "(variants + 1) * min(min_correct * batch, seen, train) * per_item",
            "mutation": "variants + asked + 2 + 3 * scored",
            "shots": "min(few_shots, seen, train)",
            "refinement": "shots * per_item + 2 + 2 * scored",
            "told": "shots * reasoning * (modules == 1) + persona + keywords",
            "finish": "told + (1 + (modules == 1)) * (1 + (persona or keywords)) * scored",
        },
        first="mutation - scored",
        step="mutation if number <= iterations else min(seen, train) * per_item if number == iterations + 1"
        " else refinement if number <= iterations + example_rounds + 1 else finish",
        steps="iterations + example_rounds + 2",
        rounds="4 + ceil(min(min_correct * batch, seen, train) / batch)",
    )
    trusts_scores: ClassVar[bool] = True
    changes_one_component: ClassVar[bool] = True
    needs_expected: ClassVar[str] = "every example can become a worked one"

    iterations: Annotated[Positive, Meta(description="Rounds of variants, critique and refinement.")] = 3
    mutation_rounds: Annotated[Positive, Meta(description="Times that all styles are used in an iteration.")] = 3
    styles: Annotated[
        int, Meta(ge=1, le=len(THINKING_STYLES), description="Ways of thinking, each with a variant in a round.")
    ] = 5
    batch: Annotated[Positive, Meta(description="Questions that a variant is asked at once.")] = 1
    min_correct: Annotated[Positive, Meta(description="Right batches after which a variant is asked no more.")] = 3
    example_rounds: Annotated[int, Meta(ge=0, description="Rounds on the instruction or on examples.")] = 3
    seen: Annotated[Positive, Meta(description="Train examples that questions and worked examples are from.")] = 25
    few_shots: Annotated[Positive, Meta(description="Worked examples.")] = 5
    reasoning: Annotated[bool, Meta(description="Whether worked examples get a reasoning.")] = True
    persona: Annotated[bool, Meta(description="Whether the prompt gets an expert's description.")] = True
    keywords: Annotated[bool, Meta(description="Whether the prompt gets keywords of the task.")] = True

    async def optimize(self, run: RunContext) -> None:  # noqa: PLR0915 - the whole algorithm
        """Iterations on the instruction, rounds on instruction or examples, the finish."""
        current, component = run.seed, run.program.optimizable[0]
        seen = run.shuffled(run.train, "seen")[: self.seen]
        for number in range(1, self.iterations + 1):  # the best of styled variants is refined
            questions = run.shuffled(seen, "questions", number)[: self.min_correct * self.batch]
            styles = run.rng("styles", number).choice(THINKING_STYLES, size=self.styles, replace=False).tolist()
            async with run.step([current], questions) as step:
                variants = {current.id: current}

                async def ask(name: str) -> list[Rollout]:
                    answers = list[Rollout]()
                    for first in range(0, len(questions), self.batch):
                        if not errors(answers):
                            answers += await step.evaluate([variants[name]], questions[first : first + self.batch])
                    return answers

                async def vary(style: str) -> list[Rollout]:
                    edit = await step.edit("restyle", current, component, context={"style": style})
                    new = {variant.id: variant for variant in await step.distinct([edit], [current])}
                    variants.update(new)
                    return [answer for name in new for answer in await ask(name)]

                every = [step.each([current.id], ask), step.each(styles * self.mutation_rounds, vary)]
                answers = [answer for one in every for several in await one for answer in several]
                members = [Member.of(variant, answers) for variant in variants.values()]
                best = max(members, key=lambda one: (one.fitness, -len(one.candidate.components[component]))).candidate
                tournament = Tournament.on_all(step, run.validation)
                tournament.enter([current] if best is current else [current, best])
                refined = await revised(step, best, component, answers)
                tournament.enter(await step.distinct([refined], [current, best]))
                [current] = await tournament.select("keep_better")
        async with run.step([current], seen) as step:  # examples that are answered wrong, and others
            missed = {answer.example for answer in errors(await step.evaluate([current], seen))}
            wrong = [example for example in seen if example.id in missed]
            others = run.shuffled([example for example in seen if example.id not in missed], "shots")
            shots = [*wrong, *others][: self.few_shots]
            what = f"{min(len(wrong), len(shots))} of {len(shots)} examples are answered wrong"
            step.select("examples", [Member.of(current, []).entry], [current.id], what)
        for number in range(1, self.example_rounds + 1):  # by the toss of a coin
            is_heads = run.rng("coin", number).random() < 0.5
            async with run.step([current], shots) as step:
                answers = [answer for answer in await step.evaluate([current], shots) if answer.score is not None]
                tournament = Tournament.on_all(step, run.validation)
                tournament.enter([current])
                better = None
                if is_heads:
                    better = await revised(step, current, component, answers)
                elif answers and (gap := await step.critique("review_examples", current, component, answers)):
                    better = await step.edit("synthesize", current, component, feedback=[gap], examples=shots)
                tournament.enter(await step.distinct([better], [current]))
                [current] = await tournament.select("keep_better")
        async with run.step([current], shots) as step:  # reasoned demos, persona and keywords
            demos = [demo for example in shots for demo in labelled(run.program, example)]
            explained = shots if self.reasoning and demos else ()
            reasons = [step.brief("reasoning", current, component, examples=[example]) for example in explained]
            wanted = (("persona", "", self.persona), ("keywords", "Keywords: ", self.keywords))
            task = {"task": run.description or "none"}
            asked = [(lead, step.brief(name, current, component, context=task)) for name, lead, on in wanted if on]
            for place, reason in enumerate(reasons):
                text = await reason
                demos[place] = replace(demos[place], output=f"{text}\n{demos[place].output}") if text else demos[place]
            preface = " ".join([lead + text for lead, brief in asked if (text := await brief)])
            framed = await step.edit("preface", current, component, context={"preface": preface}) if preface else None
            bases = [current, *([framed] if framed else [])]
            tournament = Tournament.on_all(step, run.validation)
            tournament.enter([*bases, *(step.compose("demos", [base], demos=demos) for base in bases if demos)])
            await tournament.select("keep_better")

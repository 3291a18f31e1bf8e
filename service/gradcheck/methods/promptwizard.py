"""PromptWizard: an instruction and its examples, mutated, criticized and refined in turn.

Agarwal et al. 2024, "PromptWizard: Task-Aware Prompt Optimization Framework", section 3, and its reference
implementation (microsoft/PromptWizard, critique_n_refine/core_logic.py). The words are in `templates`, but for the ways
of thinking.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.demos import labelled
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.tournament import Tournament
from gradcheck.methods.revising import revised
from gradcheck.methods.rollouts import errors, mean_entry

Natural = Annotated[int, Meta(ge=0)]

THINKING_STYLES = (
    "Break the task into small steps and say in which order they are taken.",
    "Ask what a careful reader could still misunderstand, and settle it.",
    "Put first what decides the answer, and leave out what does not.",
    "Say exactly what form an answer has, and what it must not contain.",
    "Think of the input that is hardest to get right, and say how it is dealt with.",
    "Write as you would for somebody who has never seen such a task.",
    "Write as an expert of the field would write to a colleague.",
    "Name what an answer has to be checked for before it is given.",
    "Look at the task from its end: what is the answer used for, and what follows from that?",
    "Question what the task seems to take for granted, and say what really holds.",
    "Say it as briefly as it can be said without losing anything.",
    "Give a rule for each kind of input, and one for inputs that fit no kind.",
)


class PromptWizard(MethodParameters, frozen=True, kw_only=True, tag="promptwizard"):
    """Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.

    In each iteration variants of the prompt are written along ways of thinking and asked batches of questions until one
    is answered wrong or `min_correct` are right; the best is criticized and refined. Then `few_shots` examples are
    chosen, wrong answers first, and in each example round a coin decides between a refinement of the instruction by
    these examples and worked examples of the editor's own that mend what a critic misses in them. The finish adds the
    chosen examples with a reasoning as demos, and an expert's description and keywords to the prompt.
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
            "variants": "mutation_rounds * styles",
            "pool": "min(seen, train)",
            "questions": "min(min_correct * batch, pool)",
            "scored": "validation * per_item",
            "mutation": "variants + (variants + 1) * questions * per_item + 2 + 3 * scored",
            "shots": "min(few_shots, pool)",
            "refinement": "shots * per_item + 2 + 2 * scored",
            "demoed": "modules == 1",
            "briefs": "shots * (reasoning and demoed) + persona + keywords",
            "told": "persona or keywords",
            "finish": "briefs + (1 + demoed + told + (demoed and told)) * scored",
        },
        first="mutation - scored",
        step="mutation if number <= iterations else pool * per_item if number == iterations + 1"
        " else refinement if number <= iterations + example_rounds + 1 else finish",
        steps="iterations + example_rounds + 2",
        rounds="4 + ceil(questions / batch)",
    )
    trusts_scores: ClassVar[bool] = True
    changes_one_component: ClassVar[bool] = True
    needs_expected: ClassVar[str] = "every example can become a worked one"

    iterations: Annotated[Positive, Meta(description="Rounds of variants, critique and refinement.")] = 3
    mutation_rounds: Annotated[Positive, Meta(description="Times that all styles are used in an iteration.")] = 3
    styles: Annotated[
        int,
        Meta(
            ge=1,
            le=len(THINKING_STYLES),
            description="Variants in a mutation round, each along another way of thinking.",
        ),
    ] = 5
    batch: Annotated[Positive, Meta(description="Questions that a variant is asked at once.")] = 1
    min_correct: Annotated[Positive, Meta(description="Right batches after which a variant is asked no more.")] = 3
    example_rounds: Annotated[
        Natural, Meta(description="Rounds that refine the instruction or synthesize examples.")
    ] = 3
    seen: Annotated[
        Positive, Meta(description="Train examples from which questions and worked examples are taken.")
    ] = 25
    few_shots: Annotated[Positive, Meta(description="Worked examples.")] = 5
    reasoning: Annotated[bool, Meta(description="Whether worked examples get a reasoning.")] = True
    persona: Annotated[bool, Meta(description="Whether the prompt gets an expert's description.")] = True
    keywords: Annotated[bool, Meta(description="Whether the prompt gets keywords of the task.")] = True

    async def optimize(self, run: RunContext) -> None:
        """Iterations on the instruction, rounds on instruction or examples, the finish."""
        seen = [run.train[place] for place in run.rng("seen").permutation(len(run.train))[: self.seen]]
        current = run.seed
        for number in range(1, self.iterations + 1):
            current = await self._mutate(run, number, current, seen)
        shots = await self._choose(run, current, seen)
        for number in range(1, self.example_rounds + 1):
            current = await self._refine(run, number, current, shots)
        await self._finish(run, current, shots)

    async def _mutate(self, run: RunContext, number: int, current: Candidate, seen: Sequence[Example]) -> Candidate:
        """Styled variants, the best of them on questions, its refinement; the best of all on validation is kept."""
        component = run.program.optimizable[0]
        order = run.rng("questions", number).permutation(len(seen))[: self.min_correct * self.batch]
        questions = [seen[place] for place in order]
        styles = run.rng("styles", number).choice(len(THINKING_STYLES), size=self.styles, replace=False)
        async with run.step([current], questions) as step:

            async def ask(variant: Candidate) -> tuple[Candidate, list[Rollout]]:
                answers: list[Rollout] = []
                for first in range(0, len(questions), self.batch):
                    if not errors(answers):
                        answers += await step.evaluate([variant], questions[first : first + self.batch])
                return variant, answers

            async def vary(style: str) -> list[tuple[Candidate, list[Rollout]]]:
                edit = await step.edit("restyle", current, component, context={"style": style})
                return [await ask(variant) for variant in await step.distinct([edit], [current])]

            def standing(asked: tuple[Candidate, list[Rollout]]) -> tuple[float, int]:
                score = mean_entry(*asked).score
                return (-1.0 if score is None else score, -len(asked[0].components[component]))

            given = step.each([current], ask)
            varied = await step.each([THINKING_STYLES[style] for style in styles] * self.mutation_rounds, vary)
            best, answers = max([*await given, *(asked for several in varied for asked in several)], key=standing)
            refining = revised(step, best, component, answers)
            return await self._keep(run, step, [current] if best is current else [current, best], refining)

    async def _choose(self, run: RunContext, current: Candidate, seen: Sequence[Example]) -> list[Example]:
        """The examples to learn from: the first that are answered wrong, and others where there are too few."""
        async with run.step([current], seen) as step:
            missed = {rollout.example for rollout in errors(await step.evaluate([current], seen))}
            wrong = [example for example in seen if example.id in missed]
            others = [example for example in seen if example.id not in missed]
            filled = [others[place] for place in run.rng("shots").permutation(len(others))]
            chosen = [*wrong, *filled][: self.few_shots]
            reason = f"{min(len(wrong), len(chosen))} of {len(chosen)} examples are answered wrong"
            step.select("examples", [mean_entry(current, [])], [current.id], reason)
        return chosen

    async def _refine(self, run: RunContext, number: int, current: Candidate, shots: Sequence[Example]) -> Candidate:
        """By the toss of a coin the instruction is refined, or worked examples are synthesized; the better is kept."""
        component = run.program.optimizable[0]
        heads = run.rng("coin", number).random() < 0.5
        async with run.step([current], shots) as step:
            answers = await step.evaluate([current], shots)

            async def synthesized() -> Candidate | None:
                scored = [rollout for rollout in answers if rollout.score is not None]
                missing = await step.critique("review_examples", current, component, scored) if scored else None
                if missing is None:
                    return None
                return await step.edit("synthesize", current, component, feedback=[missing], examples=shots)

            better = revised(step, current, component, answers) if heads else synthesized()
            return await self._keep(run, step, [current], better)

    async def _finish(self, run: RunContext, current: Candidate, shots: Sequence[Example]) -> None:
        """Reasoned demos, persona and keywords, each alone and together, against the prompt without them."""
        component = run.program.optimizable[0]
        task = {"task": run.description or "none"}
        async with run.step([current], shots) as step:
            demos = [demo for example in shots for demo in labelled(run.program, example)]
            explained = shots if self.reasoning and demos else ()
            reasons = [step.brief("reasoning", current, component, examples=[example]) for example in explained]
            persona = step.brief("persona", current, component, context=task) if self.persona else None
            keywords = step.brief("keywords", current, component, context=task) if self.keywords else None
            for place, reason in enumerate(reasons):
                text = await reason
                demos[place] = replace(demos[place], output=f"{text}\n{demos[place].output}") if text else demos[place]
            expert, words = await persona if persona else None, await keywords if keywords else None
            preface = " ".join(filter(None, [expert, words and f"Keywords: {words}"]))
            framed = await step.edit("preface", current, component, context={"preface": preface}) if preface else None
            bases = [current, *([framed] if framed else [])]
            shown = [step.compose("demos", [base], demos=demos) for base in bases if demos]
            await self._keep(run, step, [*bases, *shown])

    async def _keep(
        self,
        run: RunContext,
        step: StepContext,
        there: Sequence[Candidate],
        proposal: Awaitable[Candidate | None] | None = None,
    ) -> Candidate:
        """The best on validation of prompts and a proposal; the first, which was there before, where none is better."""
        tournament = Tournament.on_all(step, run.validation)
        tournament.enter(there)
        if proposal is not None:
            tournament.enter(await step.distinct([await proposal], there))
        [kept] = await tournament.select("keep_better")
        return kept

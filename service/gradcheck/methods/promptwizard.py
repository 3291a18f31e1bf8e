"""PromptWizard: an instruction and its examples, mutated, criticized and refined in turn.

Agarwal et al. 2024, "PromptWizard: Task-Aware Prompt Optimization Framework", section 3, and its reference
implementation (microsoft/PromptWizard, critique_n_refine/core_logic.py). It owns the order of the stages; the words are
in `templates`, the ways of thinking in `styles.py`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.errors import Fault
from gradcheck.methods.asks import Critique, Edit
from gradcheck.methods.base import About, MethodParameters, Use, one_component
from gradcheck.methods.finishing import finished
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.bandits import brute_force
from gradcheck.methods.policies.race import Race, all_at_once
from gradcheck.methods.questions import best_answering, until_wrong
from gradcheck.methods.revising import following, revision
from gradcheck.methods.styles import THINKING_STYLES
from gradcheck.methods.view import RunView, StepView, Work, errors, mean_entry

Natural = Annotated[int, Meta(ge=0)]


class PromptWizard(MethodParameters, frozen=True, kw_only=True, tag="promptwizard"):
    """Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.

    In each iteration variants of the prompt are written along ways of thinking and asked batches of questions until one
    is answered wrong or `min_correct` are right; the best is criticized and refined. Then `few_shots` examples are
    chosen, wrong answers first, and in each example round a coin decides between a refinement of the instruction by
    these examples and worked examples of the editor's own that mend what a critic misses in them. The finish adds the
    chosen examples with a reasoning as demos, and an expert's description and keywords to the prompt.
    """

    about: ClassVar[About] = About(
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
        step="max(mutation, pool * per_item, refinement, finish)",
        steps="iterations + example_rounds + 2",
        rounds="4 + ceil(questions / batch)",
    )
    trusts_scores: ClassVar[bool] = True

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

    async def optimize(self, run: RunView) -> None:
        """Iterations on the instruction, rounds on instruction or examples, the finish."""
        order = run.rng("seen").permutation(len(run.train))[: self.seen]
        seen = [run.train[position] for position in order]
        current = run.seed
        for number in range(1, self.iterations + 1):
            current = await self._mutate(run, number, current, seen)
        shots = await self._choose(run, current, seen)
        for number in range(1, self.example_rounds + 1):
            current = await _refine(run, number, current, shots)
        await self._finish(run, current, shots)

    async def _mutate(self, run: RunView, number: int, current: Candidate, seen: Sequence[Example]) -> Candidate:
        """Styled variants, the best of them on questions, its refinement; the best of all on validation is kept."""
        component = run.program.optimizable[0]
        order = run.rng("questions", number).permutation(len(seen))[: self.min_correct * self.batch]
        questions = [seen[position] for position in order]
        async with run.stages([current], questions) as step:
            edits = self._styled(run, number, current, component)
            work = [Work(reserve=step.worst(edit), start=partial(step.edit, edit)) for edit in edits]
            variants = [current, *step.distinct(await step.gather(work), [current])]
            answers = await until_wrong(step, variants, questions, self.batch)
            top = best_answering(variants, component, answers)
            own = [rollout for rollout in answers if rollout.candidate == top.id]
            refining = revision(step, (len(edits),), top, component, own)
            return await _keep_better(run, step, [current] if top is current else [current, top], refining)

    def _styled(self, run: RunView, number: int, current: Candidate, component: str) -> list[Edit]:
        """The edits along some of the ways of thinking, each drawn several times."""
        styles = run.rng("styles", number).choice(len(THINKING_STYLES), size=self.styles, replace=False)
        return [
            Edit(
                at=(draw * self.styles + place,),
                template="restyle",
                candidate=current,
                component=component,
                context={"style": THINKING_STYLES[style]},
                draw=draw,
            )
            for draw in range(self.mutation_rounds)
            for place, style in enumerate(styles)
        ]

    async def _choose(self, run: RunView, current: Candidate, seen: Sequence[Example]) -> list[Example]:
        """The examples to learn from: the first that are answered wrong, and others where there are too few."""
        async with run.stages([current], seen) as step:
            answers = await step.evaluate([current], seen, "seen")
            missed = {one.example for one in errors(answers)}
            wrong = [example for example in seen if example.id in missed]
            others = [example for example in seen if example.id not in missed]
            filled = [others[position] for position in run.rng("shots").permutation(len(others))]
            chosen = [*wrong, *filled][: self.few_shots]
            reason = f"{min(len(wrong), len(chosen))} of {len(chosen)} examples are answered wrong"
            step.select("examples", [mean_entry(current, [])], [current.id], reason)
        return chosen

    async def _finish(self, run: RunView, current: Candidate, shots: Sequence[Example]) -> None:
        """Reasoned demos, persona and keywords, each alone and together, against the prompt without them."""
        names = [name for name, wanted in (("persona", self.persona), ("keywords", self.keywords)) if wanted]
        async with run.stages([current], shots) as step:
            made = await finished(run, step, current, shots, names, reasoning=self.reasoning)
            await _keep_better(run, step, [current, *made], [])

    def faults(self, use: Use) -> list[Fault]:
        """One component may change, and every example can become a worked one."""
        found = one_component("promptwizard", use)
        if not use.labelled:
            message = "promptwizard shows worked examples: give every example an expected answer"
            found.append(Fault("task.examples", message))
        return found


async def _refine(run: RunView, number: int, current: Candidate, shots: Sequence[Example]) -> Candidate:
    """By the toss of a coin the instruction is refined, or worked examples are synthesized; the better is kept."""
    component = run.program.optimizable[0]
    heads = run.rng("coin", number).random() < 0.5
    async with run.stages([current], shots) as step:
        answers = await step.evaluate([current], shots, "examples")
        work = revision(step, (0,), current, component, answers)
        if not heads and work:
            told = tuple(rollout for rollout in answers if rollout.score is not None)
            critique = Critique(
                at=(0,),
                template="review_examples",
                kind="critique",
                candidate=current,
                component=component,
                rollouts=told,
            )
            edit = Edit(at=(0,), template="synthesize", candidate=current, component=component, examples=tuple(shots))
            work = [following(step, critique, edit)]
        return await _keep_better(run, step, [current], work)


async def _keep_better(
    run: RunView, step: StepView, there: Sequence[Candidate], proposing: Sequence[Work]
) -> Candidate:
    """The best of the prompts and proposals on validation; the first, which was there before, where none is better."""
    race = Race(step, "selection", all_at_once(run.validation))
    async with step.overlap():
        known, proposed = race.enter(there), step.gather(proposing)

        async def follow() -> None:
            await race.enter(step.distinct(await proposed, there))

        await all_of([known, follow()])
    ranked = await race.rank(brute_force(race.pool, run.validation))
    kept = there[0].id if ranked[0].score is None else ranked[0].candidate
    step.select("keep_better", ranked, [kept], "the best mean validation score")
    return next(candidate for candidate in race.pool if candidate.id == kept)

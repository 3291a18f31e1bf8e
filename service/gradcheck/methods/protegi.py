"""ProTeGi: prompt optimization with textual gradients and beam search.

Pryzant et al. 2023, "Automatic Prompt Optimization with Gradient Descent and Beam Search", sections 3.1 to 3.3, and its
reference implementation (LMOps, prompt_optimization). It owns the order of the stages; the words are in `templates`.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar, Literal

import msgspec
import numpy as np
from msgspec import Meta

from gradcheck.concurrency import Turns, all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import At, Critique, Edit
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.bandits import brute_force, successive_rejects, ucb
from gradcheck.methods.policies.policy import Policy, draw_items
from gradcheck.methods.policies.race import Openings, Race, all_at_once, first_arms
from gradcheck.methods.view import RunView, StepView, Work, errors

Children = list[Candidate | None]


class ProTeGi(MethodParameters, frozen=True, kw_only=True, tag="protegi"):
    """A critic explains samples of errors, an editor mends what it names, paraphrases widen, a bandit keeps a beam."""

    about: ClassVar[About] = About(
        summary="beam search over edits that follow a critic's reading of errors",
        paper="Pryzant et al. 2023, arXiv 2305.03495",
        reference="microsoft/LMOps, prompt_optimization",
        defaults="main.py of the reference; UCB as in its README",
        interception="full",
        points=("the critic's reason, before the edit",),
        deviations=(
            "several reasons or edits of one request are several draws of it: an unreadable answer loses itself only",
            "the seed is scored as the first step's parent",
            "selection uses the validation split",
            "of several optimizable components each step works on the next one in turn",
            "a parent without errors gets no critic",
            "UCB tries every arm once and counts rollouts as t; the reference ranks an untried arm at 0",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "reasons": "gradients * reasons_per_gradient",
            "edits": "reasons * edits_per_reason",
            "widened": "(edits + 1) * paraphrases",
            "children": "min(max_expansion, edits + widened)",
            "batch": "min(minibatch, train) * per_item",
            "written": "reasons * (1 + errors_per_gradient * per_verdict) + edits + widened",
            "ucb": "selection == 'ucb'",
            "pulls": "max(eval_rounds * eval_arms, 1 + children) * eval_samples if ucb else inf",
            "later": "max(eval_rounds * eval_arms, beam * (1 + children)) * eval_samples if ucb else inf",
            "opening": "written + batch + min((1 + children) * validation, pulls) * per_item",
            "waves": "max(eval_rounds, ceil(beam * (1 + children) / eval_arms)) if ucb"
            " else beam * children if selection == 'successive_rejects' else 1",
        },
        first="written + batch + min(children * validation, pulls) * per_item",
        step="beam * (written + batch) + min(beam * (1 + children) * validation, later) * per_item",
        least="rounds * paraphrases + batch",
        most="opening + (rounds - 1) * step",
        steps="rounds",
        rounds="3 + (paraphrases > 0) + per_verdict + waves",
    )

    rounds: Annotated[Positive, Meta(description="Steps of the search.")] = 6
    beam: Annotated[Positive, Meta(description="Prompts kept after each round.")] = 4
    minibatch: Annotated[Positive, Meta(description="Train examples that look for errors in a round.")] = 64
    gradients: Annotated[
        Positive, Meta(description="Samples of errors that a critic is shown for each prompt of the beam.")
    ] = 4
    errors_per_gradient: Annotated[Positive, Meta(description="Errors in one sample.")] = 4
    reasons_per_gradient: Annotated[Positive, Meta(description="Reasons the critic is asked for of one sample.")] = 1
    edits_per_reason: Annotated[Positive, Meta(description="New prompts the editor is asked for of one reason.")] = 1
    paraphrases: Annotated[int, Meta(ge=0, description="Paraphrases of each edit, and of the prompt before it.")] = 2
    max_expansion: Annotated[
        Positive, Meta(description="New prompts of one parent that are scored; more are left out at random.")
    ] = 8
    selection: Annotated[
        Literal["ucb", "successive_rejects", "brute_force"], Meta(description="How the beam is chosen on validation.")
    ] = "ucb"
    eval_rounds: Annotated[
        Positive,
        Meta(description="With ucb: pulls one after another. The three eval_ numbers are successive_rejects' budget."),
    ] = 8
    eval_arms: Annotated[Positive, Meta(description="With ucb: prompts in one pull.")] = 8
    eval_samples: Annotated[Positive, Meta(description="With ucb: validation items in one pull.")] = 32
    c: Annotated[float, Meta(ge=0, description="With ucb: the weight of exploration.")] = 1.0

    async def optimize(self, run: RunView) -> None:
        """Rounds of expansion and selection."""
        beam = [run.seed]
        for number in range(1, self.rounds + 1):
            batch = draw_items(run.train, self.minibatch, run.rng("minibatch", number))
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            async with run.stages(beam, batch) as step:
                race = Race(step, "selection", self._openings(run, number))
                async with step.overlap():
                    families = self._families(run, step, race, number, component, beam, batch)
                    await all_of([race.enter(beam), *families])
                pool = race.pool
                ranked = await race.rank(self._policy(run, number, pool))
                scored = [entry.candidate for entry in ranked if entry.score is not None]
                chosen = scored[: self.beam] or [candidate.id for candidate in beam]
                reason = f"the best {len(chosen)} of {len(pool)} by mean validation score"
                step.select(self.selection, ranked, chosen, reason)
                beam = [candidate for name in chosen for candidate in pool if candidate.id == name]

    def _families(
        self,
        run: RunView,
        step: StepView,
        race: Race,
        number: int,
        component: str,
        beam: Sequence[Candidate],
        batch: Sequence[Example],
    ) -> list[Awaitable[None]]:
        """What becomes of every parent, all at once: its errors, chains from samples of them, tries of the children.

        Chains are reserved parent by parent, and so are tries.
        """
        turns, size = Turns(), len(beam)

        async def family(place: int, parent: Candidate, minibatch: Awaitable[list[Rollout]]) -> None:
            rollouts = await minibatch
            async with turns.at(place):
                chains = step.gather(self._chains(run, step, number, (place,), parent, component, rollouts))
            children = [child for found in await chains for child in found]
            async with turns.at(size + place):
                new = step.distinct(children, race.pool)
                trying = race.enter(self._thin(run.rng("expansion", number, place), step, new))
            await trying

        batches = [step.evaluate([parent], batch, "minibatch") for parent in beam]
        return [family(place, *own) for place, own in enumerate(zip(beam, batches, strict=True))]

    def _chains(
        self,
        run: RunView,
        step: StepView,
        number: int,
        at: At,
        parent: Candidate,
        component: str,
        rollouts: Sequence[Rollout],
    ) -> list[Work]:
        """A parent's samples of errors → reasons → edits → paraphrases, and paraphrases of the parent itself."""
        wrong = errors(rollouts)
        rng = run.rng("errors", number, *at)
        work: list[Work] = []
        for gradient in range(self.gradients if wrong else 0):
            sample = draw_items(wrong, self.errors_per_gradient, rng)
            work += [
                self._chain(step, (*at, gradient, reason), parent, component, sample)
                for reason in range(self.reasons_per_gradient)
            ]
        return [*work, self._widening(step, (*at, self.gradients), parent, component)]

    def _chain(self, step: StepView, at: At, parent: Candidate, component: str, errors: tuple[Rollout, ...]) -> Work:
        """From one error sample to a reason, its edits and their paraphrases."""
        critique = Critique(
            at=at,
            template="critique",
            kind="critique",
            candidate=parent,
            component=component,
            rollouts=errors,
        )
        edits = [
            Edit(
                at=(*at, draw),
                template="edit",
                candidate=parent,
                component=component,
                rollouts=errors,
                draw=draw,
            )
            for draw in range(self.edits_per_reason)
        ]

        async def follow(edit: Edit, reason: Feedback) -> Children:
            child = await step.edit(msgspec.structs.replace(edit, feedback=(reason,)))
            if child is None:
                return []
            return [child, *await all_of(map(step.edit, self._paraphrases(edit.at, child, component)))]

        async def start() -> Children:
            reason = await step.critique(critique)
            if reason is None:
                return []
            families = await all_of(follow(edit, reason) for edit in edits)
            return [child for family in families for child in family]

        later = [task for edit in edits for task in (edit, *self._paraphrases(edit.at, parent, component))]
        reserve = sum((step.worst(task, unknown=1) for task in later), step.worst(critique))
        return Work(reserve=reserve, start=start)

    def _widening(self, step: StepView, at: At, parent: Candidate, component: str) -> Work:
        """Paraphrases of a parent itself."""
        tasks = self._paraphrases(at, parent, component)

        async def start() -> Children:
            return await all_of(map(step.edit, tasks))

        return Work(reserve=sum(map(step.worst, tasks), Spend()), start=start)

    def _paraphrases(self, at: At, of: Candidate, component: str) -> list[Edit]:
        return [
            Edit(at=(*at, draw), template="paraphrase", candidate=of, component=component, draw=draw)
            for draw in range(self.paraphrases)
        ]

    def _thin(self, rng: np.random.Generator, step: StepView, children: list[Candidate]) -> list[Candidate]:
        """At most `max_expansion` of a parent's children, drawn at random as in the reference's default."""
        if len(children) <= self.max_expansion:
            return children
        keep = set(rng.choice(len(children), size=self.max_expansion, replace=False).tolist())
        step.drop([child for place, child in enumerate(children) if place not in keep], "beyond max_expansion")
        return [child for place, child in enumerate(children) if place in keep]

    def _openings(self, run: RunView, number: int) -> Openings | None:
        """What a candidate is tried on first; Successive Rejects divides by the size of the pool, so it has to wait."""
        match self.selection:
            case "ucb":
                rng = run.rng("selection", number)
                return first_arms(run.validation, rng, arms=self.eval_arms, samples=self.eval_samples)
            case "successive_rejects":
                return None
            case "brute_force":
                return all_at_once(run.validation)

    def _policy(self, run: RunView, number: int, pool: Sequence[Candidate]) -> Policy:
        rng = run.rng("selection", number)
        match self.selection:
            case "ucb":
                sizes = {"rounds": self.eval_rounds, "arms": self.eval_arms, "samples": self.eval_samples}
                return ucb(pool, run.validation, rng, **sizes, c=self.c)
            case "successive_rejects":
                budget = self.eval_rounds * self.eval_arms * self.eval_samples
                return successive_rejects(pool, run.validation, rng, keep=self.beam, budget=budget)
            case "brute_force":
                return brute_force(pool, run.validation)

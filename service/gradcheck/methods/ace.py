"""ACE: a prompt that grows a playbook, bullet by bullet, from what was wrong and right in its answers.

Zhang et al. 2025, "Agentic Context Engineering: Evolving Contexts for Self-Improving Language Models", sections 3 and
4, and its reference implementation. What a playbook is and how a delta gets into it are in `optimizer/playbook.py`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.task import Example
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.rollouts import errors
from gradcheck.optimizer import playbook as books


class ACE(MethodParameters, frozen=True, kw_only=True, tag="ace"):
    """Every train example is answered, reflected on and curated into a playbook, which stands at the end of the prompt.

    A wrong answer is given again with the reflection at hand, up to `reflections` times. Reflections count which
    bullets helped and harmed; a curator, who sees the counts, writes new ones, which are added as they are: nothing
    that is there is written anew. The playbook with the best score on validation is kept.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="a playbook of bullets, with counts of help and harm, that grows by what each answer teaches",
        paper="Zhang et al. 2025, arXiv 2510.04618",
        reference="ace-agent/ace",
        defaults="the reference's own, but for `validate_every`, which is 100 there",
        interception="full",
        points=(
            "each reflection, before it is counted and shown with the input",
            "each new bullet, before it is added",
        ),
        deviations=(
            "bullets that differ in case and punctuation alone are one; of one meaning in other words both stay",
            "the reference's grouping of bullets by embeddings, which is off there by default, is left out",
            "the prompt holds bullets without numbers and counts, in one list without sections",
            "the model is not asked which bullets it used: who reflects sees all of them",
            "the last playbook is scored too; no answer is asked for only to log it",
            "with `batch` above 1 the examples of a step see the same playbook, and their deltas are added in order",
            "the playbook is bounded by max_length: a delta that does not fit is refused",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "turns": "epochs * ceil(train / min(batch, train))",
            "size": Costs.epoch_batch,
            "is_due": "number % validate_every == 0 or number == turns",
            "learned": "size * (reflections * (per_item + 1 + per_verdict) + 1)",
        },
        first="learned + (validation * per_item if is_due else 0)",
        step="first",
        steps="turns",
        rounds="2 * reflections + 2",
    )
    trusts_scores: ClassVar[bool] = True
    changes_one_component: ClassVar[bool] = True

    epochs: Annotated[Positive, Meta(description="Times that all train examples are learned from.")] = 1
    batch: Annotated[Positive, Meta(description="Train examples that are learned from at once.")] = 1
    reflections: Annotated[Positive, Meta(description="The most reflections on an example.")] = 3
    validate_every: Annotated[Positive, Meta(description="Steps from one score on validation to the next.")] = 10

    async def optimize(self, run: RunContext) -> None:
        """Steps of reflection and curation, and now and then a look at validation."""
        [component] = run.program.optimizable
        playbook: books.Playbook = ()
        current, best, seen = run.seed, Member.of(run.seed, []), {run.seed.id}
        turns = self.epochs * -(-len(run.train) // min(self.batch, len(run.train)))
        for number in range(1, turns + 1):
            batch = run.minibatch(self.batch, number - 1, filled=False)
            async with run.step([current], batch) as step:
                if number == 1:
                    best = Member.of(run.seed, await step.evaluate([run.seed], run.validation))
                base, context = current, {"playbook": books.shown(playbook)}

                async def learn(example: Example) -> list[Feedback]:
                    """Reflections on an example's answers, the last of which the curator reads, and new bullets."""
                    answering, said = base, list[Feedback]()
                    for turn in range(1, self.reflections + 1):
                        answers = [one for one in await step.evaluate([answering], [example]) if one.score is not None]
                        if not answers or (said and not errors(answers)):
                            break
                        about = step.critique("reflect_on_playbook", base, component, answers, context=context)
                        new = await step.usable([about])
                        said += new
                        again = new if errors(answers) and turn < self.reflections else []
                        hints = [step.edit("give_review", base, component, feedback=[one]) for one in again]
                        hinted = await step.usable(hints)
                        if not hinted:
                            break
                        step.drop(hinted, "only for another answer to the example")
                        [answering] = hinted
                    if not said:
                        return []
                    last = said[-1:]
                    curated = step.critiques("curate", base, component, kind="rule", upstream=last, context=context)
                    return [*said, *(await curated)]

                taught = [feedback for found in await step.each(batch, learn) for feedback in found]
                playbook = books.tagged(playbook, [one for one in taught if one.kind == "critique"])
                new = books.new_in(playbook, [one for one in taught if one.kind == "rule"])
                edits = [step.edit(books.template(playbook), base, component, feedback=new)] if new else []
                if made := await step.distinct(await step.usable(edits), [base]):
                    [current], playbook = made, books.grown(playbook, new)
                standings = [best]
                if (number % self.validate_every == 0 or number == turns) and current.id not in seen:
                    rollouts = await step.evaluate([current], run.validation)
                    standings += [Member.of(current, rollouts)] if len(rollouts) == len(run.validation) else []
                    seen.add(current.id)
                best = max(standings, key=lambda one: one.fitness)
                reason = f"the best so far; the playbook has {len(playbook)} bullets"
                step.select("playbook", [one.entry for one in standings], [best.candidate.id], reason)

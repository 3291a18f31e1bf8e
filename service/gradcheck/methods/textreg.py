"""TextReg: textual gradients that are made general first, and an update that keeps the prompt short and wide in scope.

Fu et al. 2026, "TextReg: Mitigating Prompt Distributional Overfitting via Regularized Text-Space Optimization", and its
reference implementation. Which critic follows from which is in `regularizing.py`.
"""

from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods import regularizing
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.optimizer import rule_bank


class TextReg(MethodParameters, frozen=True, kw_only=True, tag="textreg"):
    """Feedback on each answer of a minibatch, of which only what is general stays; one update, kept or reverted.

    Rules that were asked for are counted over the run, and tell what is general. Where the last update made the prompt
    more than `growth` longer or narrower in scope, a critic says what is to be joined, shortened or widened, and the
    next update brings both together; what the examples need goes first.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="textual gradients made general first; updates bring the prompt back where it grew long or narrow",
        paper="Fu et al. 2026, arXiv 2605.21318",
        reference="luchengfu6/TextReg",
        defaults="the reference's script: 12 steps with batches of 3, a growth of 0.2",
        interception="full",
        points=(
            "feedback on the response and on the prompt, before it is made general",
            "general feedback, before it is counted and before the update",
            "what the last update changed, and what is wanted of the form, before the update",
        ),
        deviations=(
            "the length of a prompt is counted in characters",
            "one critic counts all rules of a step; the reference asks about one feedback after another",
            "rules that differ in case and punctuation alone are one, whatever the critic says",
            "an update that scores lower on validation is reverted, which the reference does where it is asked to",
            "who compares prompts sees all answers of the step, whole; the reference shows the beginning of three",
            "what is wanted of the form is the last item of the feedback, not a part of its own",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": Costs.epoch_batch,
            "learned": "size * (per_item + per_verdict + depth + 2) + 2 + validation * per_item",
        },
        first="learned",
        step="learned + 2 + validation * per_item",
        steps="steps",
        rounds="5 + depth + per_verdict",
    )
    changes_one_component: ClassVar[bool] = True

    steps: Annotated[Positive, Meta(description="Updates of the prompt.")] = 12
    batch: Annotated[Positive, Meta(description="Train examples in a step.")] = 3
    growth: Annotated[
        float,
        Meta(ge=0, description="The share by which an update may lengthen the prompt before it is told to shrink."),
    ] = 0.2

    async def optimize(self, run: RunContext) -> None:
        """Steps of forward, backward, purification, update."""
        [component] = run.program.optimizable
        current, before, bank = run.seed, run.seed, rule_bank.RuleBank()
        for number in range(self.steps):
            batch = run.minibatch(self.batch, number, filled=False)
            async with run.step([current], batch) as step:
                answers = [one for one in await step.evaluate([current], batch) if one.score is not None]
                rules = rule_bank.shown(bank)
                purify = partial(regularizing.purified, step, run.program, current, rules=rules)
                purifying = step.each(answers, purify)
                change = regularizing.Change(before=before, now=current, first=run.seed)
                form = await regularizing.wanted(step, change, component, answers, rules, self.growth)
                found = [one for each in await purifying for one in each]
                told, known = regularizing.kept(found), [one.general for one in found if one.general]
                context = {"rules": rules}
                counting = [
                    step.critiques("count_rules", run.seed, component, kind="rule", upstream=known, context=context)
                    for _ in known[:1]
                ]
                name, feedback = ("update_in_form", [*told, form]) if form else ("update", told)
                edits = [step.edit(name, current, component, feedback=feedback)] if told else []
                proposed = await step.distinct(await step.usable(edits), [current])
                standing = Member.of(current, await step.evaluate([current], run.validation))
                reached = standing.entry.score or 0.0
                gates = await step.each(proposed, lambda new: step.gate(new, run.validation, reached, current))
                bank = rule_bank.counted(bank, [rule for said in counting for rule in await said])
                reason = f"{len(known)} of {len(found)} feedbacks are general" + (
                    ", and the form is told" if form else ""
                )
                top = max([one for one in gates if one.passed], key=lambda one: one.fitness, default=standing)
                pool = [standing, *gates]
                step.select("revert_by_validation", [one.entry for one in pool], [top.candidate.id], reason)
                if top is not standing:
                    before, current = current, top.candidate

"""ContraPrompt: what a second answer did right that the first one to the same input did wrong, as rules by input.

Rishav, Pujari and Rastogi 2026, "ContraPrompt: Contrastive Prompt Optimization via Dyadic Reasoning Trace Analysis".
Answers and pairs are in `retrying.py`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.retrying import retried
from gradcheck.methods.trying import given, tried_out

_READ = 10  # answers without a better one, of a kind


class ContraPrompt(MethodParameters, frozen=True, kw_only=True, tag="contraprompt"):
    """Wrong answers are asked for again; where one gets better, a rule is read off the difference to the worst one.

    Rules are also read off the answers that no attempt made better. All rules, with those that are there, are arranged
    as a tree: some for every input, others for inputs of a kind. It stands at the end of the given prompt, and the
    prompt with the best score on validation is kept.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="rules from failed answers beside retried ones to the same input, arranged by kinds of inputs",
        paper="Rishav et al. 2026, arXiv 2604.17937",
        defaults="the paper's: 15 iterations, 3 attempts, patience 3, a gain of 0.02, 50 examples; `pairs` is ours",
        interception="full",
        points=("each rule, before rules are arranged", "the tree of rules, before it is put into the prompt"),
        deviations=(
            "built from public accounts of the paper, without code: what they leave open is decided here",
            "a trace is all that the model says; thoughts that stand apart from an answer are not read",
            "who tries again is told whether the answer was wrong or partly right, and not what of it",
            "errors without a better attempt are of two kinds, wrong and partly right, and of each ten are read",
            "at most `pairs` are read, those with the largest gain",
            "the temperature is that of the task's model; at 0 attempts differ by the nudge alone",
            "the next iteration goes on from the prompt that is the best on validation, and its tree",
            "the model that answers takes the branch, as nothing else reads the tree",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": Costs.epoch_batch,
            "read": "min(pairs, size) * (1 + 2 * per_verdict)",
            "failed": f"min(2, size) + min({2 * _READ}, size) * per_verdict",
        },
        first="size * attempts * per_item + read + failed + 1 + validation * per_item",
        step="first",
        steps="iterations",
        rounds="attempts + 3 + per_verdict",
    )
    trusts_scores: ClassVar[bool] = True
    changes_one_component: ClassVar[bool] = True

    iterations: Annotated[Positive, Meta(description="The most trees that are made.")] = 15
    patience: Annotated[Positive, Meta(description="Iterations without a better prompt that end the run.")] = 3
    batch: Annotated[Positive, Meta(description="Train examples of an iteration.")] = 50
    attempts: Annotated[int, Meta(ge=2, description="The most answers to an example.")] = 3
    gap: Annotated[float, Meta(gt=0, le=1, description="The least gain in score that makes two answers a pair.")] = 0.02
    pairs: Annotated[Positive, Meta(description="The most pairs that are read in an iteration.")] = 10

    async def optimize(self, run: RunContext) -> None:
        """Iterations of attempts, rules and a tree."""
        [component] = run.program.optimizable
        best, tree, known, quiet = Member.of(run.seed, []), "none", [run.seed], 0
        for number in range(self.iterations):
            base, batch = best.candidate, run.minibatch(self.batch, number, filled=False)
            async with run.step([base], batch) as step:
                best = await given(run, step) if number == 0 else best
                sizes = {"attempts": self.attempts, "sample": number * self.attempts}
                found = await retried(step, base, component, batch, gap=self.gap, **sizes)
                read = {"rule_of_retry": [[one.worse, one.better] for one in found.pairs[: self.pairs]]}
                read["rule_of_failures"] = [list(kind[:_READ]) for kind in (found.wrong, found.partly) if kind]
                asked = [step.critiques(name, base, component, one, kind="rule") for name in read for one in read[name]]
                rules = [rule for said in asked for rule in await said]
                context = {"inputs": found.inputs, "tree": tree}
                arranged = [
                    step.critique("arrange", run.seed, component, kind="rule", upstream=rules, context=context)
                    for _ in rules[:1]
                ]
                trees = await step.usable(arranged)
                edits = [step.edit("hold_rules", run.seed, component, feedback=[one]) for one in trees]
                tried = await tried_out(step, edits, run.validation, known)
                (top,) = fittest([best, *tried], 1)
                quiet = 0 if top in tried else quiet + 1
                tree = trees[0].text if top in tried else tree
                reason = f"the best so far, with {len(found.pairs)} pairs of answers"
                step.select("best_on_validation", [one.entry for one in [best, *tried]], [top.candidate.id], reason)
                best, known = top, [*known, *(one.candidate for one in tried)]
            if quiet == self.patience:
                return

"""COPRO: coordinate ascent over the instructions of a program, from a history of instructions and their scores.

The optimizer of DSPy (stanfordnlp/dspy, teleprompt/copro_optimizer.py), after Yang et al. 2024 (OPRO). It owns the
order of components and what each step shows; the words are in `templates`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest, tried_before
from gradcheck.methods.trying import given, tried_out


class COPRO(MethodParameters, frozen=True, kw_only=True, tag="copro"):
    """Rounds of `breadth` new texts, component after component, each beside the best texts of the others.

    The first round asks for better texts of the given one, later ones show the best of this component and their scores,
    the best last.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="coordinate ascent over components, each from its history of texts and scores",
        paper="Khattab et al. 2023, arXiv 2310.03714 (DSPy)",
        reference="stanfordnlp/dspy, teleprompt/copro_optimizer.py",
        defaults="the reference: breadth 10, depth 3; its temperature of 1.4 is the optimizer model's to set",
        deviations=(
            "scores are from the validation split; the reference selects on what it trains on",
            "several completions of one request are several draws of it",
            "of several components each text keeps the score it had beside the other texts of its time",
            "a component is rewritten as a whole: there is no output prefix",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={"tried": "1 + validation * per_item"},
        first="(breadth - 1) * tried",
        step="(breadth - (number <= components)) * tried",
        steps="components * depth",
        rounds="2",
    )
    needs_train: ClassVar[bool] = False

    breadth: Annotated[
        int, Meta(ge=2, description="Texts of a component in a round; the first round counts the given one.")
    ] = 10
    depth: Annotated[int, Meta(ge=1, description="Rounds over all components.")] = 3

    async def optimize(self, run: RunContext) -> None:
        """Rounds over all components; the best so far is the parent of each."""
        best: Member | None = None
        known = [run.seed]
        tried: dict[str, list[Member]] = {component: [] for component in run.program.optimizable}
        for depth in range(self.depth):
            for component, own in tried.items():
                parent = best.candidate if best else run.seed
                async with run.step([parent]) as step:
                    best = best or await given(run, step)
                    if depth == 0:
                        own.append(best)
                        edits = [step.edit("improve", parent, component) for _ in range(self.breadth - 1)]
                    else:
                        history = tried_before(fittest(own, self.breadth))
                        draws = range(self.breadth)
                        edits = [step.edit("continue_history", parent, component, history=history) for _ in draws]
                    new = await tried_out(step, edits, run.validation, known)
                    pool = fittest([best, *new])
                    best = pool[0]
                    reason = f"the best mean validation score with another {component}"
                    step.select("coordinate_ascent", [member.entry for member in pool], [best.candidate.id], reason)
                own.extend(new)
                known += [member.candidate for member in new]

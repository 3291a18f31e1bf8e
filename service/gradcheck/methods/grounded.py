"""Instructions written with knowledge of the data and of the program.

Opsahl-Ong et al. 2024, "Optimizing Instructions and Demonstrations for Multi-Stage Language Model Programs", section
4.1, and its reference implementation (DSPy, propose/grounded_proposer.py). It owns what an editor is told and in what
order it becomes known. It does not own the words of templates.
"""

from collections.abc import Awaitable, Mapping, Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.optimizer.components import outline
from gradcheck.optimizer.templates.grounded import TIPS

_BATCH, _BATCHES = 10, 10
_SHOWN = 3
_UNKNOWN = "not known"


async def described(run: RunContext, step: StepContext) -> dict[str, dict[str, str]]:
    """What an editor is told of each component, by the template's gaps.

    The train split is summarized, in two rounds; beside it the program is described and then its components.
    """
    component = run.program.optimizable[0]
    batches = [run.train[first : first + _BATCH] for first in range(0, len(run.train), _BATCH)][:_BATCHES]

    async def summarize(batches: Sequence[Sequence[Example]]) -> str | None:
        looks = [step.brief("observe", run.seed, component, examples=batch) for batch in batches]
        seen = [f"- {' '.join(text.split())}" for look in looks if (text := await look) is not None]
        context = {"observations": "\n".join(seen)}
        return await step.brief("summarize", run.seed, component, context=context) if seen else None

    summarized = step.each([batches], summarize)
    context = {"modules": outline(run.program, run.seed), "task": run.description or _UNKNOWN}
    program = await step.brief("describe_program", run.seed, component, context=context) or _UNKNOWN
    parts = {
        name: step.brief("describe_part", run.seed, name, context={"program": program, "name": name})
        for name in run.program.optimizable
    }
    (summary,) = await summarized
    about = {"summary": summary or _UNKNOWN, "program": program}
    return {name: {**about, "part": await part or _UNKNOWN} for name, part in parts.items()}


def proposals(
    run: RunContext, step: StepContext, told: Mapping[str, Mapping[str, str]], demos: Sequence[DemoSet], count: int
) -> list[Awaitable[Candidate | None]]:
    """So many new texts of every component; those of one draw are shown demos of another set first than the next's."""
    rng, edits = run.rng("tips"), []
    for component in run.program.optimizable:
        module = run.program.module_of(component).name
        for draw in range(count):
            turned = [*demos[draw % len(demos) :], *demos[: draw % len(demos)]]
            shown: dict[str, Example] = {}
            for demo in (demo for own in turned for demo in own if demo.module == module):
                example = Example(id=demo.example, fields=demo.fields, expected=demo.output, split="train")
                shown.setdefault(demo.example, example)
            context = {**told[component], "tip": TIPS[rng.integers(len(TIPS))]}
            examples = list(shown.values())[:_SHOWN]
            edits.append(step.edit("propose_grounded", run.seed, component, examples=examples, context=context))
    return edits

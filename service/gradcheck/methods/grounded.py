"""Instructions written with knowledge of the data and of the program.

Opsahl-Ong et al. 2024, "Optimizing Instructions and Demonstrations for Multi-Stage Language Model Programs", section
4.1, and its reference implementation (DSPy, propose/grounded_proposer.py). It owns what an editor is told and in what
order it becomes known. It does not own the words of templates.
"""

from collections.abc import Collection, Mapping, Sequence

from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Example
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.interface import RunContext, StepContext

BATCH, BATCHES = 10, 10
_SHOWN = 3
_UNKNOWN = "not known"
_TIPS = (
    "none",
    "Be inventive: try another way to put the task than the usual one.",
    "Keep it simple and clear.",
    "Be thorough: say all that is needed to do the task well.",
    "Say what depends on the answer, so that it is taken seriously.",
    "Give the model a role that suits the task.",
)


class Proposer:
    """An editor that has been told of the data, of the program and of each component's part in it."""

    def __init__(self, run: RunContext, step: StepContext, told: Mapping[str, Mapping[str, str]]) -> None:
        """`told` are texts by component and by the template's gap."""
        self._run = run
        self._step = step
        self._told = told

    @classmethod
    async def told(cls, run: RunContext, step: StepContext) -> "Proposer":
        """Have the train split summarized, in two rounds, and the program described and then its components."""
        component = run.program.optimizable[0]
        batches = [run.train[first : first + BATCH] for first in range(0, len(run.train), BATCH)][:BATCHES]

        async def summarize(batches: Sequence[Sequence[Example]]) -> str | None:
            looks = [step.brief("observe", run.seed, component, examples=batch) for batch in batches]
            seen = [f"- {' '.join(text.split())}" for look in looks if (text := await look) is not None]
            context = {"observations": "\n".join(seen)}
            return await step.brief("summarize", run.seed, component, context=context) if seen else None

        summarized = step.each([batches], summarize)
        modules = "\n".join(
            f"{name}, of the step that writes {module.output}:\n{run.seed.components[name]}"
            for module in run.program.modules
            for name in module.components
        )
        context = {"modules": modules, "task": run.description or _UNKNOWN}
        program = await step.brief("describe_program", run.seed, component, context=context) or _UNKNOWN
        described = {
            name: step.brief("describe_part", run.seed, name, context={"program": program, "name": name})
            for name in run.program.optimizable
        }
        (summary,) = await summarized
        about = {"summary": summary or _UNKNOWN, "program": program}
        told = {name: {**about, "part": await part or _UNKNOWN} for name, part in described.items()}
        return cls(run, step, told)

    async def propose(self, sets: Sequence[DemoSet], right: Collection[str], count: int) -> list[Candidate]:
        """So many new texts of every component; those of one draw are shown other demos than those of the next.

        Of the `sets` only demos of the examples in `right` are shown, those that the program answers well.
        """
        run, rng = self._run, self._run.rng("tips")
        edits = []
        for component in run.program.optimizable:
            module = run.program.module_of(component).name
            for draw in range(count):
                demos = [demo for own in (*sets[draw % len(sets) :], *sets[: draw % len(sets)]) for demo in own]
                shown = _shown([demo for demo in demos if demo.module == module and demo.example in right])
                context = {**self._told[component], "tip": _TIPS[rng.integers(len(_TIPS))]}
                edit = self._step.edit("propose_grounded", run.seed, component, examples=shown, context=context)
                edits.append(edit)
        return await self._step.distinct([await edit for edit in edits], [run.seed])


def _shown(demos: Sequence[Demo]) -> list[Example]:
    """The first few different ones, as examples."""
    first: dict[str, Demo] = {}
    for demo in demos:
        first.setdefault(demo.example, demo)
    return [
        Example(id=name, fields=demo.fields, expected=demo.output, split="train")
        for name, demo in list(first.items())[:_SHOWN]
    ]

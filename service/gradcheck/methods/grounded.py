"""Grounded proposals: an editor is told of the data, the program, the prompt's part in it, and worked examples.

Opsahl-Ong et al. 2024, "Optimizing Instructions and Demonstrations for Multi-Stage Language Model Programs", section
4.1, and its reference implementation (DSPy, propose/grounded_proposer.py). It owns what an editor is told and in what
order it becomes known. It does not own the words of templates.
"""

from collections.abc import Collection, Sequence
from functools import partial

from msgspec import field

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate, Demo, Program
from gradcheck.domain.task import Example
from gradcheck.methods.asks import Brief, Edit
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.view import RunView, StepView, Work

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


class Background(Value, frozen=True, kw_only=True):
    """What editors are told beside the prompt: of the data, of the program, and of each component's part in it.

    A text is empty where it could not be used or had no room in the budget.
    """

    data: str = ""
    program: str = ""
    parts: dict[str, str] = field(default_factory=dict)


def briefings(run: RunView, step: StepView) -> list[Work]:
    """Work that gives two parts of a background, each in two rounds: a summary of the train split, and descriptions."""
    return [_summary(run, step), _descriptions(run, step)]


def joined(parts: Sequence[Background]) -> Background:
    """One background of what came of `briefings`."""
    return Background(
        data="".join(part.data for part in parts),
        program="".join(part.program for part in parts),
        parts={name: text for part in parts for name, text in part.parts.items()},
    )


def proposals(
    run: RunView, step: StepView, told: Background, sets: Sequence[DemoSet], right: Collection[str], count: int
) -> list[Work]:
    """So many new texts of every component; those of one draw are shown other demos than those of the next.

    Of the `sets` only demos of the examples in `right` are shown, those that the program answers well.
    """
    rng, found = run.rng("tips"), []
    for place, component in enumerate(run.program.optimizable):
        module = run.program.module_of(component).name
        for draw in range(count):
            edit = Edit(
                at=(place, draw),
                template="propose_grounded",
                candidate=run.seed,
                component=component,
                examples=_gathered(sets, draw, module, right),
                context={
                    "summary": told.data or _UNKNOWN,
                    "program": told.program or _UNKNOWN,
                    "part": told.parts.get(component, _UNKNOWN),
                    "tip": _TIPS[rng.integers(len(_TIPS))],
                },
                draw=draw,
            )
            found.append(Work(reserve=step.worst(edit), start=partial(step.edit, edit)))
    return found


def _gathered(sets: Sequence[DemoSet], first: int, module: str, right: Collection[str]) -> tuple[Example, ...]:
    """The first few different demos of a module, from one set on."""
    found: dict[str, Demo] = {}
    for place in range(len(sets)):
        for demo in sets[(first + place) % len(sets)]:
            if demo.module == module and demo.example in right and len(found) < _SHOWN:
                found.setdefault(demo.example, demo)
    return tuple(
        Example(id=demo.example, fields=demo.fields, expected=demo.output, split="train") for demo in found.values()
    )


def _summary(run: RunView, step: StepView) -> Work:
    """What is seen in batches of the train split, each by itself, and what it comes to."""
    component = run.program.optimizable[0]
    batches = [run.train[first : first + BATCH] for first in range(0, len(run.train), BATCH)][:BATCHES]
    looks = [
        Brief(at=(place,), template="observe", candidate=run.seed, component=component, examples=batch)
        for place, batch in enumerate(batches)
    ]

    def condensing(seen: Sequence[str]) -> Brief:
        context = {"observations": "\n".join(f"- {' '.join(text.split())}" for text in seen)}
        return Brief(at=(0,), template="summarize", candidate=run.seed, component=component, context=context)

    async def start() -> Background:
        seen = [text for text in await all_of(map(step.brief, looks)) if text is not None]
        summary = await step.brief(condensing(seen)) if seen else None
        return Background(data=summary or "")

    reserve = sum(map(step.worst, looks), step.worst(condensing([]), unknown=len(looks)))
    return Work(reserve=reserve, start=start)


def _descriptions(run: RunView, step: StepView) -> Work:
    """What the program does, and then which part each component that may change has in it."""

    def of_program() -> Brief:
        context = {"modules": _modules(run.program, run.seed), "task": run.description or _UNKNOWN}
        component = run.program.optimizable[0]
        return Brief(at=(0,), template="describe_program", candidate=run.seed, component=component, context=context)

    def of_part(place: int, program: str) -> Brief:
        component = run.program.optimizable[place]
        context = {"program": program or _UNKNOWN, "name": component}
        return Brief(at=(place,), template="describe_part", candidate=run.seed, component=component, context=context)

    async def start() -> Background:
        program = await step.brief(of_program()) or ""
        places = range(len(run.program.optimizable))
        parts = await all_of(step.brief(of_part(place, program)) for place in places)
        named = zip(run.program.optimizable, parts, strict=True)
        return Background(program=program, parts={name: text for name, text in named if text is not None})

    later = [of_part(place, "") for place in range(len(run.program.optimizable))]
    reserve = sum((step.worst(task, unknown=1) for task in later), step.worst(of_program()))
    return Work(reserve=reserve, start=start)


def _modules(program: Program, candidate: Candidate) -> str:
    """The texts of a program, module by module."""
    return "\n".join(
        f"{name}, of the step that writes {module.output}:\n{candidate.components[name]}"
        for module in program.modules
        for name in module.components
    )

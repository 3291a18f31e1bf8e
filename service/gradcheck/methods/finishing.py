"""The last touches to a prompt: examples with their reasoning as demos, an expert's description and keywords in front.

They are PromptWizard's. It owns what is asked and how the answers are put together, not whether the result is kept.
"""

from collections.abc import Sequence
from functools import partial

from msgspec import structs

from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Example
from gradcheck.methods.asks import Brief, Edit
from gradcheck.methods.demos import labelled
from gradcheck.methods.view import RunView, StepView, Work


async def finished(
    run: RunView, step: StepView, current: Candidate, shots: Sequence[Example], names: Sequence[str], *, reasoning: bool
) -> list[Candidate]:
    """The prompt with what `names` say of its task in front, with the examples as demos, and with both.

    `names` are templates of texts in the order they stand in. A text or reasoning that was lost is left out; a program
    of several modules gets no demos.
    """
    component = run.program.optimizable[0]
    plain = [demo for example in shots for demo in labelled(run.program, example)]
    explained = list(shots) if reasoning and plain else []
    about = {"task": run.description or "none"}
    briefs = [
        *(
            Brief(at=(place,), template="reasoning", candidate=current, component=component, examples=(example,))
            for place, example in enumerate(explained)
        ),
        *(Brief(at=(0,), template=name, candidate=current, component=component, context=about) for name in names),
    ]
    told = await step.gather([Work(reserve=step.worst(one), start=partial(step.brief, one)) for one in briefs])
    reasons, texts = told[: len(explained)], dict(zip(names, told[len(explained) :], strict=False))
    demos = [_reasoned(demo, *reasons[place : place + 1]) for place, demo in enumerate(plain)]
    framed = await _framed(step, current, component, texts)
    bases = [current, *framed]
    shown = [step.compose((place,), "demos", [base], demos=demos) for place, base in enumerate(bases) if demos]
    return [*framed, *shown]


async def _framed(step: StepView, current: Candidate, component: str, texts: dict[str, str | None]) -> list[Candidate]:
    """The prompt with the texts in front of it; nothing where there is none."""
    lines = [text if name == "persona" else f"{name.capitalize()}: {text}" for name, text in texts.items() if text]
    if not lines:
        return []
    context = {"preface": " ".join(lines)}
    edit = Edit(at=(0,), template="preface", candidate=current, component=component, context=context)
    child = await step.edit(edit)
    return [] if child is None else [child]


def _reasoned(demo: Demo, reason: str | None = None) -> Demo:
    """The demo with a reasoning before its answer, if there is one."""
    return demo if reason is None else structs.replace(demo, output=f"{reason}\n{demo.output}")

"""The backward pass: feedback on each example, carried back through the modules of a program.

Yuksekgonul et al. 2024, "TextGrad: Automatic 'Differentiation' via Text", section 2 (the textual chain rule). It owns
which critic follows from which and what each is shown; what becomes of the feedback is a method's.
"""

from collections.abc import Awaitable, Sequence
from typing import Literal

from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Module, Program
from gradcheck.domain.task import Rollout
from gradcheck.methods.interface import StepContext

Chain = Literal["one_step", "three_stage"]


def route(program: Program) -> list[Module]:
    """The modules feedback is carried through: from the last back to the first that may change."""
    backwards = list(reversed(program.modules))
    changing = [place for place, m in enumerate(backwards) if set(m.components) & set(program.optimizable)]
    return backwards[: changing[-1] + 1]


def _main(module: Module) -> str:
    """The component that stands for a module where feedback is about its response."""
    return module.components[0]


async def backward_pass(
    step: StepContext, program: Program, current: Candidate, answers: Sequence[Rollout], chain: Chain | None = None
) -> list[Feedback]:
    """The feedback on components from the answer to one example, carried back through the modules, the last one first.

    `three_stage` turns the answer into feedback on the response, and that into feedback on the components and on what
    the module was given by the one before it; `one_step` asks for feedback on each component straight from the answer.
    Where no chain is named it is `one_step` if feedback comes by one module only. There is none on an answer without a
    score.
    """
    scored = [answer for answer in answers if answer.score is not None]
    if not scored:
        return []

    def ask(template: str, component: str, *upstream: Feedback) -> Awaitable[Feedback | None]:
        module = program.module_of(component).name
        shown = [answer.inside(module) for answer in scored]
        return step.critique(template, current, component, shown, kind="gradient", upstream=upstream)

    path = route(program)
    if chain == "one_step" or (chain is None and len(path) == 1):
        return await step.usable([ask("gradient_one_step", component) for component in program.optimizable])
    found: list[Feedback] = []
    response = await ask("gradient_response", _main(path[0]))
    for depth, module in enumerate(path):
        if response is None:
            break
        own = [component for component in module.components if component in program.optimizable]
        asked = [ask("gradient_prompt", component, response) for component in own]
        if depth + 1 < len(path):
            response = await ask("gradient_input", _main(module), response)
        found += await step.usable(asked)
    return found

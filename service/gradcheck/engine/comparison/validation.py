"""Whether prompts can be compared as a request asks, and the plan if so. Every fault is found, not only the first."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.domain.division import item_digest, normal
from gradcheck.domain.program import Demo
from gradcheck.domain.task import Example
from gradcheck.engine.comparison.from_run import PromptOfRun
from gradcheck.engine.comparison.request import EvaluateRequest, PromptToCompare
from gradcheck.engine.data import report_on
from gradcheck.engine.plan import ComparedPrompt, Plan
from gradcheck.engine.prompt_compiler import system_texts
from gradcheck.engine.request import ModelsSpec, OptimizeRequest, PromptSpec
from gradcheck.engine.validation import budget_errors, plan_without_report, size_errors
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.inputs.fields import InputReader
from gradcheck.inputs.images import Images
from gradcheck.llm.gateway import Gateway

Written = str | PromptSpec | PromptOfRun
"""A prompt as it came: in the request, or of a run."""
_PROMPT = re.compile(r"prompt(?=$|[.\[])")


def prompt_errors(prompts: Sequence[PromptToCompare]) -> list[FieldError]:
    """What is wrong with how prompts are named and given, whatever they are."""
    errors, names = [], [normal(prompt.name) for prompt in prompts]
    for place, prompt in enumerate(prompts):
        if names.index(names[place]) < place:
            errors.append(FieldError(f"prompts[{place}].name", f"{prompt.name!r} is the name of an earlier prompt"))
        if (prompt.prompt is None) == (prompt.run is None):
            errors.append(FieldError(f"prompts[{place}]", "give either `prompt` or `run`"))
    return errors


def of_first(request: EvaluateRequest, prompts: Sequence[Written]) -> OptimizeRequest:
    """A request for the first of the prompts alone."""
    return _alone(request, prompts[0])


def build_comparison(
    request: EvaluateRequest,
    prompts: Sequence[Written],
    first: OptimizeRequest,
    gateway: Gateway,
    images: Images | None = None,
) -> Plan:
    """The plan of a comparison. Raises InvalidRequestError naming every faulty field; nothing is created.

    `prompts` are those of the request in its order; `first` is `of_first` with its examples, whose images
    `images` reads and holds afterwards.
    """
    errors = _module_errors(request.models, prompts)
    systems = frozenset[str]().union(*(system_texts(_spec(written)) for written in prompts))
    reader = InputReader(images or Images(), systems)
    drafts: list[Plan] = []
    for place, written in enumerate(prompts):
        alone = replace(_alone(request, written), task=first.task)
        try:
            drafts.append(plan_without_report(alone, gateway, reader, ("test",)))
        except InvalidRequestError as error:
            errors += (_placed(fault, place, request.prompts[place]) for fault in error.errors)
    if errors:
        raise InvalidRequestError.of(*dict.fromkeys(errors))
    plan = _joined(drafts, request, prompts)
    errors += budget_errors(plan) + size_errors(plan)
    if errors:
        raise InvalidRequestError.of(*errors)
    return plan


def _joined(drafts: Sequence[Plan], request: EvaluateRequest, prompts: Sequence[Written]) -> Plan:
    """One plan for all, with the test's examples alone."""
    examples = tuple(example for example in drafts[0].examples if example.split == "test")
    compared = tuple(
        _compared(asked.name, draft, written, examples)
        for asked, draft, written in zip(request.prompts, drafts, prompts, strict=True)
    )
    first = compared[0]
    return replace(
        drafts[0], demos=first.demos, examples=examples, compared=compared, data=report_on(drafts[0].examples)
    )


def _compared(name: str, draft: Plan, written: Written, examples: Sequence[Example]) -> ComparedPrompt:
    of_run = written if isinstance(written, PromptOfRun) else None
    demos = draft.demos if of_run is None else of_run.demos
    return ComparedPrompt(
        name=name,
        program=draft.program,
        components=draft.components,
        demos=demos,
        models=draft.models,
        run=None if of_run is None else of_run.run,
        seen=0 if of_run is None else sum(item_digest(example) in of_run.seen for example in examples),
        shown=_shown(demos, examples),
    )


def _shown(demos: Sequence[Demo], examples: Sequence[Example]) -> int:
    """How many of the examples are among the demos, by what their fields say."""
    names = tuple(sorted({name for demo in demos for name in demo.fields}))
    said = {tuple((name, normal(demo.fields[name])) for name in names if name in demo.fields) for demo in demos}
    return sum(
        tuple((name, normal(example.fields[name])) for name in names if name in example.fields) in said
        for example in examples
        if names
    )


def _alone(request: EvaluateRequest, written: Written) -> OptimizeRequest:
    spec = _spec(written)
    own = {name: model for name, model in (request.models.modules or {}).items() if name in _modules(spec)}
    return OptimizeRequest(
        prompt=spec,
        task=request.task,
        method="none",
        models=replace(request.models, modules=own or None),
        budget=request.budget,
        seed=request.seed,
    )


def _spec(written: Written) -> str | PromptSpec:
    return written.prompt if isinstance(written, PromptOfRun) else written


def _modules(spec: str | PromptSpec) -> frozenset[str]:
    if isinstance(spec, str) or spec.modules is None:
        return frozenset({"main"})
    return frozenset(module.name for module in spec.modules)


def _module_errors(models: ModelsSpec, prompts: Sequence[Written]) -> list[FieldError]:
    """Models of modules that no prompt has."""
    known = frozenset[str]().union(*(_modules(_spec(written)) for written in prompts))
    unknown = sorted((models.modules or {}).keys() - known)
    there = ", ".join(sorted(known))
    return [
        FieldError(f"models.modules.{name}", f"no prompt has a module {name!r}; there are {there}") for name in unknown
    ]


def _placed(fault: FieldError, place: int, asked: PromptToCompare) -> FieldError:
    """A fault of one prompt where the request has it."""
    if _PROMPT.match(fault.path) is None:
        return fault
    if asked.run is not None:
        return FieldError(f"prompts[{place}].run", f"the prompt of {asked.run} cannot be used here: {fault.message}")
    return FieldError(f"prompts[{place}].{fault.path}", fault.message)

"""Whether models can be given a prompt's tools, and whether the calls that are expected can be made."""

from collections.abc import Iterator, Sequence

from gradcheck.domain.program import Program
from gradcheck.domain.task import Undivided
from gradcheck.engine.models import Models
from gradcheck.errors import FieldError
from gradcheck.scoring import Scoring, ToolCalls, Weighted


def tool_errors(program: Program, models: Models | None) -> Iterator[FieldError]:
    """Which models are given tools and call none."""
    if models is None:
        return
    for module in program.modules:
        asked = models.modules.get(module.name, models.task)
        if module.tools and not asked.tools:
            path = f"models.modules.{module.name}" if module.name in models.modules else "models.task"
            message = f"{asked.provider}/{asked.model} calls no tools, and the prompt has some; name another model"
            yield FieldError(path, message)


def call_errors(scoring: Scoring, program: Program, examples: Sequence[Undivided]) -> Iterator[FieldError]:
    """Calls that are expected of a model and that it cannot make: it has no tools, or none of that name."""
    last = program.modules[-1] if program.modules else None
    scorer = _scorer(scoring)
    if last is None or scorer is None or last.application is not None:
        return
    names = {tool.name for tool in last.tools}
    if not names:
        yield FieldError(
            "task.scoring", "scores calls of tools, and the prompt's last module has none; give it `tools`"
        )
        return
    for index, example in enumerate(examples):
        unknown = [call.name for call in scorer.calls(example.expected) if call.name not in names]
        if unknown:
            message = f"calls {unknown[0]!r:.80}, which is no tool of the prompt; there are {', '.join(sorted(names))}"
            yield FieldError(f"task.examples[{index}].expected", message)


def _scorer(scoring: Scoring) -> ToolCalls | None:
    parts = [part.scoring for part in scoring.parts] if isinstance(scoring, Weighted) else [scoring]
    return next((part for part in parts if isinstance(part, ToolCalls)), None)

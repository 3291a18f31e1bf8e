"""What callers write to compare prompts: its shape on the wire."""

from typing import Annotated, Any

from msgspec import Meta

from gradcheck.domain.base import Wire
from gradcheck.domain.naming import Name, NamedRequest
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import Seed
from gradcheck.engine.request import Fractions, ModelsSpec, PromptSpec, TaskSpec

MOST_PROMPTS = 20


class PromptToCompare(Wire, frozen=True, kw_only=True):
    """A prompt under a name of its own: written as in a request to `/optimize`, or the best one of a `run`."""

    name: Name
    prompt: str | PromptSpec | None = None
    run: Annotated[str, Meta(min_length=1, max_length=100)] | None = None


class TaskToCompareOn(TaskSpec, frozen=True, kw_only=True):
    """The task; all its examples are `test` unless they, or `split`, say otherwise. Others than those are not used."""

    split: Fractions = Fractions(train=0, validation=0, probe=0, test=1)


class EvaluateRequest(NamedRequest, frozen=True, kw_only=True):
    """Prompts to score on the same examples and to compare, every two of them."""

    prompts: Annotated[tuple[PromptToCompare, ...], Meta(min_length=2, max_length=MOST_PROMPTS)]
    task: TaskToCompareOn
    models: ModelsSpec = ModelsSpec()
    budget: Budget = Budget()
    seed: Seed = 0


SCHEMA_EXAMPLE: dict[str, Any] = {
    "prompts": [
        {"name": "short", "prompt": "What is the sentiment?\n\n{text}"},
        {"name": "long", "prompt": "Is this review positive or negative? Answer with one word.\n\n{text}"},
    ],
    "task": {
        "examples": [
            {"input": {"text": "A quiet treasure."}, "expected": "positive"},
            {"input": {"text": "Two hours I want back."}, "expected": "negative"},
        ],
        "scoring": {"kind": "exact"},
    },
    "models": {"task": {"provider": "embedded"}},
}

"""What a comparison of prompts came to: a score for each, a paired difference for every two."""

from typing import Annotated, Literal

from msgspec import Meta

from gradcheck.domain.base import Value
from gradcheck.domain.program import Demo


class PromptScore(Value, frozen=True, kw_only=True):
    """A prompt: its mean score with a 95 % interval, null where no example has a score, and what its rollouts took.

    `n` examples have a score, `failed` have none.
    `cost_usd` is null where nobody knows what one of its models costs. `run` is the run that the prompt is the best of.
    """

    name: str
    candidate: str
    run: str | None
    prompt: dict[str, str]
    demos: tuple[Demo, ...]
    score: float | None
    ci95: tuple[float, float] | None
    n: int
    failed: int
    calls: int
    tokens: int
    cost_usd: float | None


class PromptPair(Value, frozen=True, kw_only=True):
    """The paired difference second - first over the `n` examples that both have a score of.

    `ci95` holds together with those of all other pairs, `adjusted_p` is Holm's over all pairs and decides the verdict
    at 0.05; `p_value` is this pair's alone. `fixed` examples score higher with the second, `broken` ones lower.
    """

    first: str
    second: str
    verdict: Literal["first_better", "second_better", "not_distinguishable", "not_tested"]
    reason: Annotated[str, Meta(description="Why it was not tested.")] = ""
    n: int
    estimate: float | None = None
    ci95: tuple[float, float] | None = None
    p_value: float | None = None
    adjusted_p: float | None = None
    test: Literal["mcnemar_midp", "paired_permutation", "macro_permutation"] | None = None
    fixed: int = 0
    broken: int = 0


class PromptComparison(Value, frozen=True, kw_only=True):
    """All prompts in the order of the request, and every two of them.

    `reason` says what cut it short, `warnings` what it must not be read without; `times_used` counts the runs that have
    tested on any of its examples, this one included.
    """

    prompts: tuple[PromptScore, ...]
    pairs: tuple[PromptPair, ...]
    reason: str = ""
    warnings: tuple[str, ...] = ()
    times_used: int

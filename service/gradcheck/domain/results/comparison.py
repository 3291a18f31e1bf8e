"""What a comparison of prompts came to: a score for each, a paired difference for every two."""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta

from gradcheck.domain.base import Value
from gradcheck.domain.program import Demo
from gradcheck.domain.task import Preference


class Comparisons(Value, frozen=True, kw_only=True):
    """How a judge compared answers with those of the given prompt, each pair in both orders.

    `judged` pairs were shown to the judge; the others are equal, or one has no text. `order_decided` is the share of
    the judged in which it preferred the same place in both orders, `first` or `last` of them; these are among the ties.
    """

    wins: int = 0
    ties: int = 0
    losses: int = 0
    judged: int = 0
    first: int = 0
    last: int = 0
    order_decided: float | None = None

    @classmethod
    def of(cls, outcomes: Iterable[tuple[float | None, Preference | None]]) -> "Comparisons":
        """Those with a score; what has none was not compared."""
        scored = [outcome for outcome in outcomes if outcome[0] is not None]
        scores = [score for score, _ in scored]
        places = [compared.place for _, compared in scored if compared is not None]
        first, last = places.count("first"), places.count("last")
        return cls(
            wins=scores.count(1.0),
            losses=scores.count(0.0),
            ties=len(scores) - scores.count(1.0) - scores.count(0.0),
            judged=len(places),
            first=first,
            last=last,
            order_decided=(first + last) / len(places) if places else None,
        )


class PromptScore(Value, frozen=True, kw_only=True):
    """A prompt: its mean score with a 95 % interval, null where no example has a score, and what its rollouts took.

    `n` examples have a score, `failed` have none. Where a judge compared answers the score is the win share against all
    other prompts, a tie being half a win, and the judge's calls are no prompt's own.
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

    Where a judge compared their answers it is how far the second's win share is from 0.5, `fixed` examples are its wins
    and `broken` ones its losses, the test is a sign test, and `comparisons` say how the judge came to them.

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
    test: Literal["mcnemar_midp", "paired_permutation", "macro_permutation", "sign"] | None = None
    fixed: int = 0
    broken: int = 0
    comparisons: Comparisons | None = None


class PromptStrength(Value, frozen=True, kw_only=True):
    """The logarithm of the odds that a judge prefers a prompt's answer to the first prompt's, whose own is 0.

    By Bradley and Terry's model over the comparisons of all prompts; `ci95` has the items as its unit.
    """

    name: str
    strength: float
    ci95: tuple[float, float]


class PromptComparison(Value, frozen=True, kw_only=True):
    """All prompts in the order of the request, and every two of them.

    `reason` says what cut it short, `warnings` what it must not be read without; `times_used` counts the runs that have
    tested on any of its examples, this one included. `ranking` has the strongest prompt first, where a judge compared.
    """

    prompts: tuple[PromptScore, ...]
    pairs: tuple[PromptPair, ...]
    reason: str = ""
    warnings: tuple[str, ...] = ()
    times_used: int
    ranking: tuple[PromptStrength, ...] = ()

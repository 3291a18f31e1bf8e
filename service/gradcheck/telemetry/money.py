"""What was spent, as the database knows it: counters that no restart sets back, the same in every process.

A series is there once something was spent on it. So each role has one without a provider, at zero, which makes a sum
over all be there from the start. None is there before the database was read: a sum that began at zero after a restart
would rise once more by all that was spent.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

from msgspec.structs import replace
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO, Role

_LABELS = ("tenant", "provider", "model", "role")


class Spent(Value, frozen=True, kw_only=True):
    """What attempts at calls of one tenant, provider, model and role have cost; those without an answer are in it."""

    tenant: str
    provider: str
    model: str
    role: str
    attempts: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int = 0

    @property
    def labels(self) -> tuple[str, str, str, str]:
        """What it was spent by and on."""
        return self.tenant, self.provider, self.model, self.role

    def __add__(self, other: "Spent") -> "Spent":
        return replace(
            self,
            attempts=self.attempts + other.attempts,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_micro_usd=self.cost_micro_usd + other.cost_micro_usd,
        )


class SpendingCollector(Collector):
    """Shows what it was last told."""

    def __init__(self) -> None:
        self.spent: Sequence[Spent] | None = None

    def collect(self) -> Iterator[Metric]:
        """The families of attempts, tokens and dollars."""
        zeros = [Spent(tenant="", provider="", model="", role=role) for role in get_args(Role)]
        attempts = CounterMetricFamily(
            "gradcheck_charged_attempts",
            "Attempts that count against budgets, from the database: answered, failed, or of unknown fate.",
            labels=_LABELS,
        )
        tokens = CounterMetricFamily(
            "gradcheck_tokens",
            "Tokens of attempts, from the database; those of unknown fate at their worst case.",
            labels=(*_LABELS, "direction"),
        )
        cost = CounterMetricFamily(
            "gradcheck_cost_usd",
            "Dollars of attempts with known prices, from the database; those of unknown fate at their worst case.",
            labels=_LABELS,
        )
        for one in () if self.spent is None else (*zeros, *self.spent):
            attempts.add_metric(one.labels, one.attempts)
            tokens.add_metric((*one.labels, "input"), one.input_tokens)
            tokens.add_metric((*one.labels, "output"), one.output_tokens)
            cost.add_metric(one.labels, one.cost_micro_usd / MICRO)
        yield from (attempts, tokens, cost)


class OfTenant(Collector):
    """What a registry shows to one tenant: of others neither what they spent nor, by exemplars, the jobs they have."""

    def __init__(self, whole: Collector, tenant: str) -> None:
        self._whole = whole
        self._tenants = {"", tenant}

    def collect(self) -> Iterator[Metric]:
        """The families, with the samples that are about no tenant or this one."""
        for family in self._whole.collect():
            samples = (one for one in family.samples if one.labels.get("tenant", "") in self._tenants)
            family.samples = [one._replace(exemplar=None) for one in samples]
            yield family

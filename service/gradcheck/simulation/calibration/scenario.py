"""A scenario of a calibration: worlds, what is drawn and measured in many runs of them, and what must hold of it."""

from collections.abc import Callable, Iterator, Mapping

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import derive
from gradcheck.simulation.calibration.limits import Limit

Columns = dict[str, list[float]]
"""The values of quantities, run by run; NaN where a run does not give one."""


class Portion(Value, frozen=True, kw_only=True):
    """Some of a scenario's runs; `number` counts the parts."""

    scenario: str
    number: int
    runs: int

    @property
    def seed(self) -> int:
        """The part's own."""
        return derive("calibration", self.scenario, self.number)


class Scenario(Value, frozen=True, kw_only=True):
    """What is drawn and what must hold.

    `draw` gives the columns of a part; `limits` name the quantities that are judged. Of every thousand runs that are
    asked for the scenario takes `per_thousand`, in parts of `part` runs.
    """

    name: str
    about: str
    worlds: tuple[str, ...]
    draw: Callable[[Portion], Columns]
    limits: Mapping[str, Limit]
    per_thousand: int = 1000
    part: int = 100

    def parts(self, runs: int) -> Iterator[Portion]:
        """The parts of so many runs."""
        wanted = max(runs * self.per_thousand // 1000, 1)
        for number, first in enumerate(range(0, wanted, self.part)):
            yield Portion(scenario=self.name, number=number, runs=min(self.part, wanted - first))

"""Worlds whose provider remembers: what it answers depends on what was asked before.

They are the only worlds that own a state; it is kept by model, so jobs do not meet in it.
"""

from dataclasses import dataclass, field, replace

from tests.audit.reading import Request
from tests.audit.worlds.base import World


@dataclass(frozen=True)
class Caching(World):
    """A provider that answers equal messages alike, whatever temperature and seed say: every arm has one edit.

    As in `Still`, real - placebo = real - none = 0 over requests, and a job holds one unit.
    """

    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def answer(self, request: Request) -> str:
        key = (request.model, request.system, request.user)
        if key not in self.answers:
            self.answers[key] = super().answer(replace(request, draw=request.draw))
        return self.answers[key]


@dataclass(frozen=True)
class Drifting(World):
    """A provider that gets worse: over `life` task calls of a model the skill falls by `drift`, then stays.

    Arms that are compared at the same time differ by what they would without it; with `good` 0, by nothing.
    """

    drift: float = 0.3
    life: int = 400
    asked: dict[str, int] = field(default_factory=dict)

    def solve(self, request: Request) -> str:
        self.asked[request.model] = self.asked.get(request.model, 0) + 1
        return super().solve(request)

    def chance(self, request: Request) -> float:
        return super().chance(request) - self.drift * min(self.asked[request.model] / self.life, 1)

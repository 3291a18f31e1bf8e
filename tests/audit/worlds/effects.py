"""Worlds in which effects are not the same for all items, or do not add up.

Each says what is true of it. They own how a rule acts on an item, and nothing of critics and editors.
"""

from dataclasses import dataclass

from tests.audit.chance import normal, uniform
from tests.audit.reading import Request
from tests.audit.worlds.base import World, case_of


@dataclass(frozen=True)
class Varying(World):
    """A sensible rule suits items differently: between half of its effect and one and a half of it, uniformly.

    real - placebo = real - none = `wishes * uptake * good` on average over items.
    """

    def effect(self, rule: str, request: Request) -> float:
        suits = 0.5 + uniform("suits", rule, case_of(request.user))
        return super().effect(rule, request) * suits


@dataclass(frozen=True)
class Mixed(World):
    """Sensible rules help one half of all items by `strength` and harm the other half by as much; then `good` is added.

    Every rule helps the same half. real - none = `wishes * good` over all items; over a few probe items it is anything.
    """

    strength: float = 0.2

    def effect(self, rule: str, request: Request) -> float:
        helps = uniform("half", case_of(request.user)) < 0.5
        return super().effect(rule, request) + (self.strength if helps else -self.strength)


@dataclass(frozen=True)
class Lucky(World):
    """A rule's effect is normal with mean 0 and standard deviation `luck`: one critique may help, critics do not.

    real - none = 0 over critiques. For one critique it is the sum of its rules' effects.
    """

    luck: float = 0.15

    def effect(self, rule: str, request: Request) -> float:
        return self.luck * normal("luck", request.model, rule)


@dataclass(frozen=True)
class Joint(World):
    """Two sensible rules or more in one prompt bring `bonus` beyond the sum: the interaction is `bonus`."""

    bonus: float = 0.0

    def chance(self, request: Request) -> float:
        stated = [on for on in self.tongue.found(request.system + request.user).values() if on]
        return super().chance(request) + self.bonus * (len(stated) > 1)


@dataclass(frozen=True)
class Deaf(World):
    """Rules that are denied do nothing: with `good` above 0 feedback and its opposite are not opposite.

    real - none = `wishes * good`, none - inverted = 0.
    """

    def chance(self, request: Request) -> float:
        text = request.system + "\n" + request.user
        denied = sum(self.effect(rule, request) for rule, on in self.tongue.found(text).items() if not on)
        return super().chance(request) + denied


@dataclass(frozen=True)
class FormatOnly(World):
    """Answers cannot be read until a prompt states a rule; after that they are a guess, right one time in four.

    The whole gain is format: real - none = 1/4, and the share of format is 1.
    """

    def solve(self, request: Request) -> str:
        if not self.tongue.found(request.system):
            return "There is a lot to be said about this note."
        return self.tongue.labels[int(uniform("guess", *request.key) * len(self.tongue.labels))]

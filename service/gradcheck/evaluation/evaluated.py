"""What is evaluated by what, what is asked for, and what comes of it."""

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.call import Delivery, Endpoint
from gradcheck.domain.program import Candidate, Module, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring import Scoring


class Task(Value, frozen=True, kw_only=True):
    """What an output is judged by, and which models answer and judge.

    `reference` is the given prompt: where outputs are compared, its first answer is what the others are compared with.
    It is a prompt of the task `of_reference`, where that is not this one.
    `modules` are what calls of single modules go to, by name: another model, or an application. `graders` are those of
    the team's own that score, by name.
    """

    program: Program
    reference: Candidate
    scoring: Scoring
    labels: tuple[str, ...]
    description: str | None
    task: Endpoint
    judge: Endpoint
    seed: int
    modules: dict[str, Endpoint] = msgspec.field(default_factory=dict)
    graders: dict[str, Endpoint] = msgspec.field(default_factory=dict)
    of_reference: "Task | None" = None

    def answering(self, module: Module) -> Endpoint:
        """What a module's call goes to."""
        return self.modules.get(module.name, self.task)

    @property
    def longest(self) -> int:
        """The most tokens of the program's output."""
        return self.answering(self.program.modules[-1]).longest


class Asked(Value, frozen=True, kw_only=True):
    """A rollout that is wanted: who answers which example, which draw of the answer, and for which stage."""

    candidate: Candidate
    example: Example
    sample: int = 0
    stage: str


class Done(Value, frozen=True, kw_only=True):
    """A rollout and the outcomes it rests on, not counted yet; `answers` are the rollouts that one of several is of."""

    rollout: Rollout
    deliveries: tuple[Delivery, ...]
    answers: tuple[Rollout, ...] = ()

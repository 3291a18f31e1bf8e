"""The plan of a diagnostic: its run, what it draws, the rules it is judged by. How it is made is in `validation`."""

import msgspec

from gradcheck.diagnostics.material import Audited
from gradcheck.diagnostics.request import Checkpoint, Recorded, Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.domain.program import default_user_message
from gradcheck.domain.run import Budget
from gradcheck.domain.task import Example
from gradcheck.engine.plan import Plan


class DiagnosticPlan(Value, frozen=True, kw_only=True):
    """What a diagnostic does; enough to start it again from the top.

    `gate` are validation examples for tests that select; `audited` is what the shortcut audit reads; `context` are the
    most tokens an editor's call may have. Without tests that draw edits `recorded` is empty.
    """

    run_id: str
    run: Plan
    rules: Rules
    untestable: dict[str, str] = msgspec.field(default_factory=dict)
    needs: Requirements = Requirements()
    audited: Audited = Audited()
    recorded: tuple[Recorded, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    items: tuple[Example, ...] = ()
    gate: tuple[Example, ...] = ()
    replicates: int
    masked: bool = False
    context: int | None = None
    budget: Budget

    @property
    def minibatches(self) -> tuple[Example, ...]:
        """The examples of all chosen steps' minibatches, each once, in the order of the data."""
        chosen = {name for recorded in self.recorded for name in recorded.minibatch}
        return tuple(example for example in self.run.examples if example.id in chosen)

    @property
    def corpus(self) -> tuple[str, ...]:
        """The task's own texts, which placebos must not know: the prompt, its description, the probe's inputs."""
        inputs = (default_user_message(example.fields) for example in self.items)
        return (*self.run.components.values(), *filter(None, (self.run.description,)), *inputs)

"""What is evaluated by what, what is asked for, and what comes of it."""

from gradcheck.domain.base import Value
from gradcheck.domain.call import Call, Delivery, Endpoint, Spend
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring import Scoring


class Task(Value, frozen=True, kw_only=True):
    """What an output is judged by, and which models answer and judge.

    `reference` is the given prompt: where outputs are compared, its first answer is what the others are compared with.
    """

    program: Program
    reference: Candidate
    scoring: Scoring
    labels: tuple[str, ...]
    description: str | None
    task: Endpoint
    judge: Endpoint
    seed: int


class Asked(Value, frozen=True, kw_only=True):
    """A rollout that is wanted: who answers which example, which draw of the answer, and for which stage."""

    candidate: Candidate
    example: Example
    sample: int = 0
    stage: str


class Done(Value, frozen=True, kw_only=True):
    """A rollout and the outcomes it rests on, not counted yet."""

    rollout: Rollout
    deliveries: tuple[Delivery, ...]


def worst(call: Call, unknown: int) -> Spend:
    """The worst case of a call whose request will also hold `unknown` tokens of earlier answers."""
    inputs, outputs = call.input_tokens() + unknown, call.output_tokens()
    return Spend(calls=1, tokens=inputs + outputs, cost_micro_usd=call.endpoint.cost(inputs, outputs))

"""The check of a run's models: one small question to each before anything is begun.

What comes of it is journaled in a scope of its own, so that a replay neither asks again nor decides otherwise; its
money is in the actual account alone.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from gradcheck.domain.call import MICRO, Answer, Call, Chat, Endpoint, Failure, Message, Outcome, Spend
from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.run import RoleUsage
from gradcheck.llm.admission import Admission
from gradcheck.llm.attempts import Attempts
from gradcheck.llm.trouble import fatal
from gradcheck.settings import EMBEDDED, SIMULATED
from gradcheck.storage.ledger import Ledger

QUESTION = "This is a check of the connection. Answer with the one word: ok"


Model = tuple[str, str]
"""A provider's name and that of one of its models."""


def check_calls(
    endpoints: Sequence[Endpoint], tools: Mapping[Model, tuple[Tool, ...]] = MappingProxyType({})
) -> tuple[Call, ...]:
    """The check of each model among these endpoints, asked as the first of them; built-in models need none.

    A model that will be given `tools` is given them here too.
    """
    models = {(endpoint.provider, endpoint.model): endpoint for endpoint in reversed(endpoints)}
    first = [endpoint for endpoint in endpoints if models.pop((endpoint.provider, endpoint.model), None) is not None]
    return tuple(
        Call(
            path=f"check/{endpoint.provider}/{endpoint.model}",
            role="check",
            endpoint=endpoint,
            request=Chat(
                messages=(Message(role="user", content=QUESTION),),
                tools=tools.get((endpoint.provider, endpoint.model), ()),
            ),
            sampling=endpoint.sampling,
            seed=0,
        )
        for endpoint in first
        if endpoint.kind == "model" and endpoint.provider not in {EMBEDDED, SIMULATED}
    )


def worst(calls: Sequence[Call]) -> Spend:
    """What checks may cost at most."""
    return sum((call.reservation() for call in calls), Spend())


class Checks(Struct, frozen=True, eq=False):
    """A job's checks, recorded in a scope of their own."""

    scope: str
    attempts: Attempts
    admission: Admission
    ledger: Ledger
    made: list[tuple[Call, Outcome]] = []

    async def make(self, calls: Sequence[Call]) -> None:
        """Make the checks one after the other, or read what came of them. Raises JobStopped as any call does."""
        recorded = await self.ledger.scope(self.scope) if calls else {}
        for call in calls:
            entry = recorded.get(call.path)
            outcome = entry.outcome if entry else await self.attempts.make(call, call.key(self.scope), self.scope)
            self.admission.trouble.forget(call.path)
            self.made.append((call, outcome))
            if isinstance(outcome, Answer):
                self.attempts.know(call)
            if isinstance(outcome, Failure) and outcome.fatal:
                error = fatal(outcome.cause, outcome.status, outcome.code, outcome.message)
                await self.admission.give_up(error)

    @property
    def usage(self) -> RoleUsage | None:
        """What the checks used; None where none was made."""
        if not self.made:
            return None
        answers = [outcome for _, outcome in self.made if isinstance(outcome, Answer)]
        priced = all(call.endpoint.priced for call, _ in self.made)
        return RoleUsage(
            calls=len(self.made),
            input_tokens=sum(answer.input_tokens for answer in answers),
            output_tokens=sum(answer.output_tokens for answer in answers),
            cost_usd=sum(answer.cost_micro_usd for answer in answers) / MICRO if priced else None,
            failed=len(self.made) - len(answers),
        )

"""The provider `simulated`: worlds as models, behind the protocol of every other client.

An answer is a function of the request and its seed, so runs replay and agree whatever their slots; in a world that
drifts it also depends on how many answers this client has given. It costs nothing.
"""

from collections import Counter

from gradcheck.domain.call import Answer, Call, Chat, Completion
from gradcheck.errors import AttemptError
from gradcheck.llm.gateway import BuiltIn, ProviderInfo
from gradcheck.settings import SIMULATED
from gradcheck.simulation.provider.replies import reply
from gradcheck.simulation.worlds.registry import WORLDS

_DEFAULT_WORLD = "W1"
_SLOTS = 64
_CHARACTERS_PER_TOKEN = 4


class SimulatedLLM:
    """A client that asks nobody."""

    def __init__(self) -> None:
        self._answered: Counter[str] = Counter()

    async def attempt(self, call: Call) -> Answer:
        """Answer a call. Raises AttemptError where its model is no world."""
        world = WORLDS.get(call.endpoint.model)
        if world is None:
            known = ", ".join(WORLDS)
            raise AttemptError(
                "unknown_model", f"there is no world {call.endpoint.model}; there are {known}", fatal=True
            )
        drifted = False
        if world.drift and call.role == "task":
            drifted = self._answered[world.name] // world.drift_calls % 2 == 1
            self._answered[world.name] += 1
        assert isinstance(call.request, Chat | Completion)  # noqa: S101 - narrows: a world is a model
        text = reply(world, call.request, call.sampling, call.seed, drifted=drifted)
        most = call.sampling.max_tokens * _CHARACTERS_PER_TOKEN
        return Answer(
            text=text[:most],
            cut=len(text) > most,
            input_tokens=call.input_tokens() // 2,
            output_tokens=max(-(-min(len(text), most) // _CHARACTERS_PER_TOKEN), 1),
            cost_micro_usd=0,
        )

    async def close(self) -> None:
        """Nothing is open."""


PROVIDER = BuiltIn(
    info=ProviderInfo(
        name=SIMULATED,
        default_model=_DEFAULT_WORLD,
        models=tuple(WORLDS),
        profile="standard",
        max_concurrency=_SLOTS,
        priced_models=(),
    ),
    client=SimulatedLLM,
)

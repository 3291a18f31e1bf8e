"""Tells a job's readers when a model it calls has gone away and when it is back.

It owns these two events. It does not own what an outage is (`llm/presence.py`), nor the waiting.
"""

import msgspec

from gradcheck.llm.base import Emit
from gradcheck.llm.presence import Outage


class Away:
    """The models of one job that are away at the moment, as its readers were told."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.now: list[Outage] = []

    def see(self, outages: list[Outage], active_s: float) -> bool:
        """Take a look; whether a model has gone or come back since the last one."""
        before = {(outage.provider, outage.model): outage for outage in self.now}
        after = {(outage.provider, outage.model): outage for outage in outages}
        for name in after.keys() - before.keys():
            data = {**msgspec.to_builtins(after[name]), "message": after[name].told}
            self._emit(f"provider_away/{'/'.join(name)}/{active_s:.3f}", "provider_away", data)
        for name in before.keys() - after.keys():
            provider, model = name
            data = {"provider": provider, "model": model, "away_s": round(before[name].away_s, 1)}
            self._emit(f"provider_back/{'/'.join(name)}/{active_s:.3f}", "provider_back", data)
        self.now = outages
        return before.keys() != after.keys()

"""Replaying a finished run from the ledger. It leaves out what reading its recorded steps costs."""

import time

from bench.measure import Measure
from bench.rig import EXPECTED, evaluation, perform, rig

CALLS, SLOTS = 10_000, 64


def replay() -> list[Measure]:
    """Continue a run of which everything is paid: seconds from its start to its end."""
    with rig(SLOTS, latency_s=0.0, answer=EXPECTED) as (service, provider):
        first = perform(service, evaluation(CALLS))
        paid = provider.counts()["answered"]
        began = time.perf_counter()
        again = perform(service, {"budget": {"max_calls": CALLS}}, f"/runs/{first.run['id']}/continue")
        whole_s = time.perf_counter() - began
        assert provider.counts()["answered"] == paid == CALLS, "calls were paid that the ledger knows"
    usage = again.run["result"]["usage"]["task"]
    assert usage["cached"] == usage["calls"] >= CALLS, f"not all calls were answered by the ledger: {usage}"
    note = f"{CALLS} calls; {whole_s:.2f} s from its POST on; paid the first time in {first.wall_s:.1f} s"
    return [Measure(name="replay", value=again.wall_s, least=5, aim=2, unit="s", note=note)]

"""CPU of an evaluation beside that of the best peer on the same work. It owns no peer's installation or script."""

from bench.measure import CannotRunError, Measure
from bench.peers import compare, install
from bench.rig import EXPECTED, evaluation, perform, rig
from tests.support.processes import ProviderProcess

CALLS, SLOTS, LATENCY_S = 1000, 64, 0.1


def peers() -> list[Measure]:
    """The same calls by every peer and by the service."""
    made = install.environment()
    if isinstance(made, install.Unavailable):
        raise CannotRunError(f"the peers cannot be installed: {made.reason}")
    with rig(SLOTS, latency_s=LATENCY_S, answer=EXPECTED) as (service, provider):
        ours_ms = perform(service, evaluation(CALLS)).cpu_s / CALLS * 1e3
        found, missing = _figures(provider)
    if not found:
        raise CannotRunError("; ".join(missing))
    named = [f"{peer} {ms:.2f}" for peer, ms in found.items()]
    note = f"{ours_ms:.3f} ms a call; {', '.join([*named, *missing])}"
    value = ours_ms / min(found.values())
    return [Measure(name="peers_cpu", value=value, least=0.2, aim=0.125, unit="ratio", note=note)]


def _figures(provider: ProviderProcess) -> tuple[dict[str, float], list[str]]:
    """Milliseconds of CPU a call by peer, and why the others have none."""
    found: dict[str, float] = {}
    missing: list[str] = []
    for peer in compare.PEERS:
        before = provider.counts()["answered"]
        try:
            figures = compare.evaluate(peer, f"{provider.url}/v1", CALLS, SLOTS)
            made = provider.counts()["answered"] - before
            if made < figures.calls:
                missing.append(f"{peer}: {made} calls reached the provider, not {figures.calls}")
                continue
            found[peer] = figures.cpu_s / figures.calls * 1e3
        except compare.PeerError as error:
            missing.append(str(error))
    return found, missing

"""`python -m bench.peers.optimize [KIND...]`: whole optimizations by peers, and ours of the same kind, on one provider.

For each the calls that reached the provider, the seconds, and these over what as many calls take at least on the slots
there are. Sizes are the same as far as the methods are; how many calls a library makes of them is shown, not made
equal. It owns the sizes and the table.
"""

import sys
from collections.abc import Sequence
from typing import Final

import msgspec

from bench.peers import install
from bench.peers.compare import LIMIT_S, PeerError, run_script
from bench.rig import Json, perform, rig
from tests.support import world
from tests.support.processes import ProviderProcess

SLOTS, LATENCY_S = 64, 0.1
_TRAIN, _VALIDATION = 60, 60
_PROMPT = "Is the text positive or negative? Answer with one word.\n\n{text}"


class Kind(msgspec.Struct, frozen=True):
    """A kind of optimization: the peers that have it, the sizes they are given, and ours."""

    peers: tuple[str, ...]
    sizes: dict[str, int]
    ours: Json


KINDS: Final = {
    "copro": Kind(("dspy",), {"breadth": 10, "depth": 2}, {"breadth": 10, "depth": 2}),
    "miprov2": Kind(
        ("dspy",),
        {"instructions": 5, "trials": 10, "minibatch": 35},
        {"instructions": 5, "demo_sets": 5, "trials": 10, "minibatch": 35},
    ),
    "simba": Kind(
        ("dspy",),
        {"batch": 32, "candidates": 4, "steps": 3},
        {"batch": 32, "candidates": 4, "steps": 3},
    ),
    "gepa": Kind(("gepa", "dspy"), {"minibatch": 3, "calls": 600}, {"minibatch": 3, "iterations": 20}),
    "capo": Kind(
        ("promptolution",),
        {"population": 6, "crossovers": 4, "steps": 2, "block": 20},
        {"population": 6, "crossovers": 4, "steps": 2, "block": 20},
    ),
    "opro": Kind(("promptolution",), {"population": 1, "candidates": 8, "steps": 3}, {"candidates": 8, "steps": 3}),
    "evoprompt_ga": Kind(("promptolution",), {"population": 6, "steps": 3}, {"population": 6, "generations": 3}),
    "evoprompt_de": Kind(("promptolution",), {"population": 6, "steps": 3}, {"population": 6, "generations": 3}),
}


class Took(msgspec.Struct, frozen=True):
    """What an optimization took."""

    wall_s: float
    cpu_s: float


def main(kinds: Sequence[str]) -> int:
    """Run and print."""
    made = install.environment()
    if isinstance(made, install.Unavailable):
        print(f"the peers cannot be installed: {made.reason}")
        return 1
    print(f"{'kind':<14}{'by':<15}{'calls':>7}{'wall, s':>10}{'x bound':>9}{'CPU, ms a call':>16}")
    for name in kinds or KINDS:
        with rig(SLOTS, latency_s=LATENCY_S) as (service, provider):
            asked = {"name": name, **KINDS[name].ours}
            done = perform(service, world.request(method=asked, task=_task(), prompt=_PROMPT))
            _show(name, "gradcheck", provider, Took(done.wall_s, done.cpu_s), before=0)
            for peer in KINDS[name].peers:
                before = provider.counts()["answered"]
                try:
                    _show(name, peer, provider, _optimized(peer, name, f"{provider.url}/v1"), before)
                except PeerError as error:
                    print(f"{name:<14}{error}", flush=True)
    return 0


def _task() -> Json:
    """As many examples of each split as the peers get; no test, which they do not have."""
    examples = world.task(_TRAIN + _VALIDATION)["examples"]
    split = {"train": _TRAIN, "validation": _VALIDATION}
    whole = sum(split.values())
    shares = {name: count / whole for name, count in split.items()}
    return {"examples": examples, "scoring": {"kind": "exact"}, "split": {**shares, "probe": 0, "test": 0}}


def _optimized(peer: str, kind: str, base_url: str) -> Took:
    """Let a peer optimize."""
    sizes = {"train": _TRAIN, "validation": _VALIDATION, **KINDS[kind].sizes}
    arguments = [base_url, str(SLOTS), kind, msgspec.json.encode(sizes).decode()]
    return run_script(peer, f"{peer}_optimize.py", arguments, Took, limit_s=LIMIT_S)


def _show(kind: str, who: str, provider: ProviderProcess, took: Took, before: int) -> None:
    calls = provider.counts()["answered"] - before
    bound = took.wall_s / (calls * LATENCY_S / SLOTS)
    cpu_ms = took.cpu_s / calls * 1e3
    print(f"{kind:<14}{who:<15}{calls:>7}{took.wall_s:>10.2f}{bound:>9.1f}{cpu_ms:>16.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

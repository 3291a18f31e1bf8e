"""Peers' own optimizers on a real task: which there are, how they are run, what they tell."""

from typing import Final

import msgspec

from bench.peers.compare import run_script

LIMIT_S: Final = 3600.0
PEERS: Final = {
    "gepa@gepa": ("gepa", "gepa_task.py", ()),
    "miprov2@dspy": ("dspy", "dspy_task.py", ("miprov2",)),
    "simba@dspy": ("dspy", "dspy_task.py", ("simba",)),
    "capo@promptolution": ("promptolution", "promptolution_task.py", ()),
}
"""An optimizer at its library, by the library, the script and what that is told."""


class PeerTask(msgspec.Struct, frozen=True, kw_only=True):
    """What a peer is given: a prompt, items as pairs of an input and its answer, an endpoint, and so many calls."""

    base_url: str
    key: str
    model: str
    prompt: str
    train: list[tuple[str, str]]
    validation: list[tuple[str, str]]
    test: list[tuple[str, str]]
    calls: int
    slots: int
    max_tokens: int
    seed: int


class PeerOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: its text, the calls, and what the given prompt and this one answer to the test's items."""

    prompt: str
    calls: int
    seconds: float
    given: list[str]
    best: list[str]


def run(name: str, task: PeerTask) -> PeerOutcome:
    """Let a peer optimize. Raises PeerError."""
    library, script, arguments = PEERS[name]
    given = msgspec.json.encode(task).decode()
    return run_script(library, script, arguments, PeerOutcome, limit_s=LIMIT_S, given=given)

"""Peers' own optimizers on a real task: which there are, how they are run, what they tell."""

from typing import Final

import msgspec
from msgspec.structs import replace

from bench.peers.compare import PeerError, run_script
from bench.peers.counted import counting

LIMIT_S: Final = 1200.0
"""After so many seconds an optimization gets no more answers, as after its last call."""
ANSWERS_S: Final = 600.0
"""The seconds that there are beside, for what it does without answers and for those to what is held out."""
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
    writing_tokens: int
    seed: int


class PeerOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: its text, the characters of its demos, and what both prompts answer to the test's items.

    `calls` reached the endpoint; `late` says that the seconds ended it before them.
    """

    prompt: str
    demos: int
    seconds: float
    given: list[str]
    best: list[str]
    calls: int = 0
    late: bool = False


class GivenUpError(Exception):
    """A peer gave nothing; the message says why, `calls` how many it made."""

    def __init__(self, reason: str, calls: int) -> None:
        super().__init__(reason)
        self.calls = calls


def run(name: str, task: PeerTask, limit_s: float = LIMIT_S) -> PeerOutcome:
    """Let a peer optimize. Raises GivenUpError."""
    library, script, arguments = PEERS[name]
    with counting(task.base_url, task.calls, limit_s) as (url, count):
        given = msgspec.json.encode(replace(task, base_url=url)).decode()
        try:
            found = run_script(library, script, arguments, PeerOutcome, limit_s=limit_s + ANSWERS_S, given=given)
        except PeerError as error:
            raise GivenUpError(str(error), count.made) from error
    return replace(found, calls=count.made, late=count.late)

"""The prompt that a run has come to, to be compared with others."""

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.division import item_digest
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.run import Result
from gradcheck.engine.panels.prompt_forms import prompt_request
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import PromptSpec


class PromptOfRun(Value, frozen=True, kw_only=True):
    """A run's best prompt: its program as a request writes it, and its demos.

    `seen` are the digests of the inputs that it was trained or selected on. Nothing else of the run is taken over.
    """

    run: str
    prompt: PromptSpec
    demos: tuple[Demo, ...]
    seen: frozenset[bytes]


def prompt_of_run(run: str, plan: bytes, result: bytes) -> PromptOfRun | None:
    """The best prompt of a stored run; None where the run compares prompts, and so has none."""
    made, came = msgspec.json.decode(plan, type=Plan), msgspec.json.decode(result, type=Result)
    if made.compared:
        return None
    best = Candidate(id=came.candidate, components=came.prompt)  # its demos are taken over as they are
    written = prompt_request(made.program, best)
    learned = (example for example in made.examples if example.split in {"train", "validation"})
    return PromptOfRun(
        run=run,
        prompt=msgspec.convert(written, PromptSpec),
        demos=came.demos,
        seen=frozenset(map(item_digest, learned)),
    )

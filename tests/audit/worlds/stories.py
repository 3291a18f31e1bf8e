"""Worlds of longer stories: rewording, several steps, several modules, memory.

Each says what is true of it. They own what their people write, and what of it counts.
"""

import re
from dataclasses import dataclass, replace

from tests.audit.chance import pick, uniform
from tests.audit.reading import Request
from tests.audit.worlds.base import World, case_of

_EMPTY = ("kindly", "indeed", "perhaps", "surely", "rather", "mostly", "often", "gladly", "plainly", "duly", "also")


@dataclass(frozen=True)
class Loose(World):
    """A paraphraser whose words lose something: edits made from them score `lost` less."""

    lost: float = 0.0

    def edit(self, request: Request) -> str:
        reworded = any(form.split("{0}")[0] in request.feedback for form in self.tongue.wordings)
        return super().edit(request).replace("Style", "Put simply. Style" if reworded else "Style")

    def chance(self, request: Request) -> float:
        return super().chance(request) - self.lost * ("Put simply." in request.system)


@dataclass(frozen=True)
class Tiring(World):
    """Only the first rule of a prompt helps: after one step there is nothing more to learn."""

    def chance(self, request: Request) -> float:
        extra = max(sum(self.tongue.found(request.system + request.user).values()) - self.wishes, 0)
        return super().chance(request) - self.good * extra


@dataclass(frozen=True)
class Wordy(World):
    """An editor that fills its prompts up: the less it has to state, the more empty words it writes.

    The slope of the score on dose is that of `World`; prompts of a larger dose are no further from the one before.
    """

    def edit(self, request: Request) -> str:
        text = super().edit(request)
        stated = len(self.tongue.found(text))
        empty = (pick(_EMPTY, place, *request.key) for place in range(6 * max(self.wishes - stated, 0)))
        return " ".join([text, *empty])


@dataclass(frozen=True)
class Chained(World):
    """Critics that read the chain back find sense, one asked in a single step finds duds, where `chain_matters`.

    For a program of three modules: an earlier one hands on what it was told and given, so that every module's rules
    count. redrawn - direct = `wishes * good` for each example of the step if it matters, and 0 if it does not.
    """

    chain_matters: bool = True

    def rules(self, request: Request) -> list[str]:
        direct = "examples like this score better" in request.user
        sensible = not (self.chain_matters and direct)
        names = (self.tongue.rule("rule", place, *request.key, good=sensible) for place in range(20))
        return list(dict.fromkeys(names))[: self.wishes]

    def solve(self, request: Request) -> str:
        if request.user.startswith(("Note: ", "Read: ")):
            return f"{request.user} {request.system}"
        return super().solve(request)


@dataclass(frozen=True)
class Memorizing(World):
    """An editor that copies the examples it is shown; what is right of the winner is what stands in its prompt.

    A gain on test is memory of equal inputs in other splits, and nothing that holds for new ones.
    """

    def edit(self, request: Request) -> str:
        noted = r"Input: case-\d+ ([^\n]+)\n[^\n]*\n[^\n]*expected \"([^\"]+)\""
        copied = [f"{text.strip()} means {label}." for text, label in re.findall(noted, request.evidence)]
        return " ".join([super().edit(replace(request, blocks=request.blocks[:1])), *copied])

    def solve(self, request: Request) -> str:
        words = re.sub(r"[^a-z ]", "", request.user.lower().partition(" ")[2]).strip()
        known = re.search(re.escape(words) + r" means (\w+)", request.system)
        return known[1] if known else self.wrong(case_of(request.user), "wrong", uniform("w", *request.key))

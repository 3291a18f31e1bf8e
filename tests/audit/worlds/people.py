"""Worlds whose critics, editors, rewriters or judges do not do what they are asked.

Each says what is true of it. They own what these people write, and nothing of how rules act on items.
"""

import re
from dataclasses import dataclass, replace

from tests.audit.chance import uniform
from tests.audit.reading import Request
from tests.audit.worlds.base import World, case_of


@dataclass(frozen=True)
class Still(World):
    """An editor whose answer is a function of what it is shown, whatever temperature and seed say.

    With `good` 0 every difference of arms is luck of one text: over requests real - placebo = real - none = 0. Redraws
    of an arm are one edit, so a job holds one unit and nothing can be told from it.
    """

    def edit(self, request: Request) -> str:
        return super().edit(replace(request, draw=None))


@dataclass(frozen=True)
class Copying(World):
    """A critic that copies the examples it is shown with their answers; the editor copies them into the prompt.

    The task model reads the answer off where it stands: own items become right, all others stay as they were. On probe
    items real - placebo = 0; own - other minibatches is large, and is quotation.
    """

    def rules(self, request: Request) -> list[str]:
        del request
        return []

    def criticize(self, request: Request) -> str:
        cases = re.findall(r"Input: ((case-\d+)[^\n]*)", request.evidence)
        return (
            " ".join(f"It lacks this: {text} means {self.label(case)}." for text, case in cases) or "It lacks examples."
        )

    def edit(self, request: Request) -> str:
        copied = re.findall(r"case-\d+ [a-z ]+ means \w+\.", request.feedback)
        plain = super().edit(replace(request, blocks=request.blocks[:1]))
        style = plain[plain.rindex("Style") :] if "Style" in plain else ""
        return " ".join([plain.removesuffix(style).strip(), *copied, style])

    def solve(self, request: Request) -> str:
        case = case_of(request.user)
        return self.label(case) if f"{case} " in request.system else super().solve(request)


@dataclass(frozen=True)
class Keyed(World):
    """A critic whose rules are about the very items it was shown: each helps its item by `good` and no other.

    own - other minibatches = `good`, as long as every item of a minibatch is shown and taken up.
    """

    def rules(self, request: Request) -> list[str]:
        cases = re.findall(r"Input: (case-\d+)", request.evidence)
        return list(dict.fromkeys(self.tongue.rule("key", case, good=True) for case in cases))

    def effect(self, rule: str, request: Request) -> float:
        return self.good * (rule == self.tongue.rule("key", case_of(request.user), good=True))


@dataclass(frozen=True)
class Echoing(World):
    """An inverter that gives the review back as it came, and a judge that says yes to whatever it is asked.

    `inverted` is the real feedback: nothing can be said of the sign.
    """

    def rewrite(self, request: Request) -> str:
        return request.instruction

    def judge(self, request: Request) -> str:
        return "1" if "Numbered reviews" in request.user else "yes"


@dataclass(frozen=True)
class Agreeable(World):
    """An editor that takes nothing up and a judge that says yes and names the first review: uptake is nil."""

    def edit(self, request: Request) -> str:
        return super().edit(replace(request, blocks=request.blocks[:1]))

    def judge(self, request: Request) -> str:
        return "1" if "Numbered reviews" in request.user else "yes"


@dataclass(frozen=True)
class Pointed(World):
    """A critic one of whose rules makes sense, somewhere among `wishes`; the others do nothing.

    real - without the sentence of that rule = `good`, without any other 0.
    """

    def rules(self, request: Request) -> list[str]:
        place = int(uniform("place", *request.key) * self.wishes)
        return [self.tongue.rule("rule", each, *request.key, good=each == place) for each in range(self.wishes)]

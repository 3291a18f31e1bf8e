"""Worlds in which a text helps or harms by its manner, or by what it brings to mind, whatever it advises.

Each says what is true of it. They own how such a text is recognized: by common words of fault-finding, and by words of
the notes. Nothing is taken from the texts that a service has in store.
"""

import re
from dataclasses import dataclass

from tests.audit.reading import Request
from tests.audit.tasks import WORDS
from tests.audit.worlds.base import World

_FAULT = re.compile(
    r"\b(lack\w*|clums\w+|stiff\w*|wooden|dull\w*|flat\w*|tired|rough|awkward\w*|careless|stumbl\w+|fades?|hollow|bland"
    r"|mumbl\w+|cold|chilly|forced|jerky|quarrel\w*|heaviness|pompous|shabby|sluggish|unsettled|sloppy|pale|unclear"
    r"|uneven|muddled|odd\w*|mechanical|fussy|aloof|hesitation|suffers?|wavers?|broken|missing|rushed|hurried"
    r"|abrupt\w*|distant|unmoved|disappointing|could be|could use|needs|would benefit|drift\w*|timid|stale"
    r"|afterthought|borrowed|nervous|strain|limp|muffled|grave|somewhat|slightly|rather|less|gone)\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"[a-z]{4,}")
_NOTED = frozenset(WORDS)


@dataclass(frozen=True)
class Scolded(World):
    """Editors whom fault-finding unsettles: a text without a rule harms by `spoilt` where it finds fault.

    With `good` 0 real - none = 0, and so is the difference from a placebo that does not find fault.
    """

    def edit(self, request: Request) -> str:
        text = super().edit(request)
        return text if _FAULT.search(request.feedback) else text.replace(self.tongue.spoilt, "")


@dataclass(frozen=True)
class Reminded(World):
    """Critics name two words of the notes and advise nothing; editors who meet two such words do better by `reminder`.

    real - placebo = real - none = `reminder`, and any text with as many words of the notes does as well.
    """

    reminder: float = 0.2

    def criticize(self, request: Request) -> str:
        first, second = list(dict.fromkeys(word for word in _MENTION.findall(request.evidence) if word in _NOTED))[:2]
        return f"It is read too fast where a {first} comes up. It is read too fast where a {second} comes up."

    def edit(self, request: Request) -> str:
        reminded = len(_NOTED.intersection(_MENTION.findall(request.feedback.lower()))) > 1
        return super().edit(request).replace("Style", "Mind the notes. Style" if reminded else "Style")

    def chance(self, request: Request) -> float:
        return super().chance(request) + self.reminder * ("Mind the notes." in request.system)

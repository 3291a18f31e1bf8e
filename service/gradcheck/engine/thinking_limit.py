"""Whether thinking uses up the answers of the given prompt, so that a run would measure nothing else.

The first answers in canonical order decide, whatever comes first.
"""

from collections import Counter

from gradcheck.domain.call import Answer
from gradcheck.domain.run import JobError
from gradcheck.engine.models import Models
from gradcheck.evaluation import Done
from gradcheck.llm.trouble import THINKING

_FIRST = 20
_SHARE = 4  # more than one in so many


class Thinking:
    """What the first answers of the given prompt were used up by, shown rollout by rollout in canonical order."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._seen = 0
        self._used_up: Counter[str] = Counter()  # by module

    def sees(self, outcome: Done) -> bool:
        """Take the answers of the next rollout; whether it is certain that too many are used up."""
        for delivery in outcome.deliveries:
            if delivery.role == "task" and isinstance(delivery.outcome, Answer) and self._seen < _FIRST:
                self._seen += 1
                self._used_up[delivery.path.rpartition("/")[2]] += delivery.outcome.cause == THINKING
        return self._used_up.total() * _SHARE > _FIRST

    @property
    def error(self) -> JobError | None:
        """Why the run ends, with what would mend it where most is used up; None where it goes on."""
        count = self._used_up.total()
        if count * _SHARE <= self._seen:
            return None
        module = max(self._used_up, key=lambda name: self._used_up[name])
        own = self._models.modules.get(module)
        settings = "models.task" if own is None else f"models.modules.{module}"
        sampling = (own or self._models.task).sampling
        effort = f"lower {settings}.effort" + (f" (it is {sampling.effort})" if sampling.effort else "")
        message = (
            f"thinking used up the whole token limit in {count} of the first {self._seen} answers of the given prompt: "
            f"raise {settings}.max_tokens (it is {sampling.max_tokens}) or {effort}"
        )
        return JobError(code=THINKING, message=message)

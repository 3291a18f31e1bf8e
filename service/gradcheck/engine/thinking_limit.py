"""Whether thinking uses up the answers of the given prompt, so that a run would measure nothing else.

The first answers in canonical order decide, whatever comes first.
"""

from gradcheck.domain.call import Answer, Sampling
from gradcheck.domain.run import JobError
from gradcheck.evaluation import Done
from gradcheck.llm.trouble import THINKING

_FIRST = 20
_SHARE = 4  # more than one in so many


class Thinking:
    """What the first answers of the given prompt were used up by, shown rollout by rollout in canonical order."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._used_up: list[bool] = []

    def sees(self, outcome: Done) -> bool:
        """Take the answers of the next rollout; whether it is certain that too many are used up."""
        for delivery in outcome.deliveries:
            if delivery.role == "task" and isinstance(delivery.outcome, Answer) and len(self._used_up) < _FIRST:
                self._used_up.append(delivery.outcome.cause == THINKING)
        return sum(self._used_up) * _SHARE > _FIRST

    @property
    def error(self) -> JobError | None:
        """Why the run ends, with what would mend it; None where it goes on."""
        count, first, sampling = sum(self._used_up), len(self._used_up), self._sampling
        if count * _SHARE <= first:
            return None
        effort = "lower models.task.effort" + (f" (it is {sampling.effort})" if sampling.effort else "")
        message = (
            f"thinking used up the whole token limit in {count} of the first {first} answers of the given prompt: "
            f"raise models.task.max_tokens (it is {sampling.max_tokens}) or {effort}"
        )
        return JobError(code=THINKING, message=message)

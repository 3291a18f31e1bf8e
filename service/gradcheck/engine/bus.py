"""The feedback bus: the one place where feedback passes, after the critic and before any editor's prompt is rendered.

It owns the passing. In a run it is the identity; what a perturbation does to a recorded request is the diagnostics'
affair and uses the same slots.
"""

from collections.abc import Callable

from gradcheck.domain.feedback import Feedback

Perturbation = Callable[[Feedback], Feedback | None]


class FeedbackBus:
    """Passes feedback through a perturbation, the identity by default; None drops it."""

    def __init__(self, perturbation: Perturbation | None = None) -> None:
        self._perturbation = perturbation

    def carry(self, feedback: Feedback) -> Feedback | None:
        """What an editor may see of this feedback."""
        return feedback if self._perturbation is None else self._perturbation(feedback)

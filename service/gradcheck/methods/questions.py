"""Questions that variants of a prompt are asked until they answer one wrong, and who did best.

They are PromptWizard's scoring of variants. It owns who is asked how long, not which questions these are.
"""

from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.view import StepView, errors, mean_score


async def until_wrong(
    step: StepView, variants: Sequence[Candidate], questions: Sequence[Example], size: int
) -> list[Rollout]:
    """Answers to batches of so many questions, one after another; who has answered wrong is asked no more."""
    answers: list[Rollout] = []
    for number, first in enumerate(range(0, len(questions), size)):
        wrong = {rollout.candidate for rollout in errors(answers)}
        asked = [variant for variant in variants if variant.id not in wrong]
        answers += await step.evaluate(asked, questions[first : first + size], f"questions.{number}")
    return answers


def best_answering(variants: Sequence[Candidate], component: str, answers: Sequence[Rollout]) -> Candidate:
    """The variant of the highest mean score, the shortest where several have it; one without a score comes last."""

    def standing(variant: Candidate) -> tuple[float, int]:
        score = mean_score(variant, answers)
        return (-1.0 if score is None else score, -len(variant.components[component]))

    return max(variants, key=standing)

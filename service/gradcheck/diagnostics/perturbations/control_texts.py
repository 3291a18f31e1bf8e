"""What arms of texts that nobody wrote about the task put into the slots. It owns no sentence: those are in `texts`."""

from functools import cached_property

from gradcheck.diagnostics.perturbations.critics import FeedbackDraw
from gradcheck.diagnostics.perturbations.feedback_sources import Control, Foreign, Placebo, RandomWords, TaskVocabulary
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.domain.program import default_user_message
from gradcheck.domain.seeds import stream
from gradcheck.scoring.expected import acceptable
from gradcheck.texts.foreign import foreign_like
from gradcheck.texts.noise import noise_like
from gradcheck.texts.placebo import manner_in_turn, placebo_like
from gradcheck.texts.task_words import TaskWords, task_words, task_words_like


class ControlTexts:
    """Draws control texts in the shape of a block's real feedback."""

    def __init__(self, plan: DiagnosticPlan) -> None:
        self._plan = plan

    def drawn(self, source: Control, step: int, replicate: int, real: tuple[str, ...]) -> FeedbackDraw:
        """One text for each of the real ones."""
        labels, name = self._plan.run.labels, source.__struct_config__.tag
        rng = stream(self._plan.rules.seed, str(name), step, replicate)
        match source:
            case Placebo():
                manner = manner_in_turn(self._plan.rules.seed, replicate, self._place(step))
                return FeedbackDraw(texts=tuple(placebo_like(t, labels, rng, manner) for t in real), manner=manner)
            case Foreign():
                return FeedbackDraw(texts=tuple(foreign_like(t, labels, rng, self._plan.corpus) for t in real))
            case RandomWords():
                return FeedbackDraw(texts=tuple(noise_like(text, rng, labels) for text in real))
            case TaskVocabulary():
                texts = [task_words_like(text, labels, rng, self._task_words) for text in real]
                written = tuple(text for text in texts if text is not None)
                if len(written) == len(texts):
                    return FeedbackDraw(texts=written)
                return FeedbackDraw(texts=None, reason="every word of the task's texts is one of an expected answer")

    def _place(self, step: int) -> int:
        """The place of a step: manners take turns over steps as well as over replicates."""
        return [recorded.step for recorded in self._plan.recorded].index(step)

    @cached_property
    def _task_words(self) -> TaskWords:
        """The words that a critic may have met: those of the prompt, its description, the train inputs."""
        run = self._plan.run
        described = (*run.components.values(), *filter(None, (run.description,)))
        inputs = [default_user_message(example.fields) for example in run.examples if example.split == "train"]
        expected = [example.expected for example in run.examples if example.expected is not None]
        answers = (text for one in expected for text in acceptable(one))
        return task_words(described, inputs, answers, run.labels)

"""What the feedback bus passes on of a critic's text: the text itself, or in an arm of a study what stands for it.

Critics are asked all the same, so that runs of such arms make the same calls and differ in what is passed on alone. It
owns what that is; it does not own the record of feedback, nor what else editors are shown.
"""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.domain.feedback import Feedback, PassedFeedback
from gradcheck.domain.seeds import stream
from gradcheck.optimizer.question import Path, dotted
from gradcheck.texts.placebo import manner_in_turn, placebo_like


class FeedbackBus:
    """The feedback bus of one run. No placebo holds a word of `labels`, the answers that the task allows."""

    def __init__(self, passed: PassedFeedback, labels: Sequence[str], seed: int) -> None:
        self._passed = passed
        self._labels = labels
        self._seed = seed
        self._written: defaultdict[tuple[str, str], dict[int, dict[Path, str]]] = defaultdict(dict)

    def passed(self, step: int, at: Path, source: str, feedback: Feedback) -> Feedback:
        """What is passed on of the feedback that a source (a critic's template, or notes) wrote here in this step.

        A function of the run's seed, of the place and of what earlier steps wrote, whatever ends first.
        """
        match self._passed:
            case "real":
                return feedback
            case "none":
                text = ""
            case "placebo" if feedback.text.strip():
                rng = stream(self._seed, "placebo", feedback.id)
                text = placebo_like(feedback.text, self._labels, rng, manner_in_turn(self._seed, step))
            case "placebo":
                text = feedback.text
            case "shuffled":
                text = self._from_earlier(step, at, source, feedback)
        return replace(feedback, text=text, written=feedback.text)

    def _from_earlier(self, step: int, at: Path, source: str, feedback: Feedback) -> str:
        """What the same source wrote about the same component in an earlier step, drawn once for all of this step.

        It is the text of the same place there, or else one of the others; nothing where no earlier step has any.
        """
        by_step = self._written[source, feedback.component]
        earlier = [number for number in by_step if number < step]
        by_step.setdefault(step, {})[at] = feedback.text
        if not earlier:
            return ""
        where = ("shuffled", step, source, feedback.component)
        texts = by_step[earlier[int(stream(self._seed, *where).integers(len(earlier)))]]
        if at in texts:
            return texts[at]
        places = sorted(texts)
        return texts[places[int(stream(self._seed, *where, dotted(at)).integers(len(places)))]]

"""The perturbations by name: the arms of blocks. Each says what it changes, needs, and how its success is checked.

It owns the names, which are the arms' everywhere: in requests, results, metrics and reports.
"""

from typing import Literal

from gradcheck.diagnostics.perturbations.feedback_sources import (
    MOST_MODULES,
    Critic,
    Elsewhere,
    FeedbackPart,
    Modules,
    Nothing,
    Real,
    Reshaped,
    ScoresOnly,
    Shipped,
    Source,
    Stale,
    Written,
)
from gradcheck.domain.base import Value

FEEDBACKS = 4


class Perturbation(Value, frozen=True, kw_only=True):
    """An arm: what stands in the feedback slots of a fresh edit request, everything else unchanged."""

    name: str
    changes: str
    needs: str
    check: str
    source: Source


_RECORDED = "an edit request with feedback"
_CRITICS = "the recorded requests of the step's critics"
_MODEL = "an optimizer model that follows instructions (profile standard)"
_DIFFERS = "its text differs from the real feedback's"
_LENGTH = "length in words within 10 %, as many sentences"


def _draws() -> list[Perturbation]:
    return [
        Perturbation(
            name=f"feedback_{number}",
            changes="the critic is asked again about the same evidence; all replicates share its text",
            needs=_CRITICS,
            check="the draws are not all the same text",
            source=Critic(draw=number),
        )
        for number in range(1, FEEDBACKS + 1)
    ]


def _modules() -> list[Perturbation]:
    changes: dict[str, tuple[str, int | Literal["all"]]] = {
        "second_module": ("another module is edited instead, by its own feedback", 0),
        "third_module": ("the third module is edited instead, by its own feedback", 1),
        "all_modules": ("every module is edited at once, each by its own feedback", "all"),
    }
    return [
        Perturbation(
            name=name,
            changes=what,
            needs=f"a program of two to {MOST_MODULES} modules, all with feedback in the same step",
            check="edits parse and can be scored",
            source=Modules(place=index),
        )
        for name, (what, index) in changes.items()
    ]


_ALL = (
    Perturbation(
        name="real",
        changes="nothing: the recorded feedback, drawn afresh",
        needs=_RECORDED,
        check="edits parse and can be scored",
        source=Real(),
    ),
    Perturbation(
        name="real_again",
        changes="nothing: a second draw, for the A/A noise floor",
        needs=_RECORDED,
        check="its difference from real is not significant",
        source=Real(),
    ),
    Perturbation(
        name="none",
        changes="the slots say that no feedback is available",
        needs=_RECORDED,
        check="edits parse and can be scored",
        source=Nothing(),
    ),
    Perturbation(
        name="scores_only",
        changes="how many of the shown examples were right, without a reason",
        needs="critics that were shown scored examples",
        check=_DIFFERS,
        source=ScoresOnly(),
    ),
    Perturbation(
        name="placebo",
        changes="general advice, written once by people who saw no task",
        needs=_RECORDED,
        check=f"{_LENGTH}; no allowed answer and no more of the task's words than chance",
        source=Shipped(kind="placebo"),
    ),
    Perturbation(
        name="stale",
        changes="the feedback of another step of the same run: another prompt, another minibatch",
        needs="another step with feedback",
        check=_DIFFERS,
        source=Stale(),
    ),
    Perturbation(
        name="swapped",
        changes="the critic reads other train examples, answered by the same prompt",
        needs=f"{_CRITICS}, and train examples it was not shown",
        check=_DIFFERS,
        source=Critic(batch="other"),
    ),
    Perturbation(
        name="foreign",
        changes="feedback about another task, written by people",
        needs=_RECORDED,
        check=f"{_LENGTH}; no allowed answer",
        source=Shipped(kind="foreign"),
    ),
    Perturbation(
        name="noise",
        changes="random words",
        needs=_RECORDED,
        check=_LENGTH,
        source=Shipped(kind="noise"),
    ),
    Perturbation(
        name="redrawn",
        changes="the critic is asked again about the same evidence, for every replicate anew",
        needs=_CRITICS,
        check="edits parse and can be scored",
        source=Critic(),
    ),
    Perturbation(
        name="wrong_labels",
        changes="critic and editor are shown the same answers, every one judged by a wrong label",
        needs=f"{_CRITICS}, expected answers",
        check="what the critic was shown differs, and its text too",
        source=Critic(labels="wrong"),
    ),
    Perturbation(
        name="half_wrong_labels",
        changes="half of the shown answers are judged by a wrong label",
        needs=f"{_CRITICS}, expected answers",
        check="what the critic was shown differs, and its text too",
        source=Critic(labels="half_wrong"),
    ),
    Perturbation(
        name="permuted_labels",
        changes="the shown answers are judged by each other's labels",
        needs=f"{_CRITICS}, two shown examples",
        check="what the critic was shown differs, and its text too",
        source=Critic(labels="permuted"),
    ),
    Perturbation(
        name="no_labels",
        changes="critic and editor see inputs and answers, but not how they were scored",
        needs=_CRITICS,
        check="what the critic was shown differs, and its text too",
        source=Critic(labels="none"),
    ),
    Perturbation(
        name="inverted",
        changes="every suggestion is turned into its opposite by a model",
        needs=_MODEL,
        check="a judge calls it the opposite; editors follow it at least half as often as the real one",
        source=Written(how="invert"),
    ),
    Perturbation(
        name="first_quarter",
        changes="a random quarter of the suggestions",
        needs="feedback of three or more sentences or bullets",
        check="the edits move less than those of all suggestions",
        source=FeedbackPart(first=0, last=0.25),
    ),
    Perturbation(
        name="first_half",
        changes="a random half of the suggestions, the quarter included",
        needs="feedback of two or more sentences or bullets",
        check="the edits move less than those of all suggestions",
        source=FeedbackPart(first=0, last=0.5),
    ),
    Perturbation(
        name="second_half",
        changes="the other half of the suggestions",
        needs="feedback of two or more sentences or bullets",
        check="it shares few words with the first half",
        source=FeedbackPart(first=0.5, last=1),
    ),
    Perturbation(
        name="paraphrase_1",
        changes="the same suggestions in a model's other words",
        needs=_MODEL,
        check="a judge calls it equivalent, and the text differs",
        source=Written(how="paraphrase", draw=1),
    ),
    Perturbation(
        name="paraphrase_2",
        changes="the same suggestions in other words again",
        needs=_MODEL,
        check="a judge calls it equivalent, and the text differs",
        source=Written(how="paraphrase", draw=2),
    ),
    Perturbation(
        name="bullets",
        changes="the same sentences, each on a line of its own with a mark",
        needs="feedback of two or more sentences or bullets",
        check=_DIFFERS,
        source=Reshaped(how="bullets"),
    ),
    Perturbation(
        name="reordered",
        changes="the same sentences in another order",
        needs="feedback of two or more sentences or bullets",
        check=_DIFFERS,
        source=Reshaped(how="reordered"),
    ),
    *_draws(),
    Perturbation(
        name="direct",
        changes="feedback straight from the example, in one step, instead of carried back through the program",
        needs="feedback that was carried back through other feedback",
        check=_DIFFERS,
        source=Critic(chain="direct"),
    ),
    Perturbation(
        name="path_ablated",
        changes="the last critic builds on a placebo instead of the later module's feedback",
        needs="feedback that was carried back through other feedback",
        check=_DIFFERS,
        source=Critic(chain="placebo"),
    ),
    Perturbation(
        name="permuted_credit",
        changes="the feedback that was meant for another module",
        needs="a program of two or more modules with feedback in the same step",
        check=_DIFFERS,
        source=Elsewhere(),
    ),
    *_modules(),
)
PERTURBATIONS = {perturbation.name: perturbation for perturbation in _ALL}

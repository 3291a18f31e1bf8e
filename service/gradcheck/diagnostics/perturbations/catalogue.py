"""The perturbations by name, which are the arms' everywhere: what each changes, needs and checks."""

from gradcheck.diagnostics.perturbations.feedback_sources import (
    MOST_MODULES,
    Critic,
    Elsewhere,
    FeedbackPart,
    Foreign,
    Modules,
    Nothing,
    Placebo,
    RandomWords,
    Real,
    Reshaped,
    ScoresOnly,
    Source,
    Stale,
    TaskVocabulary,
    Without,
    Written,
)
from gradcheck.domain.base import Value

FEEDBACKS = 4
SENTENCES = 6


class Perturbation(Value, frozen=True, kw_only=True):
    """An arm: what stands in the feedback slots of a fresh edit request, everything else unchanged."""

    source: Source
    changes: str
    needs: str
    check: str


_RECORDED = "an edit request with feedback"
_CRITICS = "the recorded requests of the step's critics"
_MODEL = "an optimizer model that follows instructions (profile standard)"
_TWO_PARTS = "feedback of two or more sentences or bullets"
_CARRIED = "feedback that was carried back through other feedback"
_MODULES = f"a program of two to {MOST_MODULES} modules, all with feedback in the same step"
_DIFFERS = "its text differs from the real feedback's"
_SCORED = "edits parse and can be scored"
_SHOWN = "what the critic was shown differs, and its text too"
_LENGTH = "length in words within 10 %, as many sentences"
_LESS = "editors are shown fewer different words than by all suggestions"
_TAKES_AWAY = "leaving it out takes words away that nothing else says"
_EQUIVALENT = "a judge calls it equivalent, and the text differs"


def _arm(source: Source, changes: str, needs: str = _RECORDED, check: str = _DIFFERS) -> Perturbation:
    return Perturbation(source=source, changes=changes, needs=needs, check=check)


def _feedback(draw: int) -> Perturbation:
    changes = "the critic is asked again about the same evidence; all replicates share its text"
    return _arm(Critic(draw=draw), changes, _CRITICS, "the draws are not all the same text")


def _without(number: int) -> Perturbation:
    changes = f"sentence or bullet {number} is left out, all others stay as they are"
    needs = _TWO_PARTS if number <= 2 else f"feedback of {number} or more sentences or bullets"
    return _arm(Without(place=number - 1), changes, needs, _TAKES_AWAY)


PERTURBATIONS = {
    "real": _arm(Real(), "nothing: the recorded feedback, drawn afresh", check=_SCORED),
    "real_again": _arm(
        Real(),
        "nothing: a second draw, for the A/A noise floor",
        check="its difference from real is not significant",
    ),
    "none": _arm(Nothing(), "the slots say that no feedback is available", check=_SCORED),
    "scores_only": _arm(
        ScoresOnly(),
        "how many of the shown examples were right, without a reason",
        "critics that were shown scored examples",
    ),
    "placebo": _arm(
        Placebo(),
        "remarks on style, written once by people who saw no task: hostile, neutral and kind ones in turn",
        check=f"{_LENGTH}; no allowed answer and no more of the task's words than chance",
    ),
    "stale": _arm(
        Stale(),
        "the feedback of another step of the same run: another prompt, another minibatch",
        "another step with feedback",
    ),
    "swapped": _arm(
        Critic(batch="other"),
        "the critic reads other train examples, answered by the same prompt",
        f"{_CRITICS}, and train examples it was not shown",
    ),
    "foreign": _arm(Foreign(), "feedback about another task, written by people", check=f"{_LENGTH}; no allowed answer"),
    "task_words": _arm(
        TaskVocabulary(),
        "sentences that mention words of the prompt, its description and the train inputs, and say nothing about them",
        "words of the task that are in no expected answer",
        f"{_LENGTH}; no allowed answer and no word of an expected one",
    ),
    "noise": _arm(RandomWords(), "random words", check=_LENGTH),
    "redrawn": _arm(
        Critic(), "the critic is asked again about the same evidence, for every replicate anew", _CRITICS, _SCORED
    ),
    "wrong_labels": _arm(
        Critic(labels="wrong"),
        "critic and editor are shown the same answers, every one judged by a wrong label",
        f"{_CRITICS}, expected answers",
        _SHOWN,
    ),
    "half_wrong_labels": _arm(
        Critic(labels="half_wrong"),
        "half of the shown answers are judged by a wrong label",
        f"{_CRITICS}, expected answers",
        _SHOWN,
    ),
    "permuted_labels": _arm(
        Critic(labels="permuted"),
        "the shown answers are judged by each other's labels",
        f"{_CRITICS}, two shown examples",
        _SHOWN,
    ),
    "no_labels": _arm(
        Critic(labels="none"),
        "critic and editor see inputs and answers, but not how they were scored",
        _CRITICS,
        _SHOWN,
    ),
    "inverted": _arm(
        Written(how="invert"),
        "every suggestion is turned into its opposite by a model",
        _MODEL,
        "it is not the real one over again, a judge calls it the opposite, editors follow it at least half as often",
    ),
    "first_quarter": _arm(
        FeedbackPart(first=0, last=0.25),
        "a random quarter of the suggestions",
        "feedback of three or more sentences or bullets",
        _LESS,
    ),
    "first_half": _arm(
        FeedbackPart(first=0, last=0.5), "a random half of the suggestions, the quarter included", _TWO_PARTS, _LESS
    ),
    "second_half": _arm(
        FeedbackPart(first=0.5, last=1),
        "the other half of the suggestions",
        _TWO_PARTS,
        "it shares few words with the first half",
    ),
    **{f"without_{number}": _without(number) for number in range(1, SENTENCES + 1)},
    "paraphrase_1": _arm(
        Written(how="paraphrase", draw=1), "the same suggestions in a model's other words", _MODEL, _EQUIVALENT
    ),
    "paraphrase_2": _arm(
        Written(how="paraphrase", draw=2), "the same suggestions in other words again", _MODEL, _EQUIVALENT
    ),
    "bullets": _arm(Reshaped(how="bullets"), "the same sentences, each on a line of its own with a mark", _TWO_PARTS),
    "reordered": _arm(Reshaped(how="reordered"), "the same sentences in another order", _TWO_PARTS),
    **{f"feedback_{number}": _feedback(number) for number in range(1, FEEDBACKS + 1)},
    "direct": _arm(
        Critic(chain="direct"),
        "feedback straight from the example, in one step, instead of carried back through the program",
        _CARRIED,
    ),
    "path_ablated": _arm(
        Critic(chain="placebo"),
        "the last critic builds on a placebo instead of the later module's feedback",
        _CARRIED,
    ),
    "permuted_credit": _arm(
        Elsewhere(),
        "the feedback that was meant for another module",
        "a program of two or more modules with feedback in the same step",
    ),
    "second_module": _arm(Modules(place=0), "another module is edited instead, by its own feedback", _MODULES, _SCORED),
    "third_module": _arm(
        Modules(place=1), "the third module is edited instead, by its own feedback", _MODULES, _SCORED
    ),
    "all_modules": _arm(
        Modules(place="all"), "every module is edited at once, each by its own feedback", _MODULES, _SCORED
    ),
}

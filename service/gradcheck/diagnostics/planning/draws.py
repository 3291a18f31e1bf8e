"""Which draws can differ at all: at temperature 0 the same request is answered alike, however often it is asked."""

from collections.abc import Sequence

from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.perturbations.feedback_sources import (
    Critic,
    FeedbackPart,
    Foreign,
    Placebo,
    RandomWords,
    Reshaped,
    Source,
    TaskVocabulary,
    Written,
)
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.request import Recorded
from gradcheck.domain.feedback import Template
from gradcheck.engine.plan import Plan
from gradcheck.llm.sampling import described, repeats, tuned


def sampling(run: Plan, recorded: Sequence[Recorded]) -> str:
    """How edits and answers are drawn, in words."""
    optimizer = run.models.optimizer
    templates = [
        recorded_step.request.template
        for recorded_step in recorded
        if recorded_step.request.template.endpoint != "none"
    ]
    edits = sorted({described(optimizer, tuned(optimizer, template)) for template in templates})
    answers = f"answers at {' and '.join(described(one, one.sampling) for one in run.answering_once)}"
    return f"edits drawn at {' and '.join(edits)}, {answers}" if edits else answers


def distinct(plan: DiagnosticPlan, arm: str, recorded: Recorded) -> int:
    """How many of an arm's draws for a recorded request can be edits of their own: all replicates, or one."""
    return 1 if _settled(PERTURBATIONS[arm].source, recorded, plan) else plan.replicates


def twins(plan: DiagnosticPlan, arms: Sequence[str]) -> str | None:
    """Why arms that differ by the draw alone would all hold the same edits, or None."""
    sources = [PERTURBATIONS[arm].source for arm in arms]
    if sources and plan.recorded and all(_settled(sources[0], recorded_step, plan) for recorded_step in plan.recorded):
        return f"{arms[0]} and {arms[1]} would be the same edits: {alike(plan)}"
    return None


def alike(plan: DiagnosticPlan) -> str:
    """Why draws do not differ, and what would make them."""
    model = plan.run.models.optimizer.model
    words = f"at temperature 0 {model} answers the same request alike at every draw"
    return f"{words}; make the run with a higher temperature in models.optimizer"


def _settled(source: Source, recorded: Recorded, plan: DiagnosticPlan) -> bool:
    """Whether every replicate of an arm is one and the same edit: the same feedback, and an editor that repeats."""
    if not _repeats(recorded.request.template, plan):
        return False
    match source:
        case Placebo() | Foreign() | RandomWords() | TaskVocabulary():
            return False  # another text in every replicate
        case FeedbackPart() | Reshaped(how="reordered") | Critic(batch="other"):
            return False  # the same
        case Critic():
            return all(_repeats(critic.template, plan) for critic in recorded.critics)
        case Written():
            optimizer = plan.run.models.optimizer
            return repeats(optimizer, optimizer.sampling)
        case _:
            return plan.rules.estimand == "fixed_feedback" or _settled(Critic(), recorded, plan)


def _repeats(template: Template, plan: DiagnosticPlan) -> bool:
    optimizer = plan.run.models.optimizer
    return template.endpoint != "none" and repeats(optimizer, tuned(optimizer, template))

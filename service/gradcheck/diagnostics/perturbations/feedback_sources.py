"""What an arm's feedback is made from: a tagged union, each member with what it needs of a recorded request."""

from typing import TYPE_CHECKING, Literal

from gradcheck.diagnostics.perturbations.relabel import Labels
from gradcheck.diagnostics.perturbations.split_suggestions import split_suggestions
from gradcheck.diagnostics.request import Recorded, contrasts
from gradcheck.domain.base import Value
from gradcheck.domain.feedback import EditRequest
from gradcheck.domain.program import Module, Program
from gradcheck.engine.label_noise import wrong_answer
from gradcheck.scoring import score_function

if TYPE_CHECKING:
    from gradcheck.engine.plan import Plan

MOST_MODULES = 3  # of whose edits all combinations that an interaction needs are drawn


class Real(Value, frozen=True, kw_only=True, tag="real"):
    """The recorded feedback, or with the estimand `critic_average` the replicate's own draw of the critic."""


class Nothing(Value, frozen=True, kw_only=True, tag="nothing"):
    """Empty slots: the editor is told that there is no feedback."""


class ScoresOnly(Value, frozen=True, kw_only=True, tag="scores_only"):
    """How the shown examples scored, and nothing about why."""


class Placebo(Value, frozen=True, kw_only=True, tag="placebo"):
    """Shipped remarks on style that never saw the task, in a manner that is another one in the next replicate."""


class Foreign(Value, frozen=True, kw_only=True, tag="foreign"):
    """Shipped feedback about another task."""


class RandomWords(Value, frozen=True, kw_only=True, tag="noise"):
    """Shipped words in a random order."""


class TaskVocabulary(Value, frozen=True, kw_only=True, tag="task_words"):
    """Shipped sentences with the task's own words in their gaps: they know what it is about, and nothing else of it."""


class Stale(Value, frozen=True, kw_only=True, tag="stale"):
    """What was recorded at another step of the same run."""


class Elsewhere(Value, frozen=True, kw_only=True, tag="elsewhere"):
    """What the same step's critics wrote about another module's component."""


class Critic(Value, frozen=True, kw_only=True, tag="critic"):
    """The step's critics asked again. `draw` names a feedback that all replicates share; null is one each.

    `labels` changes what is said to be right in all that is shown; `batch: other` shows other train examples;
    `chain` replaces the feedback that the last critic builds on, or asks for feedback straight from the example.
    """

    labels: Labels = "true"
    batch: Literal["own", "other"] = "own"
    chain: Literal["own", "placebo", "direct"] = "own"
    draw: int | None = None


class Written(Value, frozen=True, kw_only=True, tag="written"):
    """The real feedback as a model rewrites it."""

    how: Literal["invert", "paraphrase"]
    draw: int = 0


class FeedbackPart(Value, frozen=True, kw_only=True, tag="part"):
    """A random part of the real feedback's suggestions, ranked by seed: those from share `first` up to `last`."""

    first: float
    last: float


class Without(Value, frozen=True, kw_only=True, tag="without"):
    """The real feedback without one of its suggestions, that at `place`, from 0."""

    place: int


class Reshaped(Value, frozen=True, kw_only=True, tag="reshaped"):
    """The real feedback's own sentences in another layout."""

    how: Literal["bullets", "reordered"]


class Modules(Value, frozen=True, kw_only=True, tag="modules"):
    """The recorded feedback of the same step's other modules, given to their own editors instead of the request's.

    `place` is that of the other module, from 0; with `all` the request and those of all other modules are edited.
    """

    place: int | Literal["all"]


Control = Placebo | Foreign | RandomWords | TaskVocabulary
Still = Real | Nothing | ScoresOnly | Stale | Elsewhere | FeedbackPart | Without | Reshaped
Source = Still | Control | Critic | Written | Modules


def targets(source: Source, recorded: Recorded) -> tuple[EditRequest, ...]:
    """The recorded requests that an arm edits; nearly always the one."""
    match source:
        case Modules(place="all"):
            return (recorded.request, *recorded.siblings)
        case Modules(place=int(index)):
            return recorded.siblings[index : index + 1]
        case _:
            return (recorded.request,)


def obstacle(source: Source, recorded: Recorded, run: "Plan") -> str | None:  # noqa: PLR0911 - one answer a source
    """Why an arm cannot be made for a recorded request, or None."""
    match source:
        case Real() | Nothing() | Placebo() | Foreign() | RandomWords() | TaskVocabulary():
            return None
        case ScoresOnly():
            return None if recorded.scores else "no scored examples are known that its critics were shown"
        case Stale():
            return None if recorded.stale else "no other step holds feedback that differs"
        case Elsewhere():
            return None if recorded.elsewhere else "no other module has feedback in this step"
        case Written():
            return _instructable(run)
        case FeedbackPart() | Without() | Reshaped():
            return _parts_obstacle(source, sum(len(split_suggestions(text)) for text in recorded.texts))
        case Critic():
            return _critic_obstacle(source, recorded, run)
        case Modules(place=index):
            return _modules_obstacle(index, recorded, run)


def _parts_obstacle(source: FeedbackPart | Without | Reshaped, count: int) -> str | None:
    """Why feedback of so many suggestions has no such parts, or None."""
    match source:
        case FeedbackPart(first=first, last=last):
            least = 3 if {first, last} & {0.25} else 2
            return None if count >= least else f"the feedback has {count} suggestions; {least} are needed"
        case Without(place=place) if 1 < count <= place:
            return f"the feedback has {count} sentences"
        case _:
            return None if count > 1 else "the feedback has a single sentence"


def _critic_obstacle(source: Critic, recorded: Recorded, run: "Plan") -> str | None:
    unknown = _unasked(recorded)
    if unknown is not None:
        return unknown
    if (source.batch, source.labels) != ("own", "true") and any(map(contrasts, recorded.critics)):
        return "its critics contrast several answers to one example"
    shown = recorded.by_critics
    others = [example for example in run.examples if example.split == "train" and example.id not in shown]
    if source.batch == "other" and not others:
        return "the train split has no other examples"
    if source.chain != "own":
        return _chain_obstacle(source, recorded)
    return None if source.labels == "true" else _label_obstacle(source.labels, recorded, run)


def _unasked(recorded: Recorded) -> str | None:
    """Why there is no critic that could be asked again."""
    names, known = recorded.request.feedback, {critic.id for critic in recorded.critics}
    if recorded.from_notes:
        return "its feedback is the scorer's notes, which no critic wrote"
    return None if names and set(names) <= known else "what its critics were asked was not recorded"


def _chain_obstacle(source: Critic, recorded: Recorded) -> str | None:
    if not all(critic.upstream for critic in recorded.critics if critic.id in recorded.request.feedback):
        return "its feedback was not carried back through other feedback"
    several = source.chain == "direct" and any(len(names) > 1 for names in recorded.behind)
    return "its critics were shown several examples at once" if several else None


def _modules_obstacle(index: int | Literal["all"], recorded: Recorded, run: "Plan") -> str | None:
    others = len(changing(run.program)) - 1
    if others < 1:
        return "the program has one module that may change"
    if others >= MOST_MODULES:
        return f"edits of more than {MOST_MODULES} modules are not combined"
    if len(recorded.siblings) < others:
        return "not every other module has feedback in this step"
    return None if index == "all" or index < others else f"the program has {others + 1} modules that may change"


def changing(program: Program) -> tuple[Module, ...]:
    """The modules of which a component may change."""
    return tuple(module for module in program.modules if set(module.components) & set(program.optimizable))


def _label_obstacle(labels: Labels, recorded: Recorded, run: "Plan") -> str | None:
    if score_function(run.scoring) is None:
        return f"a {'judge' if run.scoring.judge_calls else 'grader'}'s notes do not follow from labels"
    if labels in {"wrong", "half_wrong"} and all(example.expected is None for example in run.examples):
        return "the examples have no expected answers"
    shown = set(recorded.shown)
    if labels in {"wrong", "half_wrong"} and any(wrong_answer(e, run) is None for e in run.examples if e.id in shown):
        return "a shown example has no other answer that could stand for a wrong one"
    few = labels == "permuted" and len(shown) < 2
    return "labels cannot be permuted among fewer than two shown examples" if few else None


def _instructable(run: "Plan") -> str | None:
    profile = run.models.optimizer.profile
    return None if profile == "standard" else f"the optimizer's model (profile {profile}) cannot rewrite feedback"


def mute_judge(run: "Plan") -> str | None:
    """Why the judge's model cannot answer questions, which takes one that follows instructions; or None."""
    profile = run.models.judge.profile
    return None if profile == "standard" else f"the judge's model (profile {profile}) cannot answer questions"

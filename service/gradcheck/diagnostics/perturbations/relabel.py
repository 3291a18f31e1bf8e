"""Other labels for what critics and editors are shown: the same answers, judged against something else."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from gradcheck.diagnostics.material import Labelled
from gradcheck.domain.feedback import ShownRollout
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Expected
from gradcheck.engine.label_noise import wrong_answer
from gradcheck.scoring import score_function
from gradcheck.scoring.expected import acceptable

if TYPE_CHECKING:
    from gradcheck.engine.plan import Plan

Labels = Literal["true", "wrong", "half_wrong", "permuted", "none"]

_DEALT: tuple[Labels, Labels] = ("wrong", "permuted")
_HIDDEN = "not shown"


def told(shown: Sequence[str], labels: Labels, run: "Plan", seed: int) -> dict[str, Expected]:
    """What each shown example is said to be answered by; examples that keep their label are left out."""
    examples = {example.id: example for example in run.examples}
    names = list(dict.fromkeys(shown))
    order = [names[index] for index in stream(seed, "labels", *names).permutation(len(names))]
    match labels:
        case "true" | "none":
            return {}
        case "wrong":
            return {name: wrong_answer(examples[name], run) for name in names}
        case "half_wrong":
            return {name: wrong_answer(examples[name], run) for name in order[: (len(order) + 1) // 2]}
        case "permuted":
            return {name: examples[other].expected for name, other in zip(order, order[1:] + order[:1], strict=True)}


def labelled(shown: Sequence[str], run: "Plan", seed: int) -> tuple[Labelled, ...]:
    """The shown examples with all that they may be judged by."""
    examples = {example.id: example for example in run.examples}
    wrong, permuted = (told(shown, labels, run, seed) for labels in _DEALT)
    return tuple(
        Labelled(example=name, true=examples[name].expected, wrong=wrong[name], permuted=permuted[name])
        for name in wrong
    )


def relabelled(
    seen: Sequence[ShownRollout],
    labels: Labels,
    told_of: Mapping[str, Expected],
    run: "Plan",
    answers: Mapping[str, Mapping[str, str]],
) -> tuple[ShownRollout, ...]:
    """Shown rollouts as they read with these labels.

    What is judged anew is the program's answer: `answers` are those of its modules, by example, where they are known.
    What people said of earlier answers speaks of the true labels, and goes with them.
    """
    if labels == "none":
        return tuple(msgspec.structs.replace(rollout, note=_HIDDEN, remarks="") for rollout in seen)
    score = score_function(run.scoring)
    assert score is not None  # noqa: S101 - `feedback_sources.obstacle` has refused it
    last = run.program.modules[-1].name
    changed = []
    for rollout in seen:
        if rollout.example in told_of:
            answer = answers.get(rollout.example, {}).get(last, rollout.answer)
            note = score(answer, told_of[rollout.example], run.labels).note
            changed.append(msgspec.structs.replace(rollout, note=note, remarks=""))
        else:
            changed.append(rollout)
    return tuple(changed)


def believes(text: str, wrong: Sequence[Expected], true: Sequence[Expected]) -> bool | None:
    """Whether a text takes wrong answers for right: it names one of them, and none of the true ones.

    Answers that are both, of different examples, do not count; None where that leaves nothing to tell by.
    """
    given, right = (
        {name.casefold() for expected in answers for name in acceptable(expected)} for answers in (wrong, true)
    )
    if given == right:
        return None
    return _names(text, given - right) and not _names(text, right - given)


def _names(text: str, answers: set[str]) -> bool:
    """Whether a text holds one of the answers as a word or words of their own."""
    return any(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text.casefold()) for answer in answers)

"""What a run tells its critics and editors of its task and of itself, where its method asks for a briefing.

It is made of the caller's description, the scoring, train examples and answers to these, and of validation of scores
alone; nothing of probe and test. What the run has seen counts from the end of a step, so that what is told in one does
not depend on what ended first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.labels import LabelScore, Named, by_label
from gradcheck.domain.run import Step
from gradcheck.domain.task import Rollout
from gradcheck.engine.labels_said import said
from gradcheck.engine.past_edits import PastEdits
from gradcheck.engine.plan import Plan
from gradcheck.optimizer.told import ToldEdits
from gradcheck.scoring import task_labels
from gradcheck.scoring.in_words import rule
from gradcheck.scoring.reading import reader


class _Answered(Value, frozen=True, kw_only=True):
    """What is remembered of an answer to a train example: its score, and the labels that it says."""

    score: float | None
    labels: Named | None


class RunBriefing:
    """What a run knows of its task, and by the end of its last step of its prompts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._train = {example.id: example for example in plan.examples if example.split == "train"}
        self._labels = task_labels(plan.scoring, [example.expected for example in self._train.values()])
        self._reader = reader(plan.scoring, self._labels)
        self._answered: defaultdict[str, dict[tuple[str, int], _Answered]] = defaultdict(dict)
        self._validation: Mapping[str, Mapping[str, float | None]] = {}
        self._fresh: list[Rollout] = []
        scores = {"validation": self._on_validation, "training": self._on_train}
        self._edits = PastEdits(plan.given, scores, plan.classes)
        self.task = (plan.description or "").strip()
        self.rule = rule(plan.scoring)
        self.scores_are_told = plan.critics_see == "scorer" and not plan.method.takes_over_nothing

    def answers(self, component: str) -> str:
        """What the answers are like that the component's module gives."""
        program = self._plan.program
        module = program.module_of(component)
        lines = []
        if module is not program.modules[-1]:
            lines.append(f"It is no answer yet: later prompts of the program read it as {module.output}.")
        elif allowed := getattr(self._plan.scoring, "choices", None) or self._labels:
            lines.append(f"The answers that are expected are: {', '.join(allowed)}.")
        elif fields := self._fields():
            lines.append(f"A JSON object with the fields: {', '.join(fields)}.")
        endpoint = self._plan.task.answering(module)
        if endpoint.kind == "model":
            lines.append(f"It may have {endpoint.sampling.max_tokens} tokens at most; what is longer is cut off.")
        return "\n".join(lines)

    def confusions(self, candidate: str, rollouts: Sequence[Rollout]) -> str:
        """How a candidate's answers to train examples were right or wrong by class, these among them."""
        answered = dict(self._answered.get(candidate, {}))
        for rollout in rollouts:
            if rollout.candidate == candidate and rollout.example in self._train:
                answered.setdefault((rollout.example, rollout.sample), self._read(rollout))
        labels = self._reader
        if labels is None or not answered:
            return ""
        read = [
            (labels.expected(self._train[example].expected), answer.labels)
            for (example, _), answer in sorted(answered.items())
        ]
        rows = [row for row in by_label(labels.labels, read).labels if row.n]
        return "\n".join(map(_row, rows)) if any(row.recall != 1 for row in rows) else ""

    def attempts(self, candidate: str, component: str) -> ToldEdits:
        """Edits of a component that did no better, those of this candidate first."""
        return self._edits.told(candidate, component)

    def observe(self, rollouts: Sequence[Rollout]) -> None:
        """Take in what came of a step's rollouts; it counts when the step has ended."""
        self._fresh += rollouts

    def end(self, step: Step, validation: Mapping[str, Mapping[str, float | None]]) -> None:
        """Take in a step that has ended; `validation` are the run's scores there, by candidate and item."""
        for rollout in self._fresh:
            if rollout.example in self._train:
                self._answered[rollout.candidate].setdefault((rollout.example, rollout.sample), self._read(rollout))
        self._fresh, self._validation = [], validation
        self._edits.take(step)

    def _on_validation(self, candidate: str) -> Mapping[str, float | None]:
        return self._validation.get(candidate, {})

    def _on_train(self, candidate: str) -> dict[str, float | None]:
        answered = self._answered.get(candidate, {})
        return {example: answer.score for (example, sample), answer in sorted(answered.items()) if sample == 0}

    def _read(self, rollout: Rollout) -> _Answered:
        """An answer of the whole program, whichever module's output is looked at."""
        final = replace(rollout, output=rollout.trace[-1].output) if rollout.trace else rollout
        return _Answered(score=rollout.score, labels=said(final, self._train, self._reader))

    def _fields(self) -> tuple[str, ...]:
        """The fields of the JSON objects that train examples expect; nothing where any expects something else."""
        expected = [example.expected for example in self._train.values()]
        objects = [one for one in expected if isinstance(one, dict)]
        return tuple(dict.fromkeys(name for one in objects for name in one)) if len(objects) == len(expected) else ()


def _row(row: LabelScore) -> str:
    answers = [f"{count} answered {label}" for label, count in row.said.items()]
    if row.unread:
        answers.append(f"{row.unread} named none of the classes")
    return f"{row.label}, expected {row.n} times: {', '.join(answers)}"

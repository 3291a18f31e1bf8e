"""The graph of a recorded run's paid calls: what was called, and after what it had to come.

It owns how the names of stages, critics and edits tell their dependencies, for `protegi` and `textgrad` on a prompt of
one module. Where the data leave it open an edge is left out, so that no service could be faster than the graph. It
does not own how the calls are laid out in time (`schedule.py`).
"""

import msgspec

from bench.schedule import Node
from service.domain.program import Candidate
from service.domain.run import Step
from service.domain.task import Rollout

_UPSTREAM = {"gradient_prompt": "gradient_response"}
_Content = tuple[tuple[tuple[str, str], ...], str]


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What the API tells of a run, all pages together."""

    steps: tuple[Step, ...]
    rollouts: tuple[Rollout, ...]
    candidates: tuple[Candidate, ...]


def build(recorded: Recorded) -> list[Node]:
    """The calls and meeting points in canonical order."""
    stages: dict[str, list[Rollout]] = {}
    for rollout in recorded.rollouts:
        stages.setdefault(rollout.stage, []).append(rollout)
    graph = _Graph({candidate.id: candidate for candidate in recorded.candidates})
    for step in recorded.steps:
        inside = [stage for stage in stages if stage.startswith(f"step/{step.n}/")]
        graph.add_step(step, {stage.rsplit("/", 1)[1]: stages[stage] for stage in sorted(inside, key=_ordinal)})
    graph.add_rollouts(stages.get("test", []), after=())
    return graph.nodes


class _Graph:
    """Nodes so far; `_begin` is the meeting point that all of the step under way comes after."""

    def __init__(self, candidates: dict[str, Candidate]) -> None:
        self._candidates = candidates
        self._answered: set[_Content] = set()
        self._makers: dict[str, int] = {}
        self.nodes: list[Node] = []
        self._begin = self._meet(())

    def add_step(self, step: Step, stages: dict[str, list[Rollout]]) -> None:
        """All of a step. The next one begins when everything is known: its parents come from the whole pool."""
        first = len(self.nodes)
        minibatch = self.add_rollouts(stages.pop("minibatch", []), after=())
        critics = self._add_critics(step, minibatch)
        self._add_edits(step, critics)
        tried: set[str] = set()
        for rollouts in stages.values():
            names = {rollout.candidate for rollout in rollouts}
            # What nobody was tried on before follows from the proposals alone, all else from everything seen so far.
            after = () if names.isdisjoint(tried) else (self._meet((self._begin, *range(first, len(self.nodes)))),)
            self.add_rollouts(rollouts, after)
            tried |= names
        self._begin = self._meet((self._begin, *range(first, len(self.nodes))))

    def add_rollouts(self, rollouts: list[Rollout], after: tuple[int, ...]) -> dict[tuple[str, str], int]:
        """The paid ones by candidate and example: an answer to the same texts and example is known from before."""
        added = {}
        for rollout in rollouts:
            texts = tuple(sorted(self._candidates[rollout.candidate].components.items()))
            if (texts, rollout.example) in self._answered:
                continue
            self._answered.add((texts, rollout.example))
            maker = self._makers.get(rollout.candidate)
            before = after if maker is None else (*after, maker)
            added[rollout.candidate, rollout.example] = self._call(before)
        return added

    def _add_critics(self, step: Step, minibatch: dict[tuple[str, str], int]) -> dict[str, int]:
        """Critics by template and place, those without a usable answer included: the notes tell of them."""
        wanted = [feedback.id.split("/")[2:] for feedback in step.feedback]
        wanted += [note.split(": ", 1)[0].split(" at ") for note in step.notes]
        critics: dict[str, int] = {}
        for template, at in sorted(wanted, key=lambda one: (_ordinal(one[1]), one[0])):
            place = int(at.split(".")[0])
            upstream = critics.get(f"{_UPSTREAM.get(template)}/{place}.0")
            if upstream is not None:
                before = [upstream]
            elif template == "critique":
                before = [node for (candidate, _), node in minibatch.items() if candidate == step.parents[place]]
            else:
                read = (step.parents[0], step.minibatch[place])
                before = [minibatch[read]] if read in minibatch else []
            critics[f"{template}/{at}"] = self._call(before)
        return critics

    def _add_edits(self, step: Step, critics: dict[str, int]) -> None:
        """Edits after their feedback and their parent's maker; an update after all critics, unusable ones too."""
        for request in sorted(step.edit_requests, key=lambda one: _ordinal(one.id.rsplit("/", 1)[1])):
            at = request.id.rsplit("/", 1)[1]
            if request.operator == "update":
                before = list(critics.values())
            else:
                before = [critics[feedback.split("/", 2)[2]] for feedback in request.feedback]
                before += [self._makers[parent] for parent in request.parents if parent in self._makers]
            self._makers[f"s{step.n}.{at}"] = self._call(before)

    def _call(self, after: tuple[int, ...] | list[int]) -> int:
        self.nodes.append(Node(after=(self._begin, *after)))
        return len(self.nodes) - 1

    def _meet(self, after: tuple[int, ...]) -> int:
        self.nodes.append(Node(after=after, is_call=False))
        return len(self.nodes) - 1


def _ordinal(name: str) -> list[tuple[int, int | str]]:
    """Sorts names by their numbers: selection.2 before selection.10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in name.split(".")]

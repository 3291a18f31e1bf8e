"""The rollouts of one step by stage and candidate, and which of them critics, editors and demos rest on.

It owns the order in which they were asked for, and which call answered a rollout: an answer to the same texts, demos,
example and sample is known from before. It does not own what else comes after what (`graph.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bench.order import Key
from gradcheck.domain.feedback import ShownRollout
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.domain.task import Rollout

Content = tuple[object, ...]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate answered on a stage; `name` and `number` are the stage's, which may have no number."""

    stage: str
    name: str
    number: int
    candidate: str
    rollouts: tuple[Rollout, ...]

    @property
    def examples(self) -> set[str]:
        """What the candidate was asked."""
        return {one.example for one in self.rollouts}

    @property
    def answers(self) -> set[tuple[str, str | None]]:
        """Examples with what was answered."""
        return {(one.example, one.output) for one in self.rollouts}


class Answers:
    """A step's blocks, those first that were asked for first.

    On the step's minibatch comes before all else, candidates of earlier steps before those of this one; then stages
    come in the order of their names.
    """

    def __init__(
        self, step: Step, rollouts: Iterable[Rollout], candidates: dict[str, Candidate], paid: dict[Content, Key]
    ) -> None:
        self._step = step
        self._calls: dict[Key, Key] = {}
        self.first: dict[Key, Block] = {}
        found: defaultdict[tuple[str, str], list[Rollout]] = defaultdict(list)
        for rollout in rollouts:
            found[rollout.stage.split("/", 2)[-1], rollout.candidate].append(rollout)
        self.blocks = sorted((_block(*at, own) for at, own in found.items()), key=self._asked)
        for block in self.blocks:
            for rollout in block.rollouts:
                key, content = _key(rollout), _content(candidates[rollout.candidate], rollout)
                if content not in paid:
                    paid[content] = key
                    self.first[key] = block
                self._calls[key] = paid[content]
        self._shown = defaultdict[str, set[str]](set)
        for one in step.critic_requests:
            self._shown[one.candidate].update(seen.example for seen in one.seen)
        for edit in step.edit_requests:
            self._shown[edit.parents[0]].update(seen.example for seen in edit.seen)

    def is_made(self, candidate: str) -> bool:
        """Whether a candidate was made in this step."""
        return candidate.startswith(f"s{self._step.n}.")

    def is_on_minibatch(self, block: Block) -> bool:
        """Whether all of a block's examples are of the step's minibatch."""
        return block.examples <= set(self._step.minibatch)

    def of(self, *candidates: str) -> Iterator[Block]:
        """Their blocks."""
        return (block for block in self.blocks if block.candidate in candidates)

    def calls(self, blocks: Iterable[Block], examples: Iterable[str] | None = None) -> list[Key]:
        """The calls behind blocks, or behind their answers to these examples."""
        wanted = None if examples is None else set(examples)
        rollouts = (one for block in blocks for one in block.rollouts)
        return [self._calls[_key(one)] for one in rollouts if wanted is None or one.example in wanted]

    def shown(self, candidate: str, seen: Sequence[ShownRollout]) -> list[Key]:
        """What somebody rests on who is shown this of a candidate.

        The candidate's own block that has all of the examples, or else all of its blocks that have some; where it has
        none, whoever gave such an answer. What nobody was tried on in this step is known from before.
        """
        examples = {one.example for one in seen}
        own = [block for block in self.of(candidate) if examples & block.examples]
        blocks = next(([block] for block in own if examples <= block.examples), own)
        return [
            key
            for block in blocks or self.givers((one.example, one.answer) for one in seen)
            for key in self._choice(block, examples)
        ]

    def givers(self, answers: Iterable[tuple[str, str]]) -> list[Block]:
        """The blocks of candidates from before the step with one of these answers to these examples."""
        wanted = set(answers)
        return [one for one in self.blocks if not self.is_made(one.candidate) and wanted & one.answers]

    def chosen(self, block: Block) -> list[Key]:
        """All that a choice among the answers of a block, or of its whole stage, rests on."""
        several = any(one.sample for one in block.rollouts)
        compared = several or self.is_made(block.candidate)
        return self.calls(one for one in self.blocks if one is block or (compared and one.stage == block.stage))

    def _choice(self, block: Block, examples: set[str]) -> list[Key]:
        scored = {one.example for one in block.rollouts if one.score is not None}
        several = any(one.sample for one in block.rollouts)
        if not several and not self.is_made(block.candidate) and scored <= self._shown[block.candidate]:
            return self.calls([block], examples)
        return self.chosen(block)

    def _asked(self, block: Block) -> tuple[int, str, int]:
        return (self.is_made(block.candidate) if self.is_on_minibatch(block) else 2, block.name, block.number)


def _block(stage: str, candidate: str, rollouts: Sequence[Rollout]) -> Block:
    name, _, number = stage.rpartition(".")
    numbered = bool(name) and number.isdigit()
    return Block(
        stage=stage,
        name=name if numbered else stage,
        number=int(number) if numbered else -1,
        candidate=candidate,
        rollouts=tuple(rollouts),
    )


def _key(rollout: Rollout) -> Key:
    return (rollout.stage, rollout.candidate, rollout.example, str(rollout.sample))


def _content(candidate: Candidate, rollout: Rollout) -> Content:
    demos = tuple((one.module, one.example, one.output) for one in candidate.demos)
    return (tuple(sorted(candidate.components.items())), demos, rollout.example, rollout.sample)

"""What a diagnostic has drawn, stored with its result: everything a verdict rests on, to compute it again from this."""

from gradcheck.diagnostics.requirements import Question
from gradcheck.domain.base import Value
from gradcheck.domain.task import Expected
from gradcheck.texts.placebo import Manner

Row = tuple[float | None, ...]


class ArmDraw(Value, frozen=True, kw_only=True):
    """A fresh edit of an arm with its scores by item; None where no call was made, or it failed, or no edit was usable.

    `scores` are on the probe items, `gate` on the gate's, `crossed` on all steps' minibatches; empty where not asked
    for. `rejected` says why earlier tries, or the feedback itself, could not be used; `manner` is that of a placebo.
    """

    arm: str
    feedback: tuple[str, ...]
    text: str | None
    rejected: tuple[str, ...]
    scores: Row
    gate: Row = ()
    crossed: Row = ()
    manner: Manner | None = None


class Judgement(Value, frozen=True, kw_only=True):
    """A judge's answer about an arm's edit or feedback; None where it gave none that can be read.

    For `identify` the answer is whether it named the edit's own feedback among `options`.
    """

    question: Question
    arm: str
    answer: bool | None
    options: tuple[str, ...] = ()


class Block(Value, frozen=True, kw_only=True):
    """All arms of one replicate of one step."""

    step: int
    replicate: int
    arms: tuple[ArmDraw, ...]
    judged: tuple[Judgement, ...] = ()


class Parent(Value, frozen=True, kw_only=True):
    """The prompt before a step's edits: its scores on the probe items, once a repeat, and on the others."""

    step: int
    probe: tuple[Row, ...]
    gate: Row = ()
    crossed: Row = ()


class CheckpointScores(Value, frozen=True, kw_only=True):
    """A run's best prompt after a step, on the train items and on the probe items."""

    run_id: str
    step: int
    train: Row
    probe: Row


class Labelled(Value, frozen=True, kw_only=True):
    """A shown example with its expected answer, and those it is judged by with wrong and with permuted labels."""

    example: str
    true: Expected
    wrong: Expected
    permuted: Expected


class StepTexts(Value, frozen=True, kw_only=True):
    """What a step's arms were made from: the prompt's component before, the recorded feedback, the minibatch.

    `behind` are the examples that each feedback's critics were shown, `labels` all of them and the editor's, where
    labels are dealt anew. Asking the critics again makes `critic_calls`. `is_last`: the component is the last module's.
    """

    step: int
    component: str
    before: str
    feedback: tuple[str, ...]
    minibatch: tuple[str, ...]
    behind: tuple[tuple[str, ...], ...] = ()
    labels: tuple[Labelled, ...] = ()
    critic_calls: int = 0
    is_last: bool = True


class Answered(Value, frozen=True, kw_only=True):
    """A test item: the places of its label and of two prompts' answers among the labels, -1 if unreadable."""

    example: str
    truth: int
    before: int
    after: int


class Audited(Value, frozen=True, kw_only=True):
    """What the given prompt and the winner answered on the test split; `missing` says why there is nothing to read.

    `quoted` are examples that the winner quotes, `lengths` those of both prompts in characters, and `improved` is
    whether the run's verdict was that.
    """

    answered: tuple[Answered, ...] = ()
    quoted: tuple[str, ...] = ()
    lengths: tuple[int, int] = (0, 0)
    improved: bool = False
    missing: str | None = None


class Material(Value, frozen=True, kw_only=True):
    """All that was drawn. `items` are the example ids of the columns of `scores`, `minibatches` those of `crossed`.

    `labels` are the allowed answers; `inputs` are what the minibatches' examples say, of which edits may quote;
    `corpus` is the task's own text, against which placebos are checked; `audited` is what the run's test left,
    `mute_judge` why the judge was asked nothing.
    """

    blocks: tuple[Block, ...] = ()
    parents: tuple[Parent, ...] = ()
    checkpoints: tuple[CheckpointScores, ...] = ()
    steps: tuple[StepTexts, ...] = ()
    items: tuple[str, ...] = ()
    minibatches: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    corpus: tuple[str, ...] = ()
    mute_judge: str | None = None
    audited: Audited = Audited()

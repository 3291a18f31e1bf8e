"""Examples, their splits and rollouts."""

from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value, Wire
from gradcheck.domain.call import Message, Silence
from gradcheck.domain.messages.contents import Image, Part

Split = Literal["train", "validation", "probe", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "probe", "test")
_SPLITS_BY_NAME: dict[str, Split] = {name: name for name in SPLITS}
_SPLITS_BY_NAME |= {"training": "train"}
_SPLITS_BY_NAME |= dict.fromkeys(("dev", "val", "valid", "eval"), "validation")

Expected = str | int | float | bool | list[Any] | dict[str, Any] | None


class Attached(Value, frozen=True, kw_only=True, omit_defaults=True):
    """What of an example's input is more than text; its fields hold the texts that stand for it.

    `parts` are what is sent in the place of a field, `turns` a conversation, the turn to answer being its last.
    """

    parts: dict[str, tuple[Part, ...]] = msgspec.field(default_factory=dict)
    turns: tuple[Message, ...] = ()

    @property
    def images(self) -> tuple[Image, ...]:
        """All its images, those of its turns included."""
        held = [part for parts in self.parts.values() for part in parts if isinstance(part, Image)]
        return (*held, *(image for turn in self.turns for image in turn.images))


NOTHING_ATTACHED = Attached()


class Remark(Wire, frozen=True, kw_only=True):
    """What somebody said of an earlier `answer` to an example, or of the example where no answer is given.

    `rating` is true for a good answer, false for a bad one, null where only words were given.
    """

    text: str = ""
    rating: bool | None = None
    answer: str | None = None


def split_named(name: object) -> Split | None:
    """The split that a name usually means, whatever its case; None where it means none."""
    return _SPLITS_BY_NAME.get(name.strip().lower()) if isinstance(name, str) else None


class Undivided(Value, frozen=True, kw_only=True):
    """One item of a task before it is given to a split, unless the caller has given it to one.

    `fields` are what placeholders are filled with, and all that others see of its input; `attached` is None where that
    is all there is. Examples of one `group` share a split. `remarks` are for critics: no answer is made with them.
    """

    id: str
    fields: dict[str, str]
    expected: Expected = None
    split: Split | None = None
    group: str | None = None
    attached: Attached | None = None
    remarks: tuple[Remark, ...] = ()


class Example(Undivided, frozen=True, kw_only=True):
    """One item of a task."""

    split: Split


class ModuleCall(Value, frozen=True, kw_only=True):
    """One module's call inside a rollout; `trace` is what an application tells of how it came to its output."""

    module: str
    path: str
    output: str | None
    status: Literal["ok", "failed"]
    trace: str | None = None


class PartScore(Value, frozen=True, kw_only=True):
    """What one part of a weighted score came to; no `score` where it failed; `calls` are its calls' paths."""

    name: str
    weight: float
    score: float | None
    note: str
    calls: tuple[str, ...] = ()


Pick = Literal["answer", "reference", "tie"]


class Preference(Value, frozen=True, kw_only=True):
    """What a judge preferred of an answer and the given prompt's to the same example, asked in both orders."""

    shown_first: Pick
    shown_last: Pick

    @property
    def winner(self) -> Pick:
        """What both orders agree on; a tie where they do not."""
        return self.shown_first if self.shown_first == self.shown_last else "tie"

    @property
    def place(self) -> Literal["first", "last"] | None:
        """The place that was preferred whichever answer stood there: then the order has decided."""
        match self.shown_first, self.shown_last:
            case "answer", "reference":
                return "first"
            case "reference", "answer":
                return "last"
            case _:
                return None


class Repeat(Value, frozen=True, kw_only=True):
    """One of several answers that a rollout is made of; `calls` are the paths of all its calls."""

    sample: int
    status: Literal["ok", "failed"]
    output: str | None
    score: float | None
    note: str
    cause: Silence | None = None
    calls: tuple[str, ...] = ()


class Rollout(Value, frozen=True, kw_only=True):
    """One candidate on one example. A failed call is a failure: its score is None, never 0.

    An answer without text is the prompt's doing: the score is 0 and `cause` says why there is no text. `tokens` are
    those of the program's own calls, read and written. `parts` are those of a weighted score; an answer without text
    has none. `preference` is what a judge said who was shown the answer beside the given prompt's; null where none was.
    Where an item is answered several times, `repeats` are the answers: `score` and `parts` are made of theirs, `tokens`
    are those of all, and the rest is of the one with the lowest score. `label` is the class of the example where the
    scoring takes means of classes' means; null where every example counts alike.
    """

    candidate: str
    example: str
    sample: int
    stage: str
    status: Literal["ok", "failed"]
    output: str | None
    score: float | None
    note: str
    trace: tuple[ModuleCall, ...]
    judge_paths: tuple[str, ...] = ()
    tokens: int = 0
    cause: Silence | None = None
    parts: tuple[PartScore, ...] = ()
    preference: Preference | None = None
    repeats: tuple[Repeat, ...] = ()
    label: str | None = None

    @property
    def n_calls(self) -> int:
        """How many calls it rests on."""
        if self.repeats:
            return sum(len(repeat.calls) for repeat in self.repeats)
        return len(self.trace) + len(self.judge_paths)

    def inside(self, module: str) -> "Rollout":
        """As a critic of one module sees it: the answer is what it wrote, none where it was never asked."""
        return replace(self, output=next((call.output for call in self.trace if call.module == module), ""))


class Pairs(Value, frozen=True, kw_only=True):
    """How many examples have an earlier partner of some kind, and the first of them: the partner's id and their own."""

    count: int = 0
    first: tuple[tuple[str, str], ...] = ()


class DataReport(Value, frozen=True, kw_only=True):
    """What repeats in a divided data set.

    `repeated` examples say what an earlier one says (but for case, width and white space), `contradictory` ones expect
    another answer than it. `leaked` ones stand in another split than an equal input or their group, as the caller gave
    them; `leaked_into_test` are test examples of which that is true, whichever came first. `alike` ones say nearly what
    an earlier one of another split says, and `alike_in_test` are test examples among such pairs; likeness moves no
    example, and in data of one template it is no leak.
    """

    repeated: Pairs = Pairs()
    contradictory: Pairs = Pairs()
    leaked: Pairs = Pairs()
    leaked_into_test: Pairs = Pairs()
    alike: Pairs = Pairs()
    alike_in_test: Pairs = Pairs()

"""What a result shows beside its scores: forms of the prompt, its changes, examples that it decided, its hygiene."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Value
from gradcheck.domain.task import Expected


class PromptMessage(Value, frozen=True, kw_only=True):
    """A message that a prompt is made into."""

    role: Literal["system", "user", "assistant"]
    content: str


class PromptForms(Value, frozen=True, kw_only=True):
    """The prompt in the forms that others take; placeholders stand as the request wrote them.

    `text` holds the components under each other, `messages` what each call of a model is made of, demos as turns;
    `tools` are the definitions of tools by module, `request` is the field `prompt` of another request.
    """

    text: str
    messages: dict[str, tuple[PromptMessage, ...]]
    request: dict[str, Any]
    tools: dict[str, tuple[dict[str, Any], ...]] = msgspec.field(default_factory=dict)


class WordRun(Value, frozen=True, kw_only=True):
    """Words in a row that both texts have, or one of them."""

    kind: Literal["equal", "insert", "delete"]
    text: str


class ComponentDiff(Value, frozen=True, kw_only=True):
    """What changed in a component, word by word: without its inserts it is the given text, without its deletes the new.

    Empty `runs` are a component that did not change.
    """

    component: str
    runs: tuple[WordRun, ...]


class ScoredAnswer(Value, frozen=True, kw_only=True):
    """What a prompt answered to an example, and what was said of it."""

    output: str | None
    score: float
    note: str


class ChangedExample(Value, frozen=True, kw_only=True):
    """A test example that the given prompt and the best one answer with different scores."""

    id: str
    fields: dict[str, str]
    expected: Expected
    baseline: ScoredAnswer
    best: ScoredAnswer


class Changes(Value, frozen=True, kw_only=True):
    """Test examples that the best prompt answers better or worse than the given one, the largest changes first.

    At most ten of each, texts cut at 1,000 characters; `GET /runs/{run_id}/changes` holds all of them whole.
    """

    fixed: tuple[ChangedExample, ...] = ()
    broken: tuple[ChangedExample, ...] = ()


class Rejection(Value, frozen=True, kw_only=True):
    """Why edits became no candidates: the `reason`, and how many of them; `failed` ones had no answer."""

    reason: str
    status: Literal["rejected", "failed"]
    count: int


class HygieneCheck(Value, frozen=True, kw_only=True):
    """One look at the best prompt: a figure, what it must not exceed, and whether it does."""

    name: Literal["length", "quoted_examples", "repeated_sentences", "format_share", "class_losses", "hacking"]
    figure: Annotated[float | None, Meta(description="Null where it cannot be measured here; `said` says why.")]
    limit: Annotated[float, Meta(description="A figure above it is flagged, if `said` gives no other condition.")]
    flagged: bool
    said: str
    found: Annotated[tuple[str, ...], Meta(description="What it is about: ids of examples, sentences, labels.")] = ()

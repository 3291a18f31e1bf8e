"""What callers write to start a run: its shape on the wire."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gradcheck.datasets.request import DatasetSpec
from gradcheck.domain.base import LONGEST_IDENTIFIER, Identifier, Wire
from gradcheck.domain.naming import NamedRequest
from gradcheck.domain.run import Budget, Stop
from gradcheck.domain.seeds import Seed
from gradcheck.domain.task import Expected, Remark, Split
from gradcheck.inputs.tool_definitions import MOST_TOOLS
from gradcheck.methods.registry import AnyMethod, Auto
from gradcheck.scoring import Scoring

_MOST_MODULES, _MOST_NAMES, _MOST_REMARKS = 100, 1000, 100
Names = Annotated[tuple[str, ...], Meta(max_length=_MOST_NAMES)]
Fraction = Annotated[float, Meta(ge=0, le=1)]


class DemoSpec(Wire, frozen=True, kw_only=True):
    """A worked example that is shown before the input: what was given, a text or named fields, and what to answer."""

    input: str | dict[str, Any]
    output: Annotated[str, Meta(min_length=1)]


Tools = Annotated[tuple[dict[str, Any], ...], Meta(max_length=MOST_TOOLS)]
Demos = Annotated[tuple[DemoSpec, ...], Meta(max_length=100)]


class ModuleSpec(Wire, frozen=True, kw_only=True):
    """One module of a program; its output is known to later modules by `output`, or else by its name.

    A module of the kind `model` is a call of a model with `system` and `user`, and with `tools` as in a prompt. One of
    the kind `http` is a call of an `application` that the server declares, with its `components`: plain texts by name,
    in which no brace is read.
    """

    name: Identifier
    kind: Literal["model", "http"] = "model"
    system: str | None = None
    user: str | None = None
    application: Identifier | None = None
    components: dict[str, str] = msgspec.field(default_factory=dict)
    output: Identifier | None = None
    demos: Demos = ()
    tools: Tools = ()
    tool_choice: str | None = None


class PromptSpec(Wire, frozen=True, kw_only=True):
    """A prompt in parts: `system` and `user`, or `modules`.

    Placeholders are {name}, or {{name}} where no single braces name a field. `frozen` lists components not to change,
    `max_length` bounds each in characters, `literals` lists names in braces that are text and not placeholders. `demos`
    are what the given prompt starts with; methods that choose demos may put others in their place.

    `tools` are definitions of functions as OpenAI or Anthropic write them. Their descriptions and those of their
    parameters are components, `tool.NAME` and `tool.NAME.PARAMETER`. `tool_choice` is `auto`, `none`, `required` or a
    tool's name; null leaves it to the provider.
    """

    system: str | None = None
    user: str | None = None
    modules: Annotated[tuple[ModuleSpec, ...], Meta(max_length=_MOST_MODULES)] | None = None
    frozen: Names = ()
    max_length: Annotated[int, Meta(ge=1)] = 8000
    literals: Names = ()
    demos: Demos = ()
    tools: Tools = ()
    tool_choice: str | None = None


class ExampleSpec(Wire, frozen=True, kw_only=True):
    """One example: `input` is a text (the field `input`) or named fields, each a text or JSON that is written as one.

    A field `{"image": "…"}` is an image: a data URL, the address of an uploaded file (`gradcheck://files/ID`), or an
    https URL at a host that the server declares for images. A list `messages` is a conversation as OpenAI writes it,
    which the fields `conversation` and `input` stand for.

    Examples of one `group`, such as a document, a customer or a conversation, stand in one split.

    `feedback` is what was said of earlier answers: ratings and critiques. Critics read that of training examples; no
    model that answers does.
    """

    input: str | dict[str, Any]
    expected: Expected = None
    id: Identifier | None = None
    split: Split | None = None
    group: Annotated[str, Meta(min_length=1, max_length=LONGEST_IDENTIFIER)] | int | None = None
    feedback: Annotated[tuple[Remark, ...], Meta(max_length=_MOST_REMARKS)] = ()


class Fractions(Wire, frozen=True, kw_only=True):
    """How the examples are divided; the four add up to 1."""

    train: Fraction = 0.3
    validation: Fraction = 0.3
    probe: Fraction = 0.2
    test: Fraction = 0.2


class TaskSpec(Wire, frozen=True, kw_only=True):
    """The task: examples, given or from a stored data set, how answers are scored, and a description of it."""

    examples: tuple[ExampleSpec, ...] = ()
    dataset: DatasetSpec | None = None
    scoring: Scoring
    split: Fractions = Fractions()
    split_seed: Seed = 0
    description: str | None = None


class ModelSpec(Wire, frozen=True, kw_only=True):
    """The model of a role: a provider the server declares, one of its models, and how answers are drawn.

    `effort` is how much the model may think, in its provider's words (`low`, `high`, …); `extra` are further fields of
    every request to it, as its provider documents them (`{"service_tier": "flex"}`). Both are this role's alone.
    """

    provider: Identifier
    model: Identifier | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    effort: Annotated[str, Meta(pattern="^[a-z0-9_-]+$", max_length=32)] | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class ModelsSpec(Wire, frozen=True, kw_only=True):
    """Models by role; the optimizer is the task's model and the judge the optimizer's where they are left out.

    The task's may be left out where the server has a default: by its settings, else `embedded` where it declares no
    provider. `GET /providers` says which one it is. `modules` gives single modules of the program, by name, a model of
    their own in the place of the task's.
    """

    task: ModelSpec | None = None
    optimizer: ModelSpec | None = None
    judge: ModelSpec | None = None
    modules: dict[str, ModelSpec] | None = None


class OptimizeRequest(NamedRequest, frozen=True, kw_only=True):
    """One optimization: a prompt, a task, a method, models and limits.

    With `reject_quotes` no edit becomes a candidate that holds eight words in a row of an example's input, in any
    split, which the given prompt does not hold.
    """

    prompt: str | PromptSpec
    task: TaskSpec
    method: str | AnyMethod | Auto
    models: ModelsSpec = ModelsSpec()
    budget: Budget = Budget()
    stop: Stop = Stop()
    reject_quotes: bool = False
    seed: Seed = 0


class ContinueRequest(NamedRequest, frozen=True, kw_only=True):
    """A new budget for what an ended run left undone; what is paid for already is not paid again.

    Name, tags and metadata are the ended run's where they are left out.
    """

    budget: Budget = Budget()


SCHEMA_EXAMPLE: dict[str, Any] = {
    "prompt": "What is the sentiment?\n\n{text}",
    "task": {
        "examples": [{"input": {"text": "A quiet treasure."}, "expected": "positive"}],
        "scoring": {"kind": "exact"},
    },
    "method": {"name": "protegi", "rounds": 3},
    "models": {"task": {"provider": "embedded"}},
    "budget": {"max_calls": 2000},
    "seed": 7,
}

"""What the tools of an agent take. Their schemas are made from these types, with what is said of each field."""

from typing import Annotated, Any

from msgspec import Meta

from gradcheck.domain.base import Dollars, Wire
from gradcheck.formats.export import ExportFormat

_LONGEST_WAIT_S = 50  # many clients give a tool a minute

_Prompt = Annotated[
    str,
    Meta(description="The prompt to improve. {field} stands for a field of the examples, as for a column of the file."),
]
_PromptFile = Annotated[
    str, Meta(description="A file with the prompt instead; one that ends in .json has parts, such as system and user.")
]
_Data = Annotated[str, Meta(description="A CSV, JSONL or Parquet file with the examples. It is sent to the service.")]
_Dataset = Annotated[str, Meta(description="The name of a data set that the service has, instead of a file.")]
_Examples = Annotated[
    list[dict[str, Any]],
    Meta(description='The examples themselves: [{"input": {"text": "…"}, "expected": "…"}, …]. At least a few dozen.'),
]
_Expected = Annotated[str, Meta(description="The column with the right answers, where a file or a data set is given.")]
_Scoring = Annotated[str, Meta(description='How answers are scored, such as choice,choices=["yes","no"] (exact).')]
_Description = Annotated[str, Meta(description="What the task is, for the model that writes prompts.")]
_Method = Annotated[str, Meta(description="A method with its parameters, such as protegi,rounds=2 (portfolio).")]
_Model = Annotated[str, Meta(description="The model that is given the prompt: PROVIDER/MODEL (the service's own).")]
_Optimizer = Annotated[str, Meta(description="The model that writes prompts: PROVIDER/MODEL (the same).")]
_MaxCalls = Annotated[int, Meta(ge=1, description="Model calls at most.")]
_MaxCost = Annotated[Dollars, Meta(description="Dollars at most.")]
_Name = Annotated[str, Meta(description="What to call it.")]


class RunArguments(Wire, frozen=True, kw_only=True):
    """A run: a prompt, examples, how they are scored, a method, models, what it may cost."""

    prompt: _Prompt | None = None
    prompt_file: _PromptFile | None = None
    data: _Data | None = None
    dataset: _Dataset | None = None
    examples: _Examples | None = None
    expected: _Expected | None = None
    scoring: _Scoring | None = None
    description: _Description | None = None
    method: _Method | None = None
    model: _Model | None = None
    optimizer: _Optimizer | None = None
    max_calls: _MaxCalls | None = None
    max_cost: _MaxCost | None = None
    seed: int | None = None
    name: _Name | None = None


class StatusArguments(Wire, frozen=True, kw_only=True):
    """A run or a diagnostic, and how long to wait for its end."""

    id: Annotated[str, Meta(description="The id of a run (run_…) or a diagnostic (diag_…).")]
    wait_s: Annotated[
        int, Meta(ge=0, le=_LONGEST_WAIT_S, description="Seconds to wait for its end before answering.")
    ] = 0


class DiagnoseArguments(Wire, frozen=True, kw_only=True):
    """A run whose feedback is put to the test."""

    run: Annotated[str, Meta(description="The id of a run that has ended.")]
    tests: Annotated[tuple[str, ...], Meta(min_length=1, description="Tests, such as content or shortcuts.")] = (
        "content",
    )
    plan: Annotated[bool, Meta(description="Only say what it would cost and could find.")] = False
    max_calls: Annotated[int, Meta(description="Model calls at most.")] | None = None


class ExportArguments(Wire, frozen=True, kw_only=True):
    """A run whose best prompt is wanted, and for which tool."""

    run: Annotated[str, Meta(description="The id of a run that has ended.")]
    format: Annotated[ExportFormat, Meta(description="text is the prompt as it stands.")] = "text"

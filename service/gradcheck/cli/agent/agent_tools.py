"""What each tool of an agent does: asks the service as the commands do, and answers in the words of the commands."""

import contextlib
from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from gradcheck.cli.agent.tool_arguments import DiagnoseArguments, ExportArguments, RunArguments, StatusArguments
from gradcheck.cli.arguments import parser
from gradcheck.cli.data_files import known_request, with_data
from gradcheck.cli.job_kinds import DIAGNOSTICS, RUNS, Handle, JobKind
from gradcheck.cli.plans import diagnostic_plan_text, estimate_text
from gradcheck.cli.request_files import run_request
from gradcheck.cli.service import KEY_HINT, AskedService
from gradcheck.cli.spec import Spec
from gradcheck.domain.base import Value, Wire
from gradcheck.domain.run import ENDED
from gradcheck.errors import GradcheckError, NotFoundError
from gradcheck.texts.numbers import about, count, dollars, percent, score
from gradcheck_client import operations
from gradcheck_client.errors import GradcheckError as ClientError
from gradcheck_client.errors import UnauthorizedError, WaitTimeoutError
from gradcheck_client.models import Progress

_KINDS = {"run": RUNS, "diag": DIAGNOSTICS}


class AgentTool(Value, frozen=True, kw_only=True):
    """A tool: its name, what it does in words for a model, what it takes, whether it spends, and what runs it."""

    name: str
    does: str
    takes: type[Wire]
    spends: bool
    run: Callable[[AskedService, Any], Awaitable[str]]


class ToolAnswer(Value, frozen=True, kw_only=True):
    """What a tool said, and whether that is why it did nothing."""

    text: str
    is_error: bool = False


async def answer(service: AskedService, name: str, given: dict[str, Any]) -> ToolAnswer:
    """What a tool says to arguments; what is wrong with them, or refused, in words."""
    tool = TOOLS.get(name)
    if tool is None:
        return ToolAnswer(text=f"there is no tool {name!r}; there are {', '.join(TOOLS)}", is_error=True)
    try:
        arguments = msgspec.convert(given, tool.takes)
        return ToolAnswer(text=await tool.run(service, arguments))
    except GradcheckError as error:
        lines = [error.message, *(f"  {one.path}: {one.message}" for one in error.errors)]
        return ToolAnswer(text="\n".join(lines), is_error=True)
    except UnauthorizedError as error:
        return ToolAnswer(text=f"{error}{KEY_HINT}", is_error=True)
    except (ClientError, msgspec.ValidationError) as error:
        return ToolAnswer(text=str(error), is_error=True)


async def _estimate(service: AskedService, arguments: RunArguments) -> str:
    return estimate_text(await service.client.estimate(**await _request(service, arguments)))


async def _optimize(service: AskedService, arguments: RunArguments) -> str:
    run = await service.client.optimize(**await _request(service, arguments))
    return f"{run.id} is {run.status}. It takes minutes or hours: ask `status` for it, with `wait_s`."


async def _status(service: AskedService, arguments: StatusArguments) -> str:
    kind = _KINDS.get(arguments.id.partition("_")[0])
    if kind is None:
        raise NotFoundError(f"{arguments.id!r} is the id of no run and no diagnostic")
    job = await kind.get(service.client, arguments.id)
    if arguments.wait_s:
        with contextlib.suppress(WaitTimeoutError):
            await job.wait(arguments.wait_s)
    return _state(kind, job)


async def _diagnose(service: AskedService, arguments: DiagnoseArguments) -> str:
    run = await service.client.get_run(arguments.run)
    capped = {} if arguments.max_calls is None else {"budget": {"max_calls": arguments.max_calls}}
    asked: Spec = {"tests": arguments.tests, **capped}
    if arguments.plan:
        return diagnostic_plan_text(await run.plan_diagnostic(**asked))
    diagnostic = await run.diagnose(**asked)
    return f"{diagnostic.id} is {diagnostic.status}: ask `status` for it, with `wait_s`."


async def _export(service: AskedService, arguments: ExportArguments) -> str:
    return await service.client.call(operations.export_run(arguments.run, format=arguments.format))


async def _request(service: AskedService, arguments: RunArguments) -> Spec:
    """The body that the command `optimize` would send for these flags."""
    flags = {name: value for name, value in msgspec.structs.asdict(arguments).items() if name != "examples"}
    command = Namespace(**{**vars(parser().parse_args(["optimize"])), **flags})
    if arguments.examples is not None:
        return run_request(command, {"task": {"examples": arguments.examples}})
    return await with_data(command, service, known_request(command))


def _state(kind: JobKind, job: Handle) -> str:
    if job.status in ENDED:
        return kind.text(job.state)
    progress: Progress | None = job.state.progress
    said = f"{job.id} is {job.status}"
    return said if progress is None else f"{said}: {', '.join(_progress(progress))}"


def _progress(progress: Progress) -> list[str]:
    of = "" if progress.expected_calls is None else f" of about {count(progress.expected_calls)}"
    parts = [f"{percent(progress.share)} done", f"{count(progress.calls)}{of} calls"]
    if progress.failed:
        parts.append(f"{count(progress.failed)} failed")
    if progress.best_score is not None:
        parts.append(f"best validation score {score(progress.best_score)}")
    if progress.cost_usd is not None:
        parts.append(f"${dollars(progress.cost_usd)}")
    if progress.seconds_left is not None:
        parts.append(f"about {about(progress.seconds_left)} s left")
    return [*parts, *(f"{model.provider} {model.model} does not answer" for model in progress.away)]


_READ_VERDICT = (
    "At its end it says both prompts' scores on examples never seen before, with the interval of the difference and a "
    "verdict; not_distinguishable is no gain."
)
TOOLS = {
    tool.name: tool
    for tool in (
        AgentTool(
            name="estimate",
            does="Say what a run would cost: calls, tokens, dollars. Spends nothing. Takes what `optimize` takes.",
            takes=RunArguments,
            spends=False,
            run=_estimate,
        ),
        AgentTool(
            name="optimize",
            does="Start a run that looks for a better prompt by examples with right answers; return its id at once. It "
            "calls models and may cost money: set max_calls or max_cost. " + _READ_VERDICT,
            takes=RunArguments,
            spends=True,
            run=_optimize,
        ),
        AgentTool(
            name="status",
            does="How far a run or a diagnostic is; of one that has ended, its result. " + _READ_VERDICT,
            takes=StatusArguments,
            spends=False,
            run=_status,
        ),
        AgentTool(
            name="diagnose",
            does="Start a test of whether the feedback did the work in a run; return its id at once. With `plan` only "
            "say what it would cost and could find. It calls models and may cost money.",
            takes=DiagnoseArguments,
            spends=True,
            run=_diagnose,
        ),
        AgentTool(
            name="export",
            does="The best prompt of a run that has ended, as text or as a file for another tool.",
            takes=ExportArguments,
            spends=False,
            run=_export,
        ),
    )
}

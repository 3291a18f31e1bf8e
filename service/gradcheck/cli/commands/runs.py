"""What is done with runs alone: continuing one, taking one elsewhere, and what was recorded of it."""

from argparse import Namespace
from collections.abc import AsyncGenerator, Callable
from typing import Any

from gradcheck.cli.body import budget, called
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import RUNS
from gradcheck.cli.output import table, tell
from gradcheck.cli.service import asked, finish
from gradcheck.errors import GradcheckError
from gradcheck.texts.numbers import count, score
from gradcheck_client import operations
from gradcheck_client.aio.handles import AsyncRunHandle
from gradcheck_client.models import Candidate, Rollout, Step


def continue_run(arguments: Namespace) -> int:
    """Continue a run with a new budget; the exit code. Raises GradcheckError where it cannot be."""
    return finish(_continue(arguments))


def export(arguments: Namespace) -> int:
    """Print a run's best prompt as a file, or save it; the exit code. Raises GradcheckError where it has none."""
    return finish(_export(arguments))


def save(arguments: Namespace) -> int:
    """Write a run into a file; the exit code. Raises GradcheckError where there is none or it has not ended."""
    return finish(_save(arguments))


def load(arguments: Namespace) -> int:
    """Take in a run from a file; the exit code. Raises GradcheckError where it is there or the file is none."""
    return finish(_load(arguments))


def steps(arguments: Namespace) -> int:
    """List a run's steps; the exit code. Raises GradcheckError where there is no such run."""
    return finish(_recorded(arguments, AsyncRunHandle.iter_steps, _steps_text))


def candidates(arguments: Namespace) -> int:
    """List a run's candidates; the exit code. Raises GradcheckError where there is no such run."""
    return finish(_recorded(arguments, AsyncRunHandle.iter_candidates, _candidates_text))


def rollouts(arguments: Namespace) -> int:
    """List a run's rollouts; the exit code. Raises GradcheckError where there is no such run."""

    def filtered(run: AsyncRunHandle) -> AsyncGenerator[Rollout, None]:
        return run.iter_rollouts(stage=arguments.stage, candidate=arguments.candidate)

    return finish(_recorded(arguments, filtered, _rollouts_text))


async def _continue(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        run = await service.client.get_run(arguments.id)
        continuing = run.continue_run(budget=budget(vars(arguments)), **called(vars(arguments)))
        return await started(arguments, service, RUNS, continuing)


async def _export(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        text = await service.client.call(operations.export_run(arguments.id, format=arguments.format))
    if arguments.save is None:
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        arguments.save.write_text(text, "utf-8")
    return 0


async def _recorded(
    arguments: Namespace, read: Callable[[AsyncRunHandle], AsyncGenerator[Any, None]], text: Callable[[list[Any]], str]
) -> int:
    async with asked(arguments) as service:
        run = await service.client.get_run(arguments.id)
        found = [entry async for entry in read(run)]
    tell(arguments, found, lambda: text(found))
    return 0


def _steps_text(found: list[Step]) -> str:
    heads = ("step", "parents", "examples", "feedback", "proposals", "candidates")
    return table(
        heads,
        ((one.n, ", ".join(one.parents), *(count(len(held)) for held in _held(one))) for one in found),
    )


def _held(step: Step) -> tuple[list[Any], ...]:
    return (step.minibatch, step.feedback, step.proposals, step.candidates)


def _candidates_text(found: list[Candidate]) -> str:
    parts = []
    for one in found:
        origin = f" from {', '.join(one.parents)}" if one.parents else ""
        demos = f", {count(len(one.demos))} demos" if one.demos else ""
        texts = [f"  {name}: {line}" for name, text in one.components.items() for line in text.splitlines() or [""]]
        parts.append("\n".join([f"{one.id} by {one.operator}{origin}{demos}", *texts]))
    return "\n".join(parts)


def _rollouts_text(found: list[Rollout]) -> str:
    heads = ("candidate", "example", "stage", "score", "output")
    return table(
        heads,
        (
            (one.candidate, one.example, one.stage, one.status if one.score is None else score(one.score), one.output)
            for one in found
        ),
    )


async def _save(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        content = await (await service.client.get_run(arguments.id)).archive()
    try:
        with arguments.file.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise GradcheckError(f"{arguments.file} is there already") from None
    except OSError as error:
        raise GradcheckError(f"{arguments.file} cannot be written: {error.strerror}") from None
    told = {"id": arguments.id, "file": str(arguments.file), "bytes": len(content)}
    tell(arguments, told, lambda: f"{arguments.id} is in {arguments.file}")
    return 0


async def _load(arguments: Namespace) -> int:
    if not arguments.file.is_file():
        raise GradcheckError(f"there is no file {arguments.file}")
    async with asked(arguments) as service:
        run = await service.client.import_run(arguments.file)
    tell(arguments, run.state, lambda: f"{run.id} is there")
    return 0

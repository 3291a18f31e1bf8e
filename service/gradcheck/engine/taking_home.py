"""What a run came to, as a prompt in files of other tools."""

import msgspec

from gradcheck.domain.run import Result
from gradcheck.engine.plan import Plan
from gradcheck.errors import ConflictError
from gradcheck.formats.export import ExportFormat, exported
from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt
from gradcheck.llm.sampling import sent


def exported_run(run: str, plan: bytes, result: bytes, as_format: ExportFormat) -> ExportedFile:
    """A stored run's best prompt as a file.

    Raises InvalidRequestError where the format cannot hold it, ConflictError where the run only compares prompts.
    """
    decoded = msgspec.json.decode(plan, type=Plan), msgspec.json.decode(result, type=Result)
    if decoded[0].compared:
        raise ConflictError(f"run {run} compares prompts and has chosen none; its result has all of them")
    return exported(final_prompt(run, *decoded), as_format)


def final_prompt(run: str, plan: Plan, result: Result) -> FinalPrompt:
    """The best prompt of a run with its demos, the model it was made for, and the examples it was made on."""
    task = plan.models.task
    first = plan.examples[0].fields if plan.examples else {}
    everywhere = [name for name in first if all(name in example.fields for example in plan.examples)]
    beside = sent(task) if task.dialect.wire == "openai" else {"max_tokens": task.sampling.max_tokens}
    return FinalPrompt(
        run=run,
        program=plan.program,
        components=result.prompt,
        demos=result.demos,
        provider=task.provider,
        model=task.model,
        sent={name: value for name, value in beside.items() if name != task.dialect.seed},
        scoring=plan.scoring,
        examples=plan.examples,
        fields=tuple(everywhere),
    )

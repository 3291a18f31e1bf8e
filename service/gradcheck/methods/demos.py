"""Demos: worked examples made from answers that scored well, or from expected answers.

It owns how a demo is made. Which demos a candidate gets is a method's choice.
"""

from collections.abc import Sequence

from gradcheck.domain.program import Demo, Program, default_user_message
from gradcheck.domain.task import Example, Rollout
from gradcheck.scoring.expected import acceptable


def bootstrapped(program: Program, example: Example, rollout: Rollout) -> tuple[Demo, ...]:
    """A demo of every module from what it answered in a rollout (Khattab et al. 2023, arXiv 2310.03714, section 3.3).

    Nothing of an answer without text. Raises StopIteration where a module's call failed: take rollouts that have a
    score.
    """
    if rollout.cause is not None:
        return ()
    fields, given, demos = dict(example.fields), default_user_message(example.fields), []
    for module in program.modules:
        output = next(call.output for call in rollout.trace if call.module == module.name and call.output is not None)
        demos.append(Demo(module=module.name, example=example.id, fields=fields, input=given, output=output))
        fields, given = {**fields, module.output: output}, output
    return tuple(demos)


def labelled(program: Program, example: Example) -> tuple[Demo, ...]:
    """A demo from the expected answer, for a program of one module; nothing for one of several."""
    if len(program.modules) > 1:
        return ()
    given, output = default_user_message(example.fields), acceptable(example.expected)[0]
    module = program.modules[0].name
    return (Demo(module=module, example=example.id, fields=example.fields, input=given, output=output),)


def right_or_labelled(
    program: Program, examples: Sequence[Example], answers: Sequence[Rollout]
) -> list[tuple[Demo, ...]]:
    """Demos of each example from its answer where it is right, else from the expected one; nothing without either."""
    right = {answer.example: answer for answer in answers if answer.score is not None and answer.score >= 1}
    return [
        bootstrapped(program, example, right[example.id])
        if example.id in right
        else labelled(program, example)
        if example.expected is not None
        else ()
        for example in examples
    ]

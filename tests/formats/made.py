"""Prompts to export, of every kind that there is."""

from gradcheck.domain.program import Demo, Module, Program
from gradcheck.domain.task import Example
from gradcheck.formats.final_prompt import FinalPrompt
from gradcheck.scoring import Scoring
from gradcheck.scoring.exact import Exact

EXAMPLES = (
    Example(id="a", fields={"text": "warm", "label": "0o14"}, expected="Yes", split="test"),
    Example(id="b", fields={"text": 'two\nlines, "quoted"', "label": "1e3"}, expected="no", split="train"),
    Example(id="c", fields={"text": "{{braces}} {% if %} # 漢字", "label": "yes"}, expected="no", split="probe"),
)


def prompt(
    system: str | None = "Be terse.",
    user: str | None = "Is this {label}?\n\n{text}",
    *,
    demos: tuple[tuple[dict[str, str], str], ...] = (),
    literals: tuple[str, ...] = (),
    scoring: Scoring | None = None,
    examples: tuple[Example, ...] = EXAMPLES,
) -> FinalPrompt:
    """A prompt of one module, without demos unless some are given."""
    texts = {"system": system, "user": user}
    components = {name: text for name, text in texts.items() if text is not None}
    module = Module(
        name="main",
        system="system" if system is not None else None,
        user="user" if user is not None else None,
        output="output",
    )
    return FinalPrompt(
        run="run_1",
        program=Program(modules=(module,), literals=literals),
        components=components,
        demos=tuple(
            Demo(module="main", example=f"e{place}", fields=fields, input=next(iter(fields.values())), output=output)
            for place, (fields, output) in enumerate(demos)
        ),
        provider="openai",
        model="gpt-5-mini",
        sent={"temperature": 0.0, "max_tokens": 256},
        scoring=scoring or Exact(),
        examples=examples,
        fields=("text", "label"),
    )


def chain() -> FinalPrompt:
    """A program of two modules, where the second reads the first's output."""
    modules = (
        Module(name="find", system=None, user="find.user", output="facts"),
        Module(name="decide", system="decide.system", user="decide.user", output="answer"),
    )
    components = {"find.user": "List facts.\n{text}", "decide.system": "Decide.", "decide.user": "{facts}\n{label}"}
    one = prompt()
    return FinalPrompt(
        run="run_2",
        program=Program(modules=modules),
        components=components,
        demos=(Demo(module="decide", example="a", fields={"facts": "F", "label": "L"}, input="F", output="yes"),),
        provider=one.provider,
        model=one.model,
        sent=one.sent,
        scoring=one.scoring,
        examples=one.examples,
        fields=one.fields,
    )


def application() -> FinalPrompt:
    """A program of one module that calls an application of the team's own."""
    module = Module(
        name="agent", system=None, user=None, output="answer", application="support", texts=("agent.plan", "agent.tone")
    )
    one = prompt()
    return FinalPrompt(
        run="run_3",
        program=Program(modules=(module,)),
        components={"agent.plan": "Look up {order}.", "agent.tone": "Kind."},
        demos=(),
        provider=one.provider,
        model=one.model,
        sent=one.sent,
        scoring=one.scoring,
        examples=one.examples,
        fields=one.fields,
    )

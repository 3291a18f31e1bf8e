"""`gradcheck check NAME`: whether a provider's model works, and which setting mends what does not."""

from argparse import Namespace
from pathlib import Path

from gradcheck.cli.job import client_of, finish, write_json
from gradcheck_client.models import ProviderCheck, ShapeCheck


def run(arguments: Namespace) -> int:
    """Check the model that the arguments name; the exit code. Raises GradcheckError where nobody can be asked."""
    return finish(check(arguments.provider, arguments.model, arguments.url, arguments.json))


async def check(provider: str, model: str | None, url: str | None, json_file: Path | None) -> int:
    """Check a provider on a running service or on one of its own; 0 when all that runs ask of it works."""
    async with client_of(url) as client:
        checked = await client.check_provider(provider, model=model)
    print(check_text(checked))
    write_json(json_file, checked)
    return 0 if checked.works else 1


def check_text(checked: ProviderCheck) -> str:
    """A check as text for people."""
    prices = checked.prices
    dollars = "prices unknown"
    if prices is not None:
        dollars = f"${prices.input:g} in, ${prices.output:g} out per million tokens"
    context = "context unknown" if checked.context is None else f"{checked.context} tokens of context"
    lines = [f"{checked.provider}/{checked.model}: dialect {checked.dialect}, {dollars}, {context}"]
    lines += [_line(shape) for shape in checked.shapes]
    lines += [f"  {name}: {value}" for name, value in checked.limits.items()]
    return "\n".join(lines)


def _line(shape: ShapeCheck) -> str:
    said = "works" if shape.works else f"does not work: {shape.message}"
    return f"  {shape.role:10} {shape.endpoint:10} {shape.latency_s:6.2f} s  {said}"

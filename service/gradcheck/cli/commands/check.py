"""`gradcheck check NAME`: whether a provider's model works, and which setting mends what does not."""

from argparse import Namespace

from gradcheck.cli.output import tell
from gradcheck.cli.request_files import tools_file
from gradcheck.cli.service import asked, finish
from gradcheck_client.models import ProviderCheck, ShapeCheck


def run(arguments: Namespace) -> int:
    """Check a model: 0 where all that runs ask of it works, else 1. Raises GradcheckError where it cannot be asked."""
    return finish(_check(arguments))


async def _check(arguments: Namespace) -> int:
    tools = [] if arguments.tools is None else tools_file(arguments.tools)
    async with asked(arguments) as service:
        checked = await service.client.check_provider(arguments.provider, model=arguments.model, tools=tools)
    tell(arguments, checked, lambda: check_text(checked))
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
    endpoint = "tools" if shape.tools else shape.endpoint
    return f"  {shape.role:10} {endpoint:10} {shape.latency_s:6.2f} s  {said}"

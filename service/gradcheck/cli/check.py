"""`gradcheck check NAME`: whether a provider's model works, and which setting mends what does not."""

import json
from argparse import Namespace
from pathlib import Path

from gradcheck.cli.job import client_of, finish
from gradcheck.cli.local import local_service
from gradcheck.settings import load
from gradcheck_client.models import ProviderCheck, ShapeCheck
from gradcheck_client.wire import as_json


def run(arguments: Namespace) -> int:
    """Check the model that the arguments name; the exit code. Raises GradcheckError where nobody can be asked."""
    return finish(check(arguments.provider, arguments.model, arguments.url, arguments.json))


async def check(provider: str, model: str | None, url: str | None, json_file: Path | None) -> int:
    """Check a provider on a running service or on one of its own; 0 when all that runs ask of it works."""
    if url is not None:
        checked = await _checked(url, provider, model)
    else:
        async with local_service(load().home) as service:
            checked = await _checked(service.url, provider, model)
    print(check_text(checked))
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(checked), indent=2) + "\n")
    return 0 if checked.works else 1


async def _checked(url: str, provider: str, model: str | None) -> ProviderCheck:
    async with client_of(url) as client:
        return await client.check_provider(provider, model=model)


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

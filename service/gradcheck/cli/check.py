"""`gradcheck check NAME`: whether a provider's model works, and which setting mends what does not."""

import json
from argparse import Namespace
from pathlib import Path

from gradcheck.cli.job import AnyClient, client_of, finish, given
from gradcheck.cli.local import local_service
from gradcheck.settings import load
from gradcheck_client.rest.api.service import check_provider
from gradcheck_client.rest.models import CheckRequest, PriceView, ProviderCheck, ShapeCheck
from gradcheck_client.rest.types import UNSET


def run(arguments: Namespace) -> int:
    """Check the model that the arguments name; the exit code. Raises GradcheckError where nobody can be asked."""
    return finish(check(arguments.provider, arguments.model, arguments.url, arguments.json))


async def check(provider: str, model: str | None, url: str | None, json_file: Path | None) -> int:
    """Check a provider on a running service or on one of its own; 0 when all that runs ask of it works."""
    body = CheckRequest(model=UNSET if model is None else model)
    if url is not None:
        found = await _checked(client_of(url), provider, body)
    else:
        async with local_service(load().home) as service:
            found = await _checked(client_of(service.url), provider, body)
    print(check_text(found))
    if json_file is not None:
        json_file.write_text(json.dumps(found.to_dict(), indent=2) + "\n")
    return 0 if found.works else 1


async def _checked(client: AnyClient, provider: str, body: CheckRequest) -> ProviderCheck:
    async with client:
        return given(await check_provider.asyncio(provider, client=client, body=body))


def check_text(found: ProviderCheck) -> str:
    """A check as text for people."""
    prices = found.prices
    dollars = "prices unknown"
    if isinstance(prices, PriceView):
        dollars = f"${prices.input_:g} in, ${prices.output:g} out per million tokens"
    context = "context unknown" if found.context is None else f"{found.context} tokens of context"
    lines = [f"{found.provider}/{found.model}: dialect {found.dialect}, {dollars}, {context}"]
    lines += [_line(shape) for shape in found.shapes]
    lines += [f"  {name}: {value}" for name, value in found.limits.additional_properties.items()]
    return "\n".join(lines)


def _line(shape: ShapeCheck) -> str:
    said = "works" if shape.works else f"does not work: {shape.message}"
    return f"  {shape.role:10} {shape.endpoint:10} {shape.latency_s:6.2f} s  {said}"

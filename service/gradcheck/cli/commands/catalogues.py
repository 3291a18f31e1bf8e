"""What a service has to choose from: methods, scorers, tests, perturbations, providers."""

import json
import textwrap
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gradcheck.cli.output import table, tell
from gradcheck.cli.service import asked, finish
from gradcheck.errors import GradcheckError, some
from gradcheck_client import operations
from gradcheck_client.models import CatalogueEntry, MethodInfo, PerturbationInfo, ProviderInfo, TestInfo
from gradcheck_client.wire import Operation

E = TypeVar("E", bound=Any)
_WIDTH = 100


def methods(arguments: Namespace) -> int:
    """List the methods or describe one; the exit code. Raises GradcheckError where there is no such one."""
    heads = ("method", "feedback", "what it does")
    return finish(_tell(arguments, operations.list_methods(), heads, _method_row, _method_text))


def scorers(arguments: Namespace) -> int:
    """List the scorers or describe one; the exit code. Raises GradcheckError where there is no such one."""
    heads = ("scorer", "needs expected", "what it does")
    return finish(_tell(arguments, operations.list_scorers(), heads, _scorer_row, _scorer_text))


def tests(arguments: Namespace) -> int:
    """List the tests of diagnostics or describe one; the exit code. Raises GradcheckError where there is none."""
    heads = ("test", "asks")
    return finish(_tell(arguments, operations.list_tests(), heads, lambda one: (one.name, one.asks), _test_text))


def perturbations(arguments: Namespace) -> int:
    """List the perturbations or describe one; the exit code. Raises GradcheckError where there is no such one."""
    heads = ("perturbation", "what stands in the feedback's place")
    row = operations.list_perturbations()
    return finish(_tell(arguments, row, heads, lambda one: (one.name, one.changes), _perturbation_text))


def providers(arguments: Namespace) -> int:
    """List the providers or describe one; the exit code. Raises GradcheckError where there is no such one."""
    heads = ("provider", "default", "default model", "slots", "models")
    return finish(_tell(arguments, operations.list_providers(), heads, _provider_row, _provider_text))


async def _tell(
    arguments: Namespace,
    operation: Operation[list[E]],
    heads: Sequence[str],
    row: Callable[[E], tuple[object, ...]],
    text: Callable[[E], str],
) -> int:
    async with asked(arguments) as service:
        entries = await service.client.call(operation)
    if arguments.name is None:
        tell(arguments, entries, lambda: table(heads, map(row, entries)))
        return 0
    found = next((entry for entry in entries if entry.name == arguments.name), None)
    if found is None:
        known = some((entry.name for entry in entries), most=100)
        raise GradcheckError(f"there is nothing of the name {arguments.name!r}; there are {known}")
    tell(arguments, found, lambda: text(found))
    return 0


def _method_row(one: MethodInfo) -> tuple[object, ...]:
    return (one.name, one.interception, one.summary)


def _method_text(one: MethodInfo) -> str:
    source = [f"from {one.paper or one.reference}"] if one.paper or one.reference else []
    costs = [
        f"calls: {one.costs.first} in the first step, {one.costs.step} in a later one",
        f"steps: {one.costs.steps}; dependent rounds of a step: {one.costs.rounds}",
        *(f"  where {name} = {formula}" for name, formula in one.costs.terms.items()),
    ]
    deviations = [f"differs from its source: {said}" for said in one.deviations]
    return "\n".join([one.name, _wrapped(one.description), *source, *_parameters(one.parameters), *costs, *deviations])


def _scorer_row(one: CatalogueEntry) -> tuple[object, ...]:
    return (one.name, "yes" if one.needs_expected else "no", one.summary)


def _scorer_text(one: CatalogueEntry) -> str:
    return "\n".join([f"{one.name}: {one.summary}", *_parameters(one.parameters)])


def _test_text(one: TestInfo) -> str:
    calls = "" if one.draws else "it draws nothing, and reads what the run has recorded"
    arms = f"arms: {', '.join(one.arms)}" if one.arms else calls
    return "\n".join([f"{one.name}: {one.asks}", *filter(None, (arms, f"from {one.source}" if one.source else ""))])


def _perturbation_text(one: PerturbationInfo) -> str:
    drawn = f"drawn by {', '.join(one.tests)}" if one.tests else ""
    lines = (f"{one.name}: {one.changes}", f"needs: {one.needs}", f"checked by: {one.check}", drawn)
    return "\n".join(filter(None, lines))


def _provider_row(one: ProviderInfo) -> tuple[object, ...]:
    models = "any that it has" if one.models is None else ", ".join(one.models)
    return (one.name, "yes" if one.default else "", one.default_model, one.max_concurrency, models)


def _provider_text(one: ProviderInfo) -> str:
    heads = ("provider", "default", "default model", "slots", "models")
    return table(heads, [_provider_row(one)])


def _parameters(schema: dict[str, Any]) -> list[str]:
    """The parameters of a JSON Schema: name, default, and what is said of each."""
    lines = []
    for name, one in schema.get("properties", {}).items():
        default = f" ({json.dumps(one['default'])})" if "default" in one else ""
        lines.append(f"  {name}{default}: {one.get('description', one.get('type', ''))}")
    return ["parameters:", *lines] if lines else []


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)

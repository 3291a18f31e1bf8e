"""`diagnose` and `diagnostics pool`: a run's feedback put to the test, and what that says over several runs."""

from argparse import Namespace

from gradcheck.cli.body import budget, called
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import DIAGNOSTICS
from gradcheck.cli.output import tell
from gradcheck.cli.plans import diagnostic_plan_text, pool_text
from gradcheck.cli.service import asked, finish
from gradcheck_client import operations

_FLAGS = {
    "test": "tests",
    "replicates": "replicates",
    "items": "items",
    "items_per_pair": "items_per_pair",
    "scope": "scope",
    "delta": "delta",
    "effect": "effect",
    "alpha": "alpha",
    "seed": "seed",
}


def diagnose(arguments: Namespace) -> int:
    """Diagnose a run, or plan that; the exit code. Raises GradcheckError where it is refused."""
    return finish(_diagnose(arguments))


def pool(arguments: Namespace) -> int:
    """Pool diagnostics; the exit code. Raises GradcheckError where they cannot be."""
    return finish(_pool(arguments))


async def _diagnose(arguments: Namespace) -> int:
    flags = vars(arguments)
    request = {field: flags[flag] for flag, field in _FLAGS.items() if flags[flag] is not None}
    request |= {"force": arguments.force, "budget": budget(flags), **called(flags)}
    async with asked(arguments) as service:
        run = await service.client.get_run(arguments.id)
        if not arguments.plan:
            return await started(arguments, service, DIAGNOSTICS, run.diagnose(**request))
        planned = await run.plan_diagnostic(**request)
    tell(arguments, planned, lambda: diagnostic_plan_text(planned))
    return 0


async def _pool(arguments: Namespace) -> int:
    request = {"diagnostics": arguments.ids, "test": arguments.test, "delta": arguments.delta}
    async with asked(arguments) as service:
        pooled = await service.client.call(operations.pool_diagnostics(request))
    tell(arguments, pooled, lambda: pool_text(pooled))
    return 0

"""`optimize` and `estimate`: one run from flags or a file, watched to its end, or what it would take."""

from argparse import Namespace

from gradcheck.cli.data_files import known_request, with_data
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import RUNS
from gradcheck.cli.output import tell
from gradcheck.cli.plans import estimate_text
from gradcheck.cli.service import asked, finish


def optimize(arguments: Namespace) -> int:
    """Run the request; the exit code. Raises GradcheckError where it is refused."""
    return finish(_optimize(arguments))


def estimate(arguments: Namespace) -> int:
    """Say what the request would take; the exit code. Raises GradcheckError where it is refused."""
    return finish(_estimate(arguments))


async def _optimize(arguments: Namespace) -> int:
    request = known_request(arguments)
    async with asked(arguments) as service:
        request = await with_data(arguments, service, request)
        return await started(arguments, service, RUNS, service.client.optimize(**request))


async def _estimate(arguments: Namespace) -> int:
    request = known_request(arguments)
    async with asked(arguments) as service:
        found = await service.client.estimate(**await with_data(arguments, service, request))
    tell(arguments, found, lambda: estimate_text(found))
    return 0

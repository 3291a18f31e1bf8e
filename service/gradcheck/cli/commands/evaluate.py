"""`compare`, which is `POST /evaluate`: prompts from files and runs, scored on the same examples."""

from argparse import Namespace

from msgspec.structs import replace

from gradcheck.cli.data_files import with_data
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import RUNS
from gradcheck.cli.request_files import compare_request
from gradcheck.cli.service import asked, finish


def compare(arguments: Namespace) -> int:
    """Compare the prompts; the exit code. Raises GradcheckError where the request is refused."""
    return finish(_compare(arguments))


async def _compare(arguments: Namespace) -> int:
    request = compare_request(arguments)
    async with asked(arguments) as service:
        request = await with_data(arguments, service, request)
        kind = replace(RUNS, doing="comparing")
        return await started(arguments, service, kind, service.client.evaluate(**request))

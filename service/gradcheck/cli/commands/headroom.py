"""`headroom`: before a run, whether its task reacts to prompts at all."""

from argparse import Namespace

from gradcheck.cli.body import budget, called
from gradcheck.cli.data_files import known_request, with_data
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import MEASUREMENTS
from gradcheck.cli.service import asked, finish
from gradcheck_client.jobs import optimize_body

_OWN = ("name", "tag", "webhook", "priority", "seed", "max_calls", "max_tokens", "max_cost", "max_seconds")


def run(arguments: Namespace) -> int:
    """Measure the headroom of a run's request; the exit code. Raises GradcheckError where it is refused."""
    return finish(_measure(arguments))


async def _measure(arguments: Namespace) -> int:
    flags = vars(arguments)
    # Name, seed and caps are the measurement's own; the run that is thought of has those of its file.
    thought_of = Namespace(**{**flags, **dict.fromkeys(_OWN), "target_score": None, "reject_quotes": None})
    request = known_request(thought_of)
    given = {name: flags[name] for name in ("prompts", "items", "seed") if flags[name] is not None}
    given |= {"budget": budget(flags), **called(flags)}
    async with asked(arguments) as service:
        body = optimize_body(await with_data(thought_of, service, request))
        measuring = service.client.measure_headroom(optimize=body, **given)
        return await started(arguments, service, MEASUREMENTS, measuring)

"""`study`: whole runs as trials of arms, compared, or what that would take and could find."""

from argparse import Namespace

from gradcheck.cli.body import budget, called
from gradcheck.cli.job import started
from gradcheck.cli.job_kinds import STUDIES
from gradcheck.cli.output import tell
from gradcheck.cli.plans import study_plan_text
from gradcheck.cli.request_files import json_file
from gradcheck.cli.service import asked, finish


def study(arguments: Namespace) -> int:
    """Start a study, or plan it; the exit code. Raises GradcheckError where it is refused."""
    return finish(_study(arguments))


async def _study(arguments: Namespace) -> int:
    flags = vars(arguments)
    request = json_file(arguments.file)
    request |= {name: flags[name] for name in ("preset", "trials", "seed") if flags[name] is not None}
    request |= called(flags)
    request |= {"force": True} if arguments.force else {}
    if caps := budget(flags):
        request["budget"] = {**request.get("budget", {}), **caps}
    async with asked(arguments) as service:
        if not arguments.plan:
            return await started(arguments, service, STUDIES, service.client.study(**request))
        planned = await service.client.plan_study(**request)
    tell(arguments, planned, lambda: study_plan_text(planned))
    return 0

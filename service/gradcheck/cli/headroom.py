"""`gradcheck headroom FILE`: before a run from a file, whether its task reacts to prompts at all."""

from argparse import Namespace

from gradcheck.cli.job import client_of, finish, watched_headroom, write_json
from gradcheck.cli.optimize import read_request
from gradcheck.cli.show import headroom_text


def run(arguments: Namespace) -> int:
    """Measure the headroom of a run's request; the exit code. Raises GradcheckError where it is refused."""
    return finish(measure(arguments))


async def measure(arguments: Namespace) -> int:
    """Measure on a running service or on one of its own; 0 when the measurement succeeded."""
    asked = {"prompts": arguments.prompts, "items": arguments.items, "seed": arguments.seed}
    given = {name: value for name, value in asked.items() if value is not None}
    request = read_request(arguments.file)
    async with client_of(arguments.url) as client:
        measured = await watched_headroom(await client.measure_headroom(optimize=request, **given))
    print(headroom_text(measured))
    write_json(arguments.json, measured)
    return 0 if measured.status == "succeeded" else 1

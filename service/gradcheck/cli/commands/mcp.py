"""`mcp`: a service for coding agents, on standard input and output."""

from argparse import Namespace
from importlib import import_module
from importlib.util import find_spec

from gradcheck.cli.service import asked, finish
from gradcheck.errors import GradcheckError


def run(arguments: Namespace) -> int:
    """Serve until standard input ends; the exit code. Raises GradcheckError where the library is not installed."""
    if find_spec("mcp") is None:
        raise GradcheckError("this needs the package mcp, which is installed with: pip install 'gradcheck[mcp]'")
    return finish(_serve(arguments))


async def _serve(arguments: Namespace) -> int:
    server = import_module("gradcheck.cli.agent.agent_server")
    async with asked(arguments) as service:
        await server.serve(service)
    return 0

"""Which service a command asks, what comes of a command that asks one, and how refusals are told."""

import asyncio
import contextlib
import signal
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Coroutine

import httpx

from gradcheck.cli.local import local_service
from gradcheck.domain.base import Value
from gradcheck.errors import FieldError, GradcheckError
from gradcheck.settings import caller, load
from gradcheck_client import AsyncGradcheck, ProblemError, Retries
from gradcheck_client.errors import ConnectionFailedError, ServerError, UnauthorizedError, UnexpectedAnswerError
from gradcheck_client.errors import GradcheckError as ClientError

UNANSWERED = 3
KEY_HINT = "; the key is read from GRADCHECK_API_KEY"
_RETRIES = Retries(most=2)  # a person waits


class AskedService(Value, frozen=True, kw_only=True):
    """A service that a command asks: `own` where it was started for the command and ends with it.

    `flag` is what another command needs to reach the same service.
    """

    client: AsyncGradcheck
    url: str
    own: bool
    flag: str = ""


def finish(command: Coroutine[None, None, int]) -> int:
    """The exit code of a command that asks a service. Raises GradcheckError with what the client or the service say."""
    try:
        return asyncio.run(_ended_by_signals(command))
    except (ConnectionFailedError, ServerError, UnexpectedAnswerError) as error:
        print(f"gradcheck: {error}", file=sys.stderr)
        if isinstance(error, ServerError) and error.request_id:
            print(f"  the service's log has it under the request id {error.request_id}", file=sys.stderr)
        return UNANSWERED
    except ProblemError as error:
        hint = KEY_HINT if isinstance(error, UnauthorizedError) else ""
        raise GradcheckError(
            f"{error.message}{hint}",
            tuple(FieldError(field_error.path, field_error.message) for field_error in error.errors),
        ) from None
    except ClientError as error:
        raise GradcheckError(str(error)) from None


async def _ended_by_signals(command: Coroutine[None, None, int]) -> int:
    """The exit code of a command. Whoever ends it by a signal, or closes its terminal, ends its service too."""
    running = asyncio.ensure_future(command)
    caught: list[int] = []

    def end(number: int) -> None:
        caught.append(number)
        running.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    try:
        return await running
    except asyncio.CancelledError:
        if not caught:
            raise
        return 128 + caught[0]


@contextlib.asynccontextmanager
async def asked(arguments: Namespace) -> AsyncIterator[AskedService]:
    """The service at the URL given, else at the environment's, else one that is started for the command.

    Raises GradcheckError where it is none, or does not start, or would end before a job that is to be left to it.
    """
    url, (from_environment, key) = arguments.url, caller()
    flag = "" if url is None else f" --url {url}"
    url = from_environment if url is None else url
    async with contextlib.AsyncExitStack() as stack:
        own = url is None
        if url is None:
            if getattr(arguments, "detach", False):
                raise GradcheckError("--detach needs a service that goes on: gradcheck serve, and its --url")
            local = await stack.enter_async_context(local_service(load().home))
            url, key = local.url, local.key
        if not url.startswith(("http://", "https://")) or not httpx.URL(url).host:
            raise GradcheckError(f"{url!r} is no URL of a service, such as http://localhost:8000")
        client = await stack.enter_async_context(AsyncGradcheck(url, api_key=key, retries=_RETRIES))
        yield AskedService(client=client, url=url, own=own, flag=flag)

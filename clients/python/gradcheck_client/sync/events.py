# Generated from `aio/events.py` by `clients/generate.py`.
"""Event streams that survive broken connections: they go on from the last event seen."""

from collections.abc import Generator
from contextlib import closing
from time import monotonic, sleep

import httpx
import msgspec
from httpx_sse import SSEError, connect_sse

from gradcheck_client.errors import GradcheckError, ServerError, TooManyRequestsError, UnexpectedAnswerError, problem_of
from gradcheck_client.exchange import PASSING, failed, written
from gradcheck_client.models import Event
from gradcheck_client.sync.transport import Transport
from gradcheck_client.wire import Stream

_ENDS = {
    f"{kind}_{end}"
    for kind in ("run", "diagnostic", "study", "headroom")
    for end in ("succeeded", "failed", "cancelled")
}
_TIMEOUT = httpx.Timeout(10.0, read=60.0)  # the server sends a heartbeat four times as often
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0


def events(transport: Transport, stream: Stream[Event], after: int, patience_s: float) -> Generator[Event, None]:
    """Yield a job's events after a number, in order and each once, until the job has ended.

    A broken or ended connection is taken up again from the last event. Raises ConnectionFailedError, or what the
    service said last, when no event has come in `patience_s` seconds of trying, and ProblemError where it refuses.
    """
    pause_s, failing_since = _FIRST_PAUSE_S, None
    while True:
        broken: GradcheckError
        try:
            with closing(_connection(transport, stream, after)) as connection:
                for event in connection:
                    if event.seq <= after:
                        continue
                    after, pause_s, failing_since = event.seq, _FIRST_PAUSE_S, None
                    yield event
                    if event.type in _ENDS:
                        return
        except (httpx.RequestError, SSEError) as error:
            broken = failed(stream, error)
        except (ServerError, TooManyRequestsError) as error:
            if error.status not in PASSING:
                raise
            broken, pause_s = error, max(pause_s, error.retry_after_s or 0.0)
        else:
            return
        failing_since = failing_since or monotonic()
        if monotonic() - failing_since >= patience_s:
            raise broken
        sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _connection(transport: Transport, stream: Stream[Event], after: int) -> Generator[Event, None]:
    """The events of one connection; ends where nothing can follow, and raises where the connection ended early."""
    parts = written(stream, transport.api_key)
    parts["headers"]["Last-Event-ID"] = str(after)
    url = f"{transport.url}{stream.path}"
    with connect_sse(transport.http, stream.method, url, timeout=_TIMEOUT, **parts) as source:
        response = source.response
        if response.status_code == httpx.codes.NO_CONTENT:
            return
        if not response.is_success:
            response.read()
            raise problem_of(response)
        for message in source.iter_sse():
            if message.data:
                yield _event(message.data)
    raise httpx.RemoteProtocolError("the stream ended before its job")


def _event(data: str) -> Event:
    try:
        return msgspec.json.decode(data, type=Event)
    except msgspec.MsgspecError as error:
        raise UnexpectedAnswerError(f"an event is not what this client knows: {error}") from None

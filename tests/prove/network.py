"""A network between a process and its database that can be cut: a proxy that forwards, holds everything, or resets.

It owns the connections. It does not own who is cut off and when.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator

_AT_ONCE = 65536
_RESET = struct.pack("ii", 1, 0)


class Network:
    """Forwards from a port of its own to a server's address.

    While it is cut nothing gets through and nobody is told: what was sent arrives once it is whole again, as what TCP
    sends again does. New connections are accepted, as by a balancer, and get no further.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._whole = asyncio.Event()
        self._whole.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def cut(self) -> None:
        """Nothing gets through any more."""
        self._whole.clear()

    def mend(self) -> None:
        """Everything gets through again."""
        self._whole.set()

    def reset(self) -> None:
        """Break all connections off."""
        for writer in list(self._writers):
            with contextlib.suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self._writers.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):  # cancelled where the trial is over
            await self._whole.wait()
            far_reader, far_writer = await self._to_server()
            self._writers.add(far_writer)
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
            self._writers.discard(far_writer)
        self._writers.discard(writer)
        writer.close()

    async def _to_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, self._port)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_AT_ONCE):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def network(host: str, port: int) -> AsyncIterator[Network]:
    """A network to this server, whole at first."""
    made = Network(host, port)
    server = await asyncio.start_server(made.connect, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.mend()
        made.reset()
        server.close()

"""The network that trials cut: it forwards, holds what is sent while it is cut, and breaks connections off."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.prove.network import Network, network

SHORT_S = 0.1
PATIENCE_S = 10


@pytest.fixture
async def line() -> AsyncIterator[Network]:
    """A network to a server that says everything again."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with network("127.0.0.1", server.sockets[0].getsockname()[1]) as made:
        yield made
    server.close()


async def said_again(reader: asyncio.StreamReader, text: bytes, within_s: float = PATIENCE_S) -> bytes:
    async with asyncio.timeout(within_s):
        return await reader.readexactly(len(text))


async def test_a_cut_holds_what_is_sent_and_it_arrives_when_it_is_mended(line: Network) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"one")
    assert await said_again(reader, b"one") == b"one"
    line.cut()
    writer.write(b"two")
    with pytest.raises(TimeoutError):
        await said_again(reader, b"two", SHORT_S)
    line.mend()
    assert await said_again(reader, b"two") == b"two"
    writer.close()


async def test_while_it_is_cut_new_connections_get_no_further(line: Network) -> None:
    line.cut()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"one")
    with pytest.raises(TimeoutError):
        await said_again(reader, b"one", SHORT_S)
    line.mend()
    assert await said_again(reader, b"one") == b"one"
    writer.close()


async def test_a_reset_breaks_connections_off_and_new_ones_are_served(line: Network) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"one")
    assert await said_again(reader, b"one") == b"one"
    line.reset()
    with pytest.raises(ConnectionResetError):
        await said_again(reader, b"two")
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"two")
    assert await said_again(reader, b"two") == b"two"
    writer.close()

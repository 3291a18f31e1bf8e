"""What both clients do with what the service stores for them: data sets, files, measurements of headroom."""

from pathlib import Path

import pytest

from gradcheck_client.errors import NotFoundError
from tests.api.server import Server
from tests.clients.conftest import Connect
from tests.support import world
from tests.support.pictures import png

ROWS = [{"text": one["input"]["text"], "label": one["expected"]} for one in world.task()["examples"]]


async def test_a_data_set_is_stored_read_listed_and_deleted(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    first = await client.upload_dataset("kept", ROWS)
    second = await client.upload_dataset("kept", ROWS[:4])
    assert [first.version, second.version] == [1, 2]
    assert (await client.get_dataset("kept")).rows == 4
    assert (await client.get_dataset("kept", version=1)).digest == first.digest
    assert [row.row async for row in client.iter_dataset_rows("kept", version=1)] == list(range(1, len(ROWS) + 1))
    assert "kept" in [one.name async for one in client.iter_datasets()]
    await client.delete_dataset("kept")
    with pytest.raises(NotFoundError):
        await client.get_dataset("kept")


async def test_an_image_is_stored_read_listed_and_deleted(server: Server, connect: Connect, tmp_path: Path) -> None:
    client = connect(server.url)
    path = tmp_path / "photo.png"
    path.write_bytes(png(5, 7))
    stored = await client.upload_file(path)
    assert (await client.upload_file(png(5, 7))).id == stored.id
    assert (await client.get_file(stored.id)).url == stored.url
    assert await client.get_file_content(stored.id) == png(5, 7)
    assert stored.id in [one.id async for one in client.iter_files()]
    await client.delete_file(stored.id)
    with pytest.raises(NotFoundError):
        await client.get_file(stored.id)


async def test_a_measurement_of_headroom_is_found_again(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    measured = await client.measure_headroom(optimize=world.request(), budget={"max_calls": 2000}, name="before")
    await measured.wait()
    again = await client.get_headroom(measured.id)
    assert again.result.verdict == measured.result.verdict
    assert measured.id in [one.id async for one in client.iter_headroom(name="before", status="succeeded")]

"""Files, rows and data frames as the examples of a request."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from gradcheck_client.data import dataset_name, file_of
from tests.api.server import Server
from tests.clients.conftest import Connect
from tests.support import world

ROWS = [{"text": one["input"]["text"], "label": one["expected"]} for one in world.task()["examples"]]
REQUEST = {name: value for name, value in world.request(method="none").items() if name != "task"}


def csv(folder: Path) -> Path:
    path = folder / "my reviews (2).csv"
    pd.DataFrame(ROWS).to_csv(path, index=False)
    return path


async def test_every_form_of_the_same_data_is_the_same_version(
    server: Server, connect: Connect, tmp_path: Path
) -> None:
    client = connect(server.url)
    forms: list[Any] = [ROWS, iter(ROWS), pd.DataFrame(ROWS), pa.Table.from_pylist(ROWS), csv(tmp_path)]
    stored = [await client.upload_dataset("forms", form) for form in forms]
    assert {(one.version, one.digest, one.rows) for one in stored} == {(1, stored[0].digest, 24)}


async def test_a_run_takes_a_data_frame_and_remembers_its_version(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    run = await client.optimize(data=pd.DataFrame(ROWS), **REQUEST)
    used = (await run.wait()).dataset
    assert used is not None
    assert (used.name, used.rows, run.status) == ("data", 24, "succeeded")


async def test_a_file_gives_its_name_and_the_request_says_which_columns_are_what(
    server: Server, connect: Connect, tmp_path: Path
) -> None:
    client = connect(server.url)
    path = tmp_path / "notes.csv"
    pd.DataFrame([{"text": row["text"], "mood": row["label"]} for row in ROWS]).to_csv(path, index=False)
    mapped = {"map": {"input": {"text": "text"}, "expected": "mood"}, "sample": 20}
    for said in ({"dataset": mapped}, {"task": {"dataset": mapped}}):
        estimate = await client.estimate(data=path, **REQUEST, **said)
        assert estimate.dataset is not None
        assert (estimate.dataset.name, estimate.dataset.sampled) == ("notes", 20)
    named = await client.estimate(data=str(path), **REQUEST, dataset={**mapped, "name": "other"})
    assert named.dataset is not None
    assert named.dataset.name == "other"


async def test_comparisons_and_headroom_take_data_too(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    prompts = [{"name": "a", "prompt": "{text}"}, {"name": "b", "prompt": "Say it.\n\n{text}"}]
    compared = await client.evaluate(data=ROWS, prompts=prompts, models=REQUEST["models"])
    await compared.wait()
    assert compared.result.comparison is not None
    request = {**world.request(), "task": {"scoring": {"kind": "exact"}}}
    headroom = await client.measure_headroom(data=ROWS, optimize=request, budget={"max_calls": 2000})
    assert (await headroom.wait()).status == "succeeded"


def test_what_frames_hold_and_json_does_not_becomes_what_json_has() -> None:
    frame = pd.DataFrame(
        {
            "number": [1.5, float("nan")],
            "whole": pd.array([1, None], dtype="Int64"),
            "text": pd.array(["a", None], dtype="string"),
            "time": [pd.Timestamp("2026-01-01T12:00"), pd.NaT],
            "list": [np.array([1, 2]), [np.int64(3)]],
            "class": pd.Categorical(["u", "v"]),
            "money": [Decimal("1.10"), None],
            "day": [dt.date(2026, 1, 2), None],
        }
    )
    content = file_of("x", frame).content
    assert isinstance(content, bytes)
    first, second = map(json.loads, content.splitlines())
    assert first == {
        "number": 1.5,
        "whole": 1,
        "text": "a",
        "time": "2026-01-01T12:00:00",
        "list": [1, 2],
        "class": "u",
        "money": "1.10",
        "day": "2026-01-02",
    }
    assert second == {**dict.fromkeys(first), "list": [3], "class": "v"}


@pytest.mark.parametrize("wrong", [["a", "b"], [ROWS], [{"a": object()}]])
def test_what_is_no_data_is_told_before_anything_is_sent(wrong: Any) -> None:  # noqa: ANN401
    with pytest.raises(TypeError):
        file_of("x", wrong)


@pytest.mark.parametrize(
    ("source", "name"),
    [("a/my reviews (2).csv.gz", "my-reviews-2"), (Path("_x_.csv"), "x"), ("---.csv", "data"), (ROWS, "data")],
)
def test_a_data_set_is_called_like_its_file(source: Any, name: str) -> None:  # noqa: ANN401
    assert dataset_name(source) == name

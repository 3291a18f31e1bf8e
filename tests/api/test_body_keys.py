"""Keys of bodies: each stands once in its object, and none is without end."""

import json
from typing import Any

import pytest

from gradcheck.api.decode import decode
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import InvalidRequestError
from tests.support import world


def refused(body: bytes, kind: Any = OptimizeRequest) -> dict[str, str]:  # noqa: ANN401 - what a body is read as
    with pytest.raises(InvalidRequestError) as caught:
        decode(body, kind)
    return {error.path: error.message for error in caught.value.errors}


@pytest.mark.parametrize(
    ("written", "instead", "path"),
    [
        ('"seed": 1', '"seed": 1, "seed": 2', "seed"),
        ('"seed": 1', '"seed": 1, "s\\u0065ed": 1', "seed"),
        ('"expected": "positive"', '"expected": "positive", "expected": "negative"', "task.examples[0].expected"),
    ],
)
def test_a_key_that_stands_twice_is_named_with_its_place(written: str, instead: str, path: str) -> None:
    body = json.dumps(world.request(seed=1)).replace(written, instead, 1)
    errors = refused(body.encode())
    assert [one for one in errors if one.rsplit("[", 1)[0] == path.rsplit("[", 1)[0] or one == path]
    assert "stands 2 times in one object" in next(iter(errors.values()))


def test_all_of_them_are_named_and_other_faults_too() -> None:
    errors = refused(
        b'{"prompt": "a", "prompt": "b", "prompt": "c", "task": {"examples": [], "examples": []}, "new": 1}'
    )
    assert errors["prompt"].startswith("stands 3 times")
    assert errors["task.examples"].startswith("stands 2 times")
    assert errors["new"].startswith("is not known here")


def test_a_key_in_what_may_hold_anything_is_looked_at_too() -> None:
    assert "a.b[0].c" in refused(b'{"a": {"b": [{"c": 1, "c": 1}]}}', dict[str, Any])


def test_a_key_without_end_is_a_fault() -> None:
    assert "is a key of 1,001 characters" in str(refused(b'{"%s": 1}' % (b"k" * 1001), dict[str, Any]).values())


def test_the_same_key_in_two_objects_is_none() -> None:
    assert decode(b'[{"a": 1}, {"a": {"a": 2}}]', list[dict[str, Any]]) == [{"a": 1}, {"a": {"a": 2}}]


@pytest.mark.parametrize("where", ["id", "group"])
def test_a_name_in_a_request_has_an_end(where: str) -> None:
    request = world.request()
    request["task"]["examples"][1][where] = "n" * 501
    assert refused(json.dumps(request).encode()) == {f"task.examples[1].{where}": "expected `str` of length <= 500"}

"""Arms' overrides are JSON merge patches, except that another method takes the whole place of the first."""

from typing import Any

import pytest

from gradcheck.studies.patch import merge, patched


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [  # the examples of RFC 7396, appendix A, that are objects
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_its_standard_says(
    target: dict[str, Any], patch: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert merge(target, patch) == merged


METHOD = {"name": "textgrad", "steps": 3, "chain": "three_stage"}


@pytest.mark.parametrize(
    ("method", "overrides", "found"),
    [
        (METHOD, {}, METHOD),
        (METHOD, {"chain": "one_step"}, {**METHOD, "chain": "one_step"}),
        (METHOD, {"name": "textgrad", "steps": None}, {"name": "textgrad", "chain": "three_stage"}),
        (METHOD, {"name": "improve", "rounds": 2}, {"name": "improve", "rounds": 2}),
        (METHOD, "improve", {"name": "improve"}),
        (METHOD, "textgrad", METHOD),
        ("textgrad", {"steps": 1}, {"name": "textgrad", "steps": 1}),
    ],
)
def test_a_method_of_another_name_replaces_the_method_as_a_whole(
    method: object, overrides: object, found: object
) -> None:
    patch = {"method": overrides} if overrides else {}
    assert patched({"method": method, "seed": 1}, patch) == {"method": found, "seed": 1}

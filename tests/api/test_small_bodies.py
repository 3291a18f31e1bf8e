"""A small body costs little, whatever is wrong with it: bounds come before the walk, a hundred faults end it."""

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import count

import msgspec
import pytest

from gradcheck.api.decode import decode
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, FieldErrors, GradcheckError, InvalidRequestError, some
from gradcheck.studies.request import StudyRequest
from tests.api.server import Json, Server
from tests.support import world

MANY = 100_000


def with_examples(examples: object) -> bytes:
    return json.dumps(world.request(task={"scoring": {"kind": "exact"}, "examples": examples})).encode()


def study(**parts: object) -> bytes:
    return json.dumps({"optimize": world.request(), "trials": 5, **parts}).encode()


SHAPES: dict[str, tuple[type[msgspec.Struct], Callable[[], bytes]]] = {
    "a million numbers for examples": (
        OptimizeRequest,
        lambda: b'{"task":{"examples":[' + b"1," * 999_999 + b"1]}}",
    ),
    "as many as are looked at": (OptimizeRequest, lambda: b'{"task":{"examples":[' + b"1," * 900_000 + b"1]}}"),
    "brackets alone": (OptimizeRequest, lambda: b"[" * 32_000_000),
    "brackets that close": (OptimizeRequest, lambda: b"[" + b"[]," * 10_000_000 + b"1]"),
    "objects of objects": (OptimizeRequest, lambda: b'{"a":' * 6_000_000),
    "empty examples": (OptimizeRequest, lambda: with_examples([{}] * MANY)),
    "only the last example is wrong": (OptimizeRequest, lambda: with_examples([{"input": "a"}] * 100_000 + [1])),
    "unknown fields": (OptimizeRequest, lambda: json.dumps({f"k{n}": 1 for n in range(MANY)}).encode()),
    "one long field": (OptimizeRequest, lambda: b'{"' + b"x" * 20_000_000 + b'":1}'),
    "one long word": (OptimizeRequest, lambda: with_examples([{"input": "a", "split": "x" * 10_000_000}])),
    "a long tag": (OptimizeRequest, lambda: json.dumps(world.request(method={"name": "x" * 10**7})).encode()),
    "a long number": (OptimizeRequest, lambda: b'{"seed":' + b"9" * 20_000_000 + b"}"),
    "many NULs": (OptimizeRequest, lambda: with_examples([{"input": "\0"}] * MANY)),
    "many large numbers": (OptimizeRequest, lambda: with_examples([{"input": "a", "expected": 10**25}] * MANY)),
    "quotes alone": (OptimizeRequest, lambda: b'"' * 32_000_000),
    "faulty arms": (StudyRequest, lambda: study(arms=[{"nme": 1}] * MANY)),
    "many arms": (StudyRequest, lambda: study(arms=[{"name": "a"}] * MANY)),
    "many comparisons": (StudyRequest, lambda: study(comparisons=[{"first": "a", "second": "b"}] * MANY)),
    "many steps": (DiagnosticRequest, lambda: json.dumps({"steps": list(range(MANY))}).encode()),
    "many tests": (DiagnosticRequest, lambda: json.dumps({"tests": ["content"] * MANY}).encode()),
    "many runs": (DiagnosticRequest, lambda: json.dumps({"runs": ["run_x"] * MANY}).encode()),
}


def _unit_s() -> float:
    """CPU seconds of reading a million numbers, the same machine at the same time."""
    body = b"[" + b"1," * 999_999 + b"1]"
    began = time.process_time()
    json.loads(body)
    return time.process_time() - began


@pytest.mark.parametrize("shape", SHAPES)
def test_a_body_of_any_shape_is_refused_at_the_cost_of_reading_it(shape: str) -> None:
    kind, make = SHAPES[shape]
    body, unit_s = make(), _unit_s()
    began = time.process_time()
    with pytest.raises(GradcheckError) as refused:
        decode(body, kind)
    assert time.process_time() - began < 150 * unit_s
    assert len(refused.value.errors) <= 100
    assert len(repr(refused.value.errors)) + len(refused.value.message) < 200_000


@pytest.mark.parametrize(
    "shape", ["unknown fields", "brackets that close", pytest.param("many arms", marks=pytest.mark.slow)]
)
def test_a_refused_body_takes_a_small_multiple_of_its_size(shape: str) -> None:
    kind, make = SHAPES[shape]
    body = make()
    tracemalloc.start()
    try:
        with pytest.raises(GradcheckError):
            decode(body, kind)
        assert tracemalloc.get_traced_memory()[1] < 20 * len(body) + 50_000_000
    finally:
        tracemalloc.stop()


def test_the_hundredth_fault_ends_the_search() -> None:
    looked_at = count()

    def found() -> Iterator[FieldError]:
        for _ in range(1000):
            yield FieldError(f"field_{next(looked_at)}", "is wrong")

    errors = FieldErrors()
    with pytest.raises(InvalidRequestError) as refused:
        errors += found()
    assert next(looked_at) == 100
    assert len(refused.value.errors) == 100
    with pytest.raises(InvalidRequestError):
        FieldErrors().extend(found())


def test_fewer_faults_are_all_counted() -> None:
    assert str(InvalidRequestError.of(FieldError("a", "b"))) == "1 field is not acceptable"
    assert str(InvalidRequestError.of(*[FieldError("a", "b")] * 99)) == "99 fields are not acceptable"


def test_a_fault_is_cut_to_what_can_be_read() -> None:
    (error,) = InvalidRequestError.of(FieldError("p" * 10_000, "m" * 10_000)).errors
    assert (len(error.path), len(error.message)) == (301, 1001)


def test_of_many_names_the_first_are_named_and_the_others_counted() -> None:
    assert some(["b", "a"]) == "a, b"
    assert some((f"{n:03}" for n in range(1000)), most=2) == "000, 001 and 998 more"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"task": {"scoring": {"kind": "exact"}, "examples": [{"input": "a", "id": "x"}] * 30_000}}, "[*].id"),
        ({"task": {"scoring": {"kind": "exact"}, "examples": [{"input": "a"}] * 30_000}}, "[*].expected"),
        (
            {"task": {**world.task(), "examples": [{"input": {f"a {n}": "x" for n in range(100_000)}}]}},
            "[0].input.a 0",
        ),
        ({"prompt": "".join(f"{{p{n}}}" for n in range(100_000))}, "prompt"),
        ({"method": {"name": "none", "alternatives": [{f"c{n}": "x"} for n in range(50_000)]}}, "alternatives[0].c0"),
        ({"task": {**world.task(), "scoring": {"kind": "regex", "pattern": "(a|b)*" * 100_000}}}, "pattern"),
        ({"task": {**world.task(), "scoring": {"kind": "choice", "choices": ["a"] * 100_000}}}, "choices"),
        ({"prompt": {"modules": [{"name": f"m{n}", "user": "{text}"} for n in range(5_000)]}}, "prompt.modules"),
        ({"prompt": {"user": "{text}", "frozen": ["x"] * 100_000}}, "prompt.frozen"),
    ],
)
def test_what_validation_refuses_is_bounded_too(server: Server, changes: Json, path: str) -> None:
    body, unit_s = json.dumps(world.request(**changes)).encode(), _unit_s()
    began = time.process_time()
    answer = server.http.post("/optimize", content=body)
    assert time.process_time() - began < 150 * unit_s
    assert answer.status_code == 422
    assert any(error["path"].endswith(path) for error in answer.json()["errors"])
    assert len(answer.json()["errors"]) <= 100
    assert len(answer.content) < 200_000


def test_arms_of_many_examples_are_refused_before_they_are_read(server: Server) -> None:
    examples = [{"input": {"text": f"text {n}"}, "expected": "positive"} for n in range(10_000)]
    arms = [{"name": f"a{n}", "overrides": {"budget": {"max_calls": 10**6 + n}}} for n in range(100)]
    task = {**world.task(), "examples": examples}
    body, unit_s = study_of(task, arms), _unit_s()
    began = time.process_time()
    answer = server.http.post("/studies", content=body)
    assert time.process_time() - began < 150 * unit_s
    assert [error["path"] for error in answer.json()["errors"]] == ["arms"]


def study_of(task: Json, arms: list[Json]) -> bytes:
    return json.dumps({"optimize": world.request(task=task), "trials": 5, "arms": arms}).encode()


NUL = "a\0b"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"prompt": NUL}, "prompt"),
        ({"prompt": {"user": "{text}", "literals": [NUL]}}, "prompt.literals[0]"),
        ({"prompt": {"modules": [{"name": NUL, "user": "{text}"}]}}, "prompt.modules[0].name"),
        ({"task": {**world.task(), "description": NUL}}, "task.description"),
        ({"task": {**world.task(), "examples": [{"input": NUL}]}}, "task.examples[0].input"),
        ({"task": {**world.task(), "examples": [{"input": {NUL: "x"}}]}}, "task.examples[0].input.a\\u0000b"),
        ({"task": {**world.task(), "examples": [{"input": "a", "id": NUL}]}}, "task.examples[0].id"),
        ({"task": {**world.task(), "examples": [{"input": "a", "expected": {"k": [NUL]}}]}}, "expected.k[0]"),
        ({"models": {"task": {"provider": "world", "model": NUL}}}, "models.task.model"),
        ({"method": NUL}, "method"),
        ({"method": {"name": "none", "alternatives": [{"user": NUL}]}}, "method.alternatives[0].user"),
        ({"task": {**world.task(), "scoring": {"kind": "judge", "rubric": NUL}}}, "task.scoring.rubric"),
        ({NUL: 1}, "a\\u0000b"),
    ],
)
def test_a_text_with_nul_is_refused_and_its_field_named(server: Server, changes: Json, path: str) -> None:
    answer = server.http.post("/optimize", json=world.request(**changes))
    assert answer.status_code == 422
    named = {error["path"]: error["message"] for error in answer.json()["errors"]}
    assert any(one.endswith(path) and "NUL" in message for one, message in named.items()), named


def test_a_backslash_before_the_letters_is_no_nul(server: Server) -> None:
    body = world.request(prompt="What does \\u0000 mean?\n\n{text}", method="none")
    assert server.http.post("/optimize", json=body).status_code == 202


@pytest.mark.parametrize("kind", ["continue", "diagnostics"])
def test_nul_is_refused_in_every_body(server: Server, finished: Json, kind: str) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/{kind}", json={"tests": [NUL], "budget": {NUL: 1}})
    assert answer.status_code == 422
    assert any("NUL" in error["message"] for error in answer.json()["errors"])
    studied = server.http.post("/studies", content=study(arms=[{"name": "a", "overrides": {NUL: NUL}}]))
    assert studied.json()["errors"][0]["path"] == "arms[0].overrides.a\\u0000b"


@pytest.mark.parametrize(
    "path", ["/runs?method=a%00b", "/runs?status=%00", "/runs?after=%00", "/diagnostics?run=%00", "/studies?preset=%00"]
)
def test_a_parameter_with_nul_is_refused_or_finds_nothing(server: Server, path: str) -> None:
    assert server.http.get(path).status_code in {200, 422}

"""What is not acceptable is refused with every fault named, and creates nothing."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradcheck.scoring import SCORERS
from tests.api.server import Json, Server
from tests.support import world

# The threads of the service under test draw random numbers of their own while an example is drawn.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

ENVIRON = {"GRADCHECK_MAX_BODY_BYTES": "20000"}
KINDS = ", ".join(SCORERS)
METHODS = ("protegi", "textgrad", "rewrite", "improve", "none")
ONE_COMPONENT = ("ape", "opro", "evoprompt_ga", "evoprompt_de", "capo")
NEED_TRAIN = ("ape", "opro", "capo", "miprov2", "bootstrap_fewshot", "protegi")


@pytest.fixture(autouse=True)
def _nothing_created(server: Server, request: pytest.FixtureRequest) -> Iterator[None]:
    before = server.runs()
    yield
    if "creates" not in request.node.name:
        assert server.runs() == before


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    """The faults of a problem by path."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in answer.text
    errors = {error["path"]: error["message"] for error in body.get("errors", ())}
    assert len(errors) == len(body.get("errors", ())), "a field is named once"
    return errors


def post(server: Server, body: object) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return server.http.post("/optimize", content=content)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"prompt": }',
        b'{"seed": "faulty before it breaks off", ',
        b'{"prompt": "\xff"}',
        b'{"seed": "faulty", "prompt": "\xff"}',
        b'{"prompt": "\\ud800"}',
        b"\x00",
        b'{"seed": NaN}',
        b"[" * 10_000,
        b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    ],
)
def test_what_is_not_json_is_a_malformed_body(server: Server, body: bytes) -> None:
    assert problem(post(server, body), 400, "malformed_body") == {}


@pytest.mark.parametrize("body", [[], None, 1, "text", True])
def test_json_that_is_no_object_is_a_fault_of_the_whole(server: Server, body: object) -> None:
    assert list(problem(post(server, body), 422, "invalid_request")) == ["$"]


def test_deep_nesting_is_refused_at_a_fixed_depth(server: Server) -> None:
    def nested(levels: int) -> Json:
        body = world.request(task={**world.task(), "scoring": {"kind": "judge", "rubric": "good"}})
        deep: object = 'an answer with [[[[ and {{{{ in it, and a \\ and a " too'
        for _ in range(levels):
            deep = [deep]
        body["task"]["examples"][0]["expected"] = deep
        body["models"] = {"task": {"provider": "nobody"}}
        return body

    assert list(problem(post(server, nested(90)), 422, "invalid_request")) == ["models.task.provider"]
    for levels in (100, 500, 900):
        problem(post(server, nested(levels)), 400, "malformed_body")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_too_large(server: Server, chunked: bool) -> None:  # noqa: FBT001
    big = b'{"prompt": "' + b"x" * 30_000 + b'"}'
    content = iter([big[:15_000], big[15_000:]]) if chunked else big
    problem(server.http.post("/optimize", content=content), 413, "body_too_large")


def test_every_faulty_field_of_a_body_is_named(server: Server) -> None:
    body = {
        "prompt": 5,
        "task": {
            "examples": [
                {"input": {"a": 1, "b": 2}, "split": "tset"},
                {"input": 5, "id": 6},
                {"inptu": "x"},
                "no object",
            ],
            "scoring": {"kind": "nope"},
            "split": {"train": 2, "dev": 0.1},
        },
        "method": {"name": "protegi", "rounds": 0, "roundz": 1, "selection": "best"},
        "models": {"task": {"temperature": 3}},
        "budget": {"max_calls": 0, "calls": 1},
        "seed": "x",
        "sede": 1,
    }
    errors = problem(post(server, body), 422, "invalid_request")
    assert errors == {
        "prompt": "expected `str | object`, got `int`",
        "task.examples[0].split": "invalid enum value 'tset'; accepted are train, validation, probe, test",
        "task.examples[1].input": "expected `str | object`, got `int`",
        "task.examples[1].id": "expected `str | null`, got `int`",
        "task.examples[2].input": "is required",
        "task.examples[2].inptu": "is not known here; there are input, expected, id, split, group, feedback",
        "task.examples[3]": "expected `object`, got `str`",
        "task.scoring.kind": f"'nope' is not known; accepted are {KINDS}",
        "task.split.train": "expected `float` <= 1.0",
        "task.split.dev": "is not known here; there are train, validation, probe, test",
        "method.rounds": "expected `int` >= 1",
        "method.roundz": errors["method.roundz"],
        "method.selection": "invalid enum value 'best'; accepted are ucb, successive_rejects, brute_force",
        "models.task.provider": "is required",
        "models.task.temperature": "expected `float` <= 2.0",
        "budget.max_calls": "expected `int` >= 1",
        "budget.calls": "is not known here; there are max_calls, max_tokens, max_cost_usd, max_seconds, "
        "retry_share, weight",
        "seed": "expected `int`, got `str`",
        "sede": "is not known here; there are name, tags, metadata, webhook, priority, prompt, task, method, models, "
        "budget, stop, reject_quotes, seed",
    }
    assert "gradients, errors_per_gradient" in errors["method.roundz"]


def test_every_fault_that_needs_several_fields_is_named(server: Server) -> None:
    body = world.request(
        prompt={"user": "{text} {tone}", "frozen": ["system"]},
        method="gradients",
        models={"task": {"provider": "openrouter"}, "optimizer": {"provider": "world"}},
    )
    body["task"] |= {"split": {"train": 0.5}}
    body["task"]["examples"][1]["id"] = "e0"
    errors = problem(post(server, body), 422, "invalid_request")
    assert {"prompt.user", "prompt.frozen[0]", "method", "task.split", "task.examples[0].id"} <= errors.keys()
    assert all(name in errors["method"] for name in METHODS)
    assert "known are embedded, simulated, world" in errors["models.task.provider"]
    assert "models.optimizer.model" in errors


@pytest.mark.parametrize(
    ("scoring", "path", "known"),
    [
        ({"kind": "nope"}, "task.scoring.kind", KINDS),
        ({"kind": 5}, "task.scoring.kind", KINDS),
        ({"kind": ["exact"]}, "task.scoring.kind", KINDS),
        ({}, "task.scoring.kind", KINDS),
        ("exact", "task.scoring", KINDS),
        ({"kind": "choice", "choice": ["a"]}, "task.scoring.choice", "there are repeats, aggregate, choices"),
        ({"kind": "judge"}, "task.scoring.rubric", "required"),
    ],
)
def test_a_faulty_scorer_names_what_is_known(server: Server, scoring: object, path: str, known: str) -> None:
    errors = problem(post(server, world.request(task={**world.task(), "scoring": scoring})), 422, "invalid_request")
    assert list(errors) == [path]
    assert known in errors[path]


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("nope", "method", METHODS),
        ({"name": "nope"}, "method.name", METHODS),
        ({}, "method.name", METHODS),
        ({"name": None}, "method.name", METHODS),
        ({"name": "textgrad", "beam": 3}, "method.beam", ("there are",)),
        ({"name": "none", "alternatives": [{"user": 5}]}, "method.alternatives[0].user", ("`str`",)),
        (None, "method", ("str", "object")),
    ],
)
def test_a_faulty_method_names_what_is_known(server: Server, method: object, path: str, known: tuple[str, ...]) -> None:
    errors = problem(post(server, world.request(method=method)), 422, "invalid_request")
    assert list(errors) == [path]
    assert all(word in errors[path] for word in known)


@pytest.mark.parametrize(
    ("method", "path", "says"),
    [
        ({"name": "ape", "prompts": 0}, "method.prompts", "`int` >= 1"),
        ({"name": "ape", "selection": "best"}, "method.selection", "accepted are fixed, ucb"),
        ({"name": "opro", "threshold": 30}, "method.threshold", "`float` <= 1.0"),
        ({"name": "opro", "temperature": 1}, "method.temperature", "steps, candidates, memory, exemplars"),
        ({"name": "copro", "breadth": 1}, "method.breadth", "`int` >= 2"),
        ({"name": "evoprompt_ga", "population": 1}, "method.population", "`int` >= 2"),
        ({"name": "evoprompt_de", "population": 2}, "method.population", "`int` >= 3"),
        ({"name": "capo", "alpha": 1}, "method.alpha", "`float` < 1.0"),
        ({"name": "capo", "upper_shots": 2**63}, "method.upper_shots", "`int` <= 100"),
        ({"name": "miprov2", "auto": "medum"}, "method.auto", "accepted are light, medium, heavy"),
        ({"name": "miprov2", "demo_sets": 10**12}, "method.demo_sets", "`int` <= 100"),
        ({"name": "bootstrap_fewshot", "bootstrapped": 0}, "method.bootstrapped", "`int` >= 1"),
        ({"name": "best_of_n", "n": 0}, "method.n", "`int` >= 1"),
        ({"name": "best_of_n", "n": None}, "budget.max_calls", "or an end in method.n"),
        ("gepa", "budget.max_calls", "is needed by gepa, which goes on until it is used"),
        ("gepa", "budget.max_calls", "or an end in method.iterations"),
        ({"name": "random_search", "at_once": "all"}, "method.at_once", "`int`"),
        ({"name": "none", "n": 3}, "method.n", "racing, informative, alternatives"),
    ],
)
def test_a_faulty_parameter_names_what_is_accepted(server: Server, method: Json | str, path: str, says: str) -> None:
    errors = problem(post(server, world.request(method=method)), 422, "invalid_request")
    assert list(errors) == [path]
    assert says in errors[path]


@pytest.mark.parametrize(
    "method",
    [
        {"name": "improve", "candidates": 10**9},
        {"name": "best_of_n", "n": None, "at_once": 10**9},
        {"name": "evoprompt_ga", "population": 10**12},
        {"name": "ape", "subsamples": 10**4, "prompts": 10**4},
        {"name": "bootstrap_fewshot", "candidates": 2**63},
        {"name": "capo", "crossovers": 10**9},
        {"name": "miprov2", "instructions": 10**9},
        {"name": "copro", "breadth": 10**9},
    ],
)
def test_a_step_that_no_server_could_hold_is_refused(server: Server, method: Json) -> None:
    budget = {"max_calls": 2**62} if "n" in method else {}
    errors = problem(post(server, world.request(method=method, budget=budget)), 422, "invalid_request")
    assert "method" in errors
    assert "accepted are 1000000" in errors["method"]


UNLABELLED = {
    **world.task(),
    "examples": [{"input": example["input"]} for example in world.task()["examples"]],
    "scoring": {"kind": "judge", "rubric": "The answer is polite."},
}
TWO = {"system": "Be brief.", "user": "{text}"}
NO_TRAIN = {**world.task(), "split": {"train": 0, "validation": 0.6, "probe": 0, "test": 0.4}}


@pytest.mark.parametrize(
    ("method", "changes", "path", "says"),
    [
        ("ape", {"task": UNLABELLED}, "task.examples", "needs an expected answer"),
        ("opro", {"task": UNLABELLED}, "task.examples", "or set `exemplars` to 0"),
        *((name, {"prompt": TWO}, "prompt.frozen", "list all but one as frozen") for name in ONE_COMPONENT),
        *((name, {"task": NO_TRAIN}, "task.split.train", f"{name} needs at least 2 examples") for name in NEED_TRAIN),
    ],
)
def test_a_method_that_cannot_work_on_a_task_says_what_it_needs(
    server: Server, method: str, changes: Json, path: str, says: str
) -> None:
    errors = problem(post(server, world.request(method=method, **changes)), 422, "invalid_request")
    assert list(errors) == [path]
    assert says in errors[path]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 30, "-9999999999999999999", "18446744073709551616"])
@pytest.mark.parametrize(("path", "place"), [("seed", "seed"), ("task.examples[0].expected", "expected")])
def test_a_number_that_no_store_holds_is_a_fault(server: Server, number: str, path: str, place: str) -> None:
    body = world.request()
    target = body if place == "seed" else body["task"]["examples"][0]
    target[place] = "@"
    content = json.dumps(body).replace('"@"', number).encode()
    assert list(problem(post(server, content), 422, "invalid_request")) == [path]


def test_more_faults_than_anybody_reads_are_cut_at_a_hundred(server: Server) -> None:
    body = world.request(**{f"f{n}": n for n in range(300)})
    answer = post(server, body)
    assert len(problem(answer, 422, "invalid_request")) == 100
    assert answer.json()["detail"] == "at least 100 fields are not acceptable; the first 100 are named"


def test_what_is_wrong_with_many_rows_is_said_once(server: Server) -> None:
    rows = [{"input": {"text": f"Text {n}."}} for n in range(80)]
    errors = problem(
        post(server, world.request(task={"examples": rows, "scoring": {"kind": "exact"}})), 422, "invalid_request"
    )
    assert list(errors) == ["task.examples[*].expected"]
    assert "80 are like this, the first 0, 1, 2, 3, 4" in errors["task.examples[*].expected"]
    answer = post(server, world.request(task={"examples": [{} for _ in range(300)], "scoring": {"kind": "exact"}}))
    found = problem(answer, 422, "invalid_request")
    assert list(found) == ["task.examples[*].input"]
    assert "at least 100 are like this, the first 0, 1, 2, 3, 4" in found["task.examples[*].input"]


@pytest.mark.parametrize(
    ("path", "faulty"),
    [
        ("/runs?limit=0", ["limit"]),
        ("/runs?limit=501", ["limit"]),
        ("/runs?limit=abc", ["limit"]),
        ("/runs?status=nope", ["status"]),
        ("/runs?limit=-1&status=nope", ["limit", "status"]),
        ("/runs?after=nope", ["after"]),
    ],
)
def test_wrong_query_parameters_are_named(server: Server, path: str, faulty: list[str]) -> None:
    assert list(problem(server.http.get(path), 422, "invalid_request")) == faulty


@pytest.mark.parametrize(
    "path", ["/runs/run_%00", "/datasets/a%00", "/runs/run_x%00/steps", "/studies/%00", "/files/%00"]
)
def test_nothing_is_named_with_the_character_nul(server: Server, path: str) -> None:
    answer = server.http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("after=%00", "after"),
        ("name=a%00b", "name"),
        ("metadata.k=%00", "metadata.k"),
        ("method=%00&tag=%00", "method"),
    ],
)
def test_a_query_with_the_character_nul_is_refused(server: Server, query: str, named: str) -> None:
    answer = server.http.get(f"/runs?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == named
    assert "NUL" in answer.json()["errors"][0]["message"]


def test_a_wrong_status_names_the_known_ones(server: Server) -> None:
    errors = problem(server.http.get("/runs?status=nope"), 422, "invalid_request")
    assert errors["status"].endswith("accepted are queued, running, succeeded, failed, cancelled")


@pytest.mark.parametrize("path", ["/nope", "/runs/", "/runs/%00", "/runs/x/y", "/openapi", "/studies/x/y"])
def test_an_unknown_route_is_not_found(server: Server, path: str) -> None:
    if path != "/runs/":  # a slash at the end does not matter
        problem(server.http.get(path), 404, "not_found")


@pytest.mark.parametrize(("verb", "path"), [("DELETE", "/runs"), ("GET", "/optimize"), ("PUT", "/health/live")])
def test_a_wrong_verb_names_the_right_ones(server: Server, verb: str, path: str) -> None:
    answer = server.http.request(verb, path)
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


JSON: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WORDS = ("name", "kind", "user", "system", "protegi", "none", "exact", "choice", "numeric", "regex", "json", "judge")
LIKELY: st.SearchStrategy[object] = st.sampled_from([*WORDS, 0, 1, -1, 0.5, 2**63, "", "{text}", "{", [], {}, None])


def places(value: object, reach: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a value."""
    parts: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    for name, part in parts:
        yield (*reach, name)
        yield from places(part, (*reach, name))


def _full() -> Json:
    body = world.request(
        prompt={"system": "Say one word.", "user": "{text}", "frozen": [], "max_length": 100, "literals": []},
        budget={"max_calls": 1000, "max_tokens": None, "max_cost_usd": None, "max_seconds": 5},
        stop={"target_score": 1, "patience": 1, "max_steps": 1},
    )
    body["task"] = world.task(8) | {
        "split": {"train": 0.25, "validation": 0.25, "probe": 0.25, "test": 0.25},
        "split_seed": 0,
        "description": "x",
    }
    return body


FULL = _full()
PLACES = list(places(FULL))


def _never_crashes(server: Server, body: Any) -> None:  # noqa: ANN401
    with server.world.held():
        answer = server.http.post("/optimize", content=json.dumps(body, allow_nan=False))
        assert answer.status_code in {202, 400, 413, 422}, (answer.status_code, body)
        if answer.status_code == 202:
            server.http.post(f"/runs/{answer.json()['id']}/cancel")
        elif answer.status_code == 422:
            assert answer.json()["errors"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(body=JSON)
def test_no_json_makes_it_crash_whatever_it_creates(server: Server, body: object) -> None:
    _never_crashes(server, body)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), LIKELY | JSON), min_size=1, max_size=3))
def test_no_change_of_a_request_makes_it_crash_whatever_it_creates(
    server: Server, changes: list[tuple[tuple[str | int, ...], object]]
) -> None:
    body = copy.deepcopy(FULL)
    for place, new in changes:
        change(body, place, new)
    _never_crashes(server, body)


def change(body: Any, place: tuple[str | int, ...], new: object) -> None:  # noqa: ANN401
    """Put something else at a place, if it is still there."""
    get: Callable[[Any, str | int], Any] = lambda value, name: value[name]  # noqa: E731
    try:
        for name in place[:-1]:
            body = get(body, name)
        body[place[-1]] = copy.deepcopy(new)  # what is drawn is shared by all examples
    except (KeyError, IndexError, TypeError):
        return

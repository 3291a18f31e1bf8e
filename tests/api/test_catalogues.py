"""What there is to choose from, and how the service is."""

import re

from prometheus_client.parser import text_string_to_metric_families

from tests.api.server import KEY, Json, Server


def test_every_method_tells_its_parameters(server: Server) -> None:
    methods = {method["name"]: method for method in server.http.get("/methods").json()}
    assert {"protegi", "textgrad", "none"} <= methods.keys()
    for method in methods.values():
        assert method["summary"]
        assert method["description"]
        assert method["interception"] in {"full", "input", "none"}
        assert bool(method["points"]) == (method["interception"] != "none")
        assert method["name"] == "none" or method["defaults"]
        assert set(method["costs"]) == {"terms", "first", "step", "least", "most", "steps", "rounds"}
        assert method["parameters"]["type"] == "object"
        properties = method["parameters"]["properties"]
        assert "name" not in properties
        assert [name for name, schema in properties.items() if "description" not in schema] == []
    protegi = methods["protegi"]
    rounds = protegi["parameters"]["properties"]["rounds"]
    assert rounds == {"type": "integer", "minimum": 1, "default": 6, "description": "Steps of the search."}
    assert protegi["paper"] == "Pryzant et al. 2023, arXiv 2305.03495"
    assert protegi["deviations"]
    assert protegi["costs"]["terms"]["reasons"] == "gradients * reasons_per_gradient"


def test_every_scorer_tells_its_parameters(server: Server) -> None:
    scorers = {scorer["name"]: scorer for scorer in server.http.get("/scorers").json()}
    assert {"exact", "choice", "judge"} <= scorers.keys()
    assert scorers["judge"]["parameters"]["required"] == ["kind", "rubric"]


def test_every_perturbation_says_what_it_changes_and_who_draws_it(server: Server) -> None:
    found = {one["name"]: one for one in server.http.get("/perturbations").json()}
    assert {"real", "none", "placebo", "foreign", "inverted", "wrong_labels"} <= found.keys()
    assert all(one["changes"] and one["needs"] and one["check"] for one in found.values())
    assert all(one["tests"] for one in found.values()), [name for name, one in found.items() if not one["tests"]]
    assert "content" in found["placebo"]["tests"]


def test_providers_are_shown_without_their_address_and_key(server: Server) -> None:
    answer = server.http.get("/providers")
    assert [provider["name"] for provider in answer.json()] == ["embedded", "simulated", "world"]
    assert KEY not in answer.text
    assert "http" not in answer.text


def test_a_running_service_is_alive_and_ready(server: Server) -> None:
    assert server.get("/health/live") == {"status": "alive"}
    assert server.get("/health/ready") == {"status": "ready"}


def test_metrics_are_prometheus_text(server: Server, finished: Json) -> None:
    answer = server.http.get("/metrics")
    assert re.fullmatch(r"text/plain; version=[0-9.]+; charset=utf-8", answer.headers["content-type"])
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families["gradcheck_calls"].samples
    assert finished["id"] not in answer.text


def test_requests_are_counted_by_operation_and_never_by_id(server: Server, finished: Json) -> None:
    for path in (f"/runs/{finished['id']}", "/runs/run_unknown", "/unheard-of", "/runs?limit=0", "/health/live"):
        server.http.get(path)
    families = text_string_to_metric_families(server.http.get("/metrics").text)
    requests = next(family for family in families if family.name == "gradcheck_http_request_seconds")
    document = server.get("/openapi.json")
    known = {operation["operationId"] for verbs in document["paths"].values() for operation in verbs.values()}
    counted = {
        (sample.labels["operation"], sample.labels["status"])
        for sample in requests.samples
        if sample.name.endswith("_count")
    }
    assert {name for name, _ in counted} <= known | {"openapi", "docs", "other"}
    assert {("get_run", "200"), ("get_run", "404"), ("list_runs", "422"), ("health_live", "200")} <= counted


def test_streams_are_not_timed_as_requests(server: Server, finished: Json) -> None:
    server.http.get(f"/runs/{finished['id']}/events")
    assert 'operation="stream_run_events"' not in server.http.get("/metrics").text

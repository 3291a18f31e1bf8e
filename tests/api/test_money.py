"""What `/metrics` says of money, over a restart."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.api.server import Server, until


def _tokens(server: Server) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(server.http.get("/metrics").text)
    return {
        tuple(one.labels[name] for name in ("tenant", "provider", "model", "role", "direction")): one.value
        for family in families
        for one in family.samples
        if one.name == "gradcheck_tokens_total" and one.labels["provider"]
    }


def test_what_was_spent_is_the_same_after_a_restart(tmp_path: Path) -> None:
    first = Server(tmp_path)
    first.start()
    try:
        usage = first.run()["result"]["usage"]
        before = _tokens(first)
    finally:
        first.stop()
    second = Server(tmp_path)
    second.start()
    try:
        until(lambda: _tokens(second) == before)
    finally:
        second.stop()
    for role, used in usage.items():
        assert before["-", "world", "pure", role, "input"] == used["input_tokens"]
        assert before["-", "world", "pure", role, "output"] == used["output_tokens"]

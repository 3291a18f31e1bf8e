"""Two tenants with one of everything that a tenant can have, and what only one of them may ever read."""

from typing import Any, NamedTuple

from tests.api.server import Json, Server
from tests.api.test_headroom import simulated
from tests.api.test_scopes import make_key
from tests.support.pictures import png

WAIT = {"Prefer": "wait=120"}
ARMS = [{"name": "one"}, {"name": "two", "overrides": {"prompt": "Say it in one word. {text}"}}]


class Tenant(NamedTuple):
    """A tenant's key, the mark in all its texts, its things by the parameter that names them, requests by operation."""

    key: dict[str, str]
    mark: str
    ids: dict[str, tuple[str, ...]]
    bodies: dict[str, Json]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no answer to another tenant holds."""
        return (self.mark, *(name for names in self.ids.values() for name in names))


def seed(server: Server, name: str, shade: int) -> Tenant:
    """A tenant with a run, a comparison, a diagnostic, a study, a measurement, a data set and a file that all ended."""
    key, mark = make_key(server, "run", "read", tenant=name), f"zebra{name}crossing"

    def post(path: str, body: Json) -> Json:
        answer = server.http.post(path, json=body, headers={**key, **WAIT})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def optimize(**changes: Any) -> Json:  # noqa: ANN401 - any part of a request
        body = {**simulated("W0", **changes), "name": mark, "tags": [mark], "metadata": {"team": mark}}
        body["task"] = {**body["task"], "examples": body["task"]["examples"][:60], "description": f"At the {mark}."}
        return body

    rows = "text,label\n" + "".join(f"{mark} thing {n},{('good', 'bad')[n % 2]}\n" for n in range(12))
    dataset = f"{mark}-rows"
    answer = server.http.post(f"/datasets?name={dataset}", content=rows, headers={**key, "Content-Type": "text/csv"})
    assert answer.status_code == 201, answer.text
    picture = png(3, 3, shade=shade)
    file = server.http.post("/files", content=picture, headers={**key, "Content-Type": "image/png"}).json()
    bodies: dict[str, Json] = {"POST /optimize": optimize(method={"name": "textgrad", "steps": 1})}
    run = post("/optimize", bodies["POST /optimize"])
    plain = optimize(method="none")
    bodies["POST /headroom"] = {"optimize": plain, "prompts": 2, "items": 20}
    headroom = post("/headroom", bodies["POST /headroom"])
    bodies["POST /studies"] = {
        "optimize": plain,
        "arms": ARMS,
        "trials": 4,
        "comparisons": [{"first": "one", "second": "two"}],
        "delta": 0.5,
        "force": True,
        "name": mark,
    }
    study = post("/studies", bodies["POST /studies"])
    prompts = [{"name": "a", "run": run["id"]}, {"name": "b", "prompt": "Mood?\n\n{text}"}]
    bodies["POST /evaluate"] = {"prompts": prompts, "task": plain["task"], "models": plain["models"], "name": mark}
    compared = post("/evaluate", bodies["POST /evaluate"])
    bodies["POST /runs/{run_id}/diagnostics"] = {"force": True, "replicates": 6, "items": 4}
    diagnostic = post(f"/runs/{run['id']}/diagnostics", bodies["POST /runs/{run_id}/diagnostics"])
    bodies["POST /runs/{run_id}/continue"] = {"budget": {"max_calls": 400}, "name": mark}
    bodies["POST /diagnostics/pool"] = {"diagnostics": [diagnostic["id"]] * 2, "test": "content"}
    drawn = {"dataset": {"name": dataset, "expected": "label"}, "scoring": {"kind": "exact"}}
    bodies["POST /optimize/estimate"] = {**plain, "task": drawn}
    bodies["POST /studies/plan"] = bodies["POST /studies"]
    ids = {
        "run_id": (run["id"], compared["id"]),
        "diagnostic_id": (diagnostic["id"],),
        "study_id": (study["id"],),
        "headroom_id": (headroom["id"],),
        "name": (dataset,),
        "file_id": (file["id"],),
    }
    return Tenant(key, mark, ids, bodies)

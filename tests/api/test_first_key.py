"""The first stored key closes a running service when it is first used: what it starts is its tenant's."""

from tests.api.server import Server
from tests.api.test_scopes import make_key
from tests.support import world


def test_what_the_first_key_starts_at_once_belongs_to_its_tenant(server: Server) -> None:
    unknown = {"Authorization": "Bearer gc_nobody_knows"}
    assert server.http.get("/runs", headers=unknown).status_code == 200, "there is no key, so anyone is let in"
    key = make_key(server, "run", "read")
    run = server.http.post("/optimize", json=world.request(method="none"), headers=key).json()["id"]
    assert server.http.get(f"/runs/{run}", headers=key).status_code == 200
    for headers in ({}, unknown):
        assert server.http.get("/runs", headers=headers).status_code == 401

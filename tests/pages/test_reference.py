"""The reference of the API is litestar's page over files of ours, with the document that is at `/openapi.json`."""

import base64
import hashlib
import json
import re

from tests.api.server import Server


def test_the_reference_holds_the_document_and_loads_what_the_service_has(server: Server) -> None:
    answer = server.http.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (script,) = re.findall(r"<script type='text/javascript'>(.*?)</script>", answer.text, re.DOTALL)
    (held,) = re.findall(r"spec: (\{.*\}),\s*dom_id", script, re.DOTALL)
    assert json.loads(held) == server.get("/openapi.json")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "frame-ancestors 'none'" in policy
    for address in re.findall(r'(?:src|href)="([^"]*)"', answer.text.replace(script, "")):
        assert address.startswith("/ui/static/"), address
        assert server.http.get(address).status_code == 200
    assert '<html lang="en">' in answer.text
    assert "@media (prefers-color-scheme: dark)" in answer.text


def test_every_operation_stands_in_a_group_and_says_what_it_does(server: Server) -> None:
    for path, verbs in server.get("/openapi.json")["paths"].items():
        for operation in verbs.values():
            assert operation["tags"], path
            assert operation["summary"], path

"""What a coding agent is offered, asked with the official client over standard input and output."""

import json
import subprocess
import sys

from jsonschema import Draft202012Validator

from tests.api.server import CLIENT_KEY, Server
from tests.cli.agent_session import repeated, said, session, shown
from tests.support import world
from tests.support.processes import free_port

_WITHOUT = (
    "import sys; sys.modules['mcp'] = None; sys.argv = ['gradcheck', 'mcp']; from gradcheck.cli import main; main()"
)


async def test_the_transcript_of_the_documentation_is_what_an_agent_is_told(server: Server) -> None:
    async with session(server.url, CLIENT_KEY) as client:
        assert await repeated(client, shown()) == shown()


async def test_an_agent_of_an_earlier_protocol_finds_the_tools_and_what_they_take(server: Server) -> None:
    async with session(server.url, CLIENT_KEY, mode="legacy") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["estimate", "optimize", "status", "diagnose", "export"]
        for tool in tools.values():
            Draft202012Validator.check_schema(tool.input_schema)
            assert tool.input_schema["type"] == "object"
            fields = tool.input_schema["properties"]
            assert [name for name, field in fields.items() if "description" not in json.dumps(field)] in ([], ["seed"])
        spending = [name for name, tool in tools.items() if tool.annotations and not tool.annotations.read_only_hint]
        assert spending == ["optimize", "diagnose"]
        with server.world.held():
            request = {"prompt": world.request()["prompt"], "examples": world.request()["task"]["examples"]}
            text, _ = await said(client, "optimize", **request, method="none", model="world/pure")
            run = text.split()[0]
            text, failed = await said(client, "status", id=run, wait_s=1)
            assert not failed
            assert text.startswith(f"{run} is ")
            assert "succeeded" not in text
        text, _ = await said(client, "status", id=run, wait_s=50)
        assert text.startswith(f"run {run}: succeeded")


async def test_what_is_refused_is_said_in_words_where_the_agent_reads_it(server: Server) -> None:
    async with session(server.url, CLIENT_KEY) as client:
        for tool, arguments, words in (
            ("optimize", {}, "no prompt is given"),
            ("optimize", {"promt": "?"}, "unknown field `promt`"),
            ("optimize", {"prompt": "?", "data": "nothing.csv", "expected": "label"}, "nothing.csv cannot be read"),
            ("estimate", {"prompt": "{text}", "examples": [{"input": {"x": "y"}}], "model": "world/pure"}, "text"),
            ("status", {"id": "run_x"}, "run_x"),
            ("status", {"id": "x"}, "the id of no run"),
            ("status", {"id": "run_x", "wait_s": 1000}, "wait_s"),
            ("export", {"run": "run_x", "format": "word"}, "format"),
            ("guess", {}, "estimate, optimize, status, diagnose, export"),
        ):
            text, failed = await said(client, tool, **arguments)
            assert failed, tool
            assert words in text


async def test_a_wrong_key_and_a_service_that_is_away_are_told_by_the_tool_that_meets_them(server: Server) -> None:
    for url, key, words in (
        (server.url, "another", "GRADCHECK_API_KEY"),
        (f"http://127.0.0.1:{free_port()}", CLIENT_KEY, "the service does not answer"),
    ):
        async with session(url, key) as client:
            text, failed = await said(client, "status", id="run_x")
            assert failed
            assert words in text


def test_without_the_library_the_command_says_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'gradcheck[mcp]'" in done.stderr

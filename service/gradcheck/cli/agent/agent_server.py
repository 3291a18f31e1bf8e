"""The tools of an agent over the Model Context Protocol on standard input and output, by its own library."""

import importlib.metadata
from typing import Any

import msgspec
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations

from gradcheck.cli.agent.agent_tools import TOOLS, AgentTool, answer
from gradcheck.cli.service import AskedService

_INSTRUCTIONS = (
    "Gradcheck improves prompts by examples with right answers, and tests what did the work. Ask `estimate` first, "
    "then `optimize` with a cap on calls or dollars, then `status` until it has ended, then `export`. Report the "
    "verdict and the interval with the prompt."
)


async def serve(service: AskedService) -> None:
    """Answer what comes in until nothing more can."""

    async def list_tools(_context: object, _asked: object) -> ListToolsResult:
        return ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])

    async def call_tool(_context: object, asked: CallToolRequestParams) -> CallToolResult:
        said = await answer(service, asked.name, asked.arguments or {})
        return CallToolResult(content=[TextContent(type="text", text=said.text)], is_error=said.is_error)

    server: Server[dict[str, Any]] = Server(
        "gradcheck",
        version=importlib.metadata.version("gradcheck"),
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _described(tool: AgentTool) -> Tool:
    _, schemas = msgspec.json.schema_components([tool.takes])
    return Tool(
        name=tool.name,
        description=tool.does,
        input_schema=schemas[tool.takes.__name__],
        annotations=ToolAnnotations(read_only_hint=not tool.spends, destructive_hint=False),
    )

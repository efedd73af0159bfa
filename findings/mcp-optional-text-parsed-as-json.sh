#!/usr/bin/env bash
# mcp 2.3.0 (PyPI): text for a parameter "str | None" is read as JSON if it can be: "null" arrives as None, "[1]" is refused.
#
# The schema that the server publishes says that any string is valid. One expects a tool to receive the string that was sent,
# as it does where the parameter is declared str. With "str | None", or any union, the server first tries each string as JSON
# and, if an object, a list or null comes out, validates that instead: a search for [1] fails, and one for null becomes a
# search for nothing. Numbers and true stay text. Declare such parameters str, with "" for none.
#
# Seen:
#   str: '[1]' -> '[1]'
#   str: 'null' -> 'null'
#   str: 'true' -> 'true'
#   str | None: '[1]' -> refused
#   str | None: 'null' -> None
#   str | None: 'true' -> 'true'
#   str | None, schema: [{'type': 'string'}, {'type': 'null'}]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet mcp==2.3.0 > "$work/pip.log" 2>&1
cat > "$work/try.py" <<'PYTHON'
import asyncio

from mcp import Client
from mcp.server import MCPServer

server = MCPServer("text")


@server.tool()
def plain(words: str) -> str:
    return repr(words)


@server.tool()
def optional(words: str | None = None) -> str:
    return repr(words)


async def main() -> None:
    async with Client(server) as client:
        for tool, annotation in (("plain", "str"), ("optional", "str | None")):
            for sent in ("[1]", "null", "true"):
                result = await client.call_tool(tool, {"words": sent})
                print(f"{annotation}: {sent!r} -> {'refused' if result.is_error else result.content[0].text}")
        schemas = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
        print(f"str | None, schema: {schemas['optional']['properties']['words']['anyOf']}")


asyncio.run(main())
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen" 2> "$work/log"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

"""The library for AI assistants, over the Model Context Protocol (https://modelcontextprotocol.io).

    assistant ── JSON on stdin and stdout ── server ── tools ── Library
                                                         └──── answers: cut to a size that an assistant can read

The package ``mcp`` is an optional extra, imported by ``server`` alone. Every change is an operation of the history, named
``mcp: …``, and can be undone like any other.
"""

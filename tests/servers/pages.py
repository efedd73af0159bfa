"""A web site on a local port: pages and files by path, with range requests, as PDF hosts support them."""

from __future__ import annotations

import re

from servers.base import Reply, Server


class PageServer(Server):
    """Serves ``pages``, a mapping of path to (content type, body)."""

    def __init__(self, pages=()):
        super().__init__()
        self.pages = dict(pages)

    def answer(self, request):
        if request.path not in self.pages:
            return Reply(b"<title>Not found</title>", 404, {"Content-Type": "text/html"})
        kind, body = self.pages[request.path]
        headers = {"Content-Type": kind, "Accept-Ranges": "bytes", "ETag": f'"{hash(body)}"'}
        start = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        if not start or request.headers.get("if-range", headers["ETag"]) != headers["ETag"]:
            return Reply(body, 200, headers)
        first = int(start[1])
        if first >= len(body):
            return Reply(b"", 416, headers | {"Content-Range": f"bytes */{len(body)}"})
        headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
        return Reply(body[first:], 206, headers)

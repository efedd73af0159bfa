"""GitHub's API on a local port: repositories, with redirects for renamed ones."""

from __future__ import annotations

import json

from servers.base import Reply, Server


def repository(full_name, **more):
    """Return a repository in the API's format."""
    return {
        "id": abs(hash(full_name)),
        "full_name": full_name,
        "description": "Code for  a thing",
        "html_url": f"https://github.com/{full_name}",
        "homepage": "",
        "stargazers_count": 42,
        "archived": False,
    } | more


class GithubServer(Server):
    """Serves ``repositories`` by name, in any case; ``renamed`` maps old names to repository ids."""

    def __init__(self, repositories=(), renamed=()):
        super().__init__()
        self.by_name = {one["full_name"].lower(): one for one in repositories}
        self.by_id = {str(one["id"]): one for one in repositories}
        self.renamed = dict(renamed)

    def answer(self, request):
        name = request.path.removeprefix("/repos/").lower()
        if name in self.renamed:
            return Reply(b"{}", 301, {"Location": f"{self.origin}/repositories/{self.renamed[name]}"})
        found = self.by_name.get(name) or self.by_id.get(request.path.rpartition("/")[2])
        content = found or {"message": "Not Found"}
        return Reply(
            json.dumps(content).encode(), 200 if found else 404, {"Content-Type": "application/json"}
        )

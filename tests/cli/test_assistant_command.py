"""The command mcp, as far as it goes without an assistant; a session is in tests/assistant."""

from __future__ import annotations

import sys


def test_without_the_package_it_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    result = run("mcp")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'readlist[mcp]'" in result.stderr


def test_a_library_that_is_missing_is_reported_at_once(run, tmp_path):
    result = run("mcp", READLIST_DB=str(tmp_path / "none.db"))
    assert (result.exit_code, result.stdout) == (5, "")
    assert "there is no library" in result.stderr

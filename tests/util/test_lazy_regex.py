from __future__ import annotations

import re

import pytest

from readlist.util.lazy_regex import lazy_pattern


def test_lazy_pattern_behaves_like_a_compiled_one():
    lazy, compiled = lazy_pattern("a(b)?", re.IGNORECASE), re.compile("a(b)?", re.IGNORECASE)
    for _ in range(2):
        assert lazy.sub("x", "AB a") == compiled.sub("x", "AB a")
        assert [match[0] for match in lazy.finditer("ab A")] == ["ab", "A"]
        assert lazy.pattern == compiled.pattern
        assert lazy.fullmatch("abc") is None


def test_lazy_pattern_is_compiled_on_first_use():
    wrong = lazy_pattern("(")
    with pytest.raises(re.error):
        wrong.search("x")

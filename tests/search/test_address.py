from __future__ import annotations

import pytest

from readlist.search.address import address_forms, complete_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("github.com/a/b", "https://github.com/a/b"),
        ("http://www.example.org/a/", "https://example.org/a/"),
        ("example.org", None),
        ("and/or", None),
        ("v1.2/a b", None),
        ("", None),
    ],
)
def test_an_address_is_completed(text, address):
    assert complete_address(text) == address


def test_forms_of_an_address():
    assert len(set(address_forms("example.org/a"))) == 8
    assert "http://www.example.org/a/" in address_forms("https://example.org/a")
    assert address_forms("no address") == []

from __future__ import annotations

import pytest

from readlist.formats.babel_names import name_of, tag_of


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("ngerman", "de"), ("eng", "en"), ("GER", "de"), ("fre", "fr"), ("zho", "zh"), ("langgerman", "de"),
        ("langlatin and langgerman", "la"), ("en-GB", "en-GB"), ("Old Weirish", "Old Weirish"), ("eng and x", "eng and x"), ("", ""),
    ],
)  # fmt: skip
def test_tags_of_languages(stated: str, tag: str) -> None:
    assert tag_of(stated) == tag


@pytest.mark.parametrize(("stated", "name"), [("ger", "german"), ("de-CH", "swissgerman"), ("x-weir", None)])
def test_names_of_languages(stated: str, name: str | None) -> None:
    found = name_of(stated)
    assert found == name or (name == "german" and found in ("german", "ngerman", "germanb"))

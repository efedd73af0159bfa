"""Each list in ``cases/`` is read as expected, without losing a line."""

from __future__ import annotations

import pytest

from readlist.formats.markdown.note_reader import parse_document

from .cases import Case, read_cases, summary

CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_items_are_read_as_written_in_the_case(case: Case) -> None:
    document = parse_document(case.markdown, "case")
    read = [summary(part) for part in document.items if part.record.kind != "note"]
    assert "\n".join(read) == case.expected


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_every_line_of_a_case_is_in_some_item(case: Case) -> None:
    document = parse_document(case.markdown, "case")
    held = {line for part in document.items for line in part.text.split("\n")}
    assert [line for line in case.markdown.split("\n") if line.strip() and line not in held] == []

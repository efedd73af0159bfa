"""Each file in ``cases/`` is read as expected, with the right lines, without losing a line."""

from __future__ import annotations

import pytest

from readlist.formats.readers import read

from .cases import Case, describe, read_cases

CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_entries_are_read_as_written_in_the_case(case: Case) -> None:
    assert describe(read(case.text, case.source)) == case.expected


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_every_line_of_a_case_is_in_some_item(case: Case) -> None:
    document = read(case.text, case.source)
    held = {number for part in document.items for number in range(part.line, part.end_line + 1)}
    texts = {line for part in document.items for line in part.text.split("\n")}
    for number, line in enumerate(case.text.split("\n"), 1):
        assert not line.strip() or number in held or line in texts, (number, line)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_line_ends_and_byte_order_marks_make_no_difference(case: Case, end: str) -> None:
    text = "\ufeff" + case.text.replace("\n", end)
    assert describe(read(text, case.source)) == case.expected

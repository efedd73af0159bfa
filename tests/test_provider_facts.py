"""Each fact in ``docs/providers.md`` names the test that fails if the program forgets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCUMENT = TESTS.parent / "docs" / "providers.md"
FACTS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in DOCUMENT.read_text(encoding="utf-8").partition("## Facts")[2].splitlines()
    if line.startswith("| ") and not line.startswith(("| provider", "| ---"))
]
NAMES = {
    name
    for path in TESTS.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("fact", FACTS, ids=[f"{number}" for number in range(len(FACTS))])
def test_a_fact_has_a_source_and_a_test(fact):
    assert len(fact) == 5
    assert all(fact)
    named = re.findall(r"`(test_\w+)`", fact[-1])
    assert named
    assert NAMES.issuperset(named)


def test_there_are_facts():
    assert len(FACTS) > 15

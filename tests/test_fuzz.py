"""Each input of the fuzzer's corpus keeps the promises of its target; ``make fuzz`` looks for others that do not."""

from __future__ import annotations

import pytest

from fuzz.run import NAMES
from fuzz.targets import CORPUS, TARGETS

INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


def test_all_targets_have_a_corpus():
    assert set(NAMES) == set(TARGETS) == {path.parent.name for path in INPUTS}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_keeps_the_promises(path):
    TARGETS[path.parent.name](path.read_bytes())

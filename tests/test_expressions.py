"""No regular expression of the package needs exponential time, or a power above the third, on text that repeats itself.

An expression in which two branches of a repetition match the same text tries all their combinations before it gives up:
100 repetitions take hours. One that is only slow, say of the third degree, ends at once at this length.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal

import pytest

import readlist
from readlist.util.lazy_regex import lazy_pattern

REPEATED = (
    "\\", "a", "A", "1", " ", "\t", "\n", "(", "[", "{", "<", "*", "_", "`", "'", '"', ",", ".", ". ", "a ", "a, ", "A. ", "A B ",
    "[a]", "(a)", "[a](", "- ", "-", "|", "| ", "=", "$", "\\a ", "a-", "and ", "a and ", ":", "a/", "中", "中 ", "中，", "、",
    "&", "&a;", "#", "!", "@", "{a}", "%41", "2020 ", "2020-", "<a ", "<a>", "A B., ",
)  # fmt: skip
BEFORE = ("", "[", "(")
TIMES = 100
END = "\0"
"""What hardly any expression matches, so that it tries all its ways."""
KINDS = (re.Pattern, type(lazy_pattern("")))
PATIENCE = 20
"""Seconds after which an expression counts as one that does not end; each needs some milliseconds."""


def expressions():
    """Yield the names of the expressions that modules hold, with the expressions."""
    seen = set()
    for found in pkgutil.walk_packages(readlist.__path__, "readlist."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, KINDS) and isinstance(value.pattern, str) and id(value) not in seen:
                seen.add(id(value))
                yield f"{found.name}.{name}", value


def test_expressions_end():
    def give_up(*_):
        raise TimeoutError

    number = 0
    before = signal.signal(signal.SIGALRM, give_up)
    try:
        for name, expression in expressions():
            number += 1
            for start in BEFORE:
                for repeated in REPEATED:
                    text = start + repeated * TIMES + END
                    signal.alarm(PATIENCE)
                    try:
                        expression.search(text)
                        expression.fullmatch(text)
                    except TimeoutError:
                        pytest.fail(f"{name} does not end on {start!r} and {TIMES} times {repeated!r}")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert number > 300

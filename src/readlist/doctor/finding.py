"""A problem that a check found, and its places."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")
"""From worst to mildest: something is wrong, something looks wrong, something to know."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1, and a text about it: what is in it, as a rule the title."""

    file: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem: ``code`` names its kind, ``message`` states the facts, ``advice`` says what to do.

    ``places`` are all lines that it is about, the first one ahead; ``evidence`` is what else supports it.
    ``fixable``: ``fixes`` can repair it.
    """

    code: str
    severity: str
    message: str
    places: tuple[Place, ...] = ()
    evidence: tuple[str, ...] = ()
    advice: str = ""
    fixable: bool = False


def one_of(severity: str, least: str) -> bool:
    """Whether a severity is at least as bad as ``least``."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(least)

"""One finding of the doctor, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")
"""The worst first: something is wrong; something looks wrong; something to know."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1, and what stands there."""

    file: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found: ``code`` names the sort, ``message`` says what is certain, ``advice`` what to do.

    ``places`` are all lines that it is about, ``evidence`` is what else speaks for it. ``fixable``: ``mending`` does it.
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

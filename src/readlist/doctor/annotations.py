"""Findings for machines that show them beside the lines of a change: workflow commands of GitHub, and SARIF.

    ::warning file=notes.md,line=3,title=shared-link::Two items have …     one line per finding
    {"version": "2.1.0", "runs": [{"tool": …, "results": […]}]}            one JSON object

Sources: GitHub's "Workflow commands for GitHub Actions"; SARIF 2.1.0 (OASIS Standard, 2020), sections 3.19 and 3.27.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from readlist._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.doctor.finding import Finding, Place

_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_ESCAPES_IN_PROPERTIES = _ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def github_commands(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a workflow command per finding, at its first place; the message names the others."""
    for finding in findings:
        place = finding.places[0] if finding.places else None
        where = {"file": _slashed(place.file), "line": str(place.line)} if place else {}
        properties = ",".join(
            f"{name}={value.translate(_ESCAPES_IN_PROPERTIES)}"
            for name, value in (where | {"title": finding.code}).items()
        )
        message = _message(finding).translate(_ESCAPES)
        yield f"::{_GITHUB_LEVELS[finding.severity]} {properties}::{message}"


def sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as a SARIF log with one run."""
    codes = sorted({finding.code for finding in findings})
    driver: dict[str, Any] = {
        "name": "readlist doctor",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": code.replace("-", " ")}} for code in codes],
    }
    results: list[dict[str, Any]] = [_result(finding, codes.index(finding.code)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    first, others = finding.places[:1], finding.places[1:]
    out: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _location(place)} for place in first],
    }
    if others:
        out["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(place),
                "message": {"text": place.text or place.file},
            }
            for number, place in enumerate(others)
        ]
    return out


def _location(place: Place) -> dict[str, Any]:
    path = PurePath(place.file)
    uri = path.as_uri() if path.is_absolute() else quote(_slashed(place.file))
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": max(place.line, 1)}}


def _message(finding: Finding) -> str:
    """What a person reads: the facts, the other places, the evidence, and what to do."""
    others = [f"also {place.file}:{place.line} {place.text}".rstrip() for place in finding.places[1:]]
    return "\n".join(filter(None, (finding.message, *others, *finding.evidence, finding.advice)))


def _slashed(file: str) -> str:
    return file.replace("\\", "/") if "\\" in file and "/" not in file else file

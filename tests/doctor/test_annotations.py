"""Findings as annotations: GitHub's workflow commands and SARIF."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from readlist.doctor.annotations import github_commands, sarif
from readlist.doctor.finding import SEVERITIES, Finding, Place

TWICE = Finding(
    "shared-id",
    "warning",
    "100 % of: two titles,\nfor one ID",
    (Place("notes/a,b:c.md", 3, "One"), Place("notes/中 文.md", 7, "Two")),
    ("10.1/x",),
    "Look them up.",
)


def test_a_finding_is_a_workflow_command():
    assert list(github_commands([TWICE])) == [
        (
            "::warning file=notes/a%2Cb%3Ac.md,line=3,title=shared-id::100 %25 of: two titles,%0Afor one ID"
            "%0Aalso notes/中 文.md:7 Two%0A10.1/x%0ALook them up."
        )
    ]
    assert list(github_commands([Finding("x", "info", "All.")])) == ["::notice title=x::All."]


def test_findings_are_a_sarif_log():
    (run,) = sarif([TWICE, Finding("x", "info", "All."), TWICE])["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["shared-id", "x"]
    first, second, _ = run["results"]
    assert (first["level"], second["level"]) == ("warning", "note")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "notes/a%2Cb%3Ac.md"},
                "region": {"startLine": 3},
            }
        }
    ]
    (related,) = first["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "notes/%E4%B8%AD%20%E6%96%87.md"
    assert second["locations"] == []


texts = st.text(max_size=20)
findings = st.builds(
    Finding,
    texts,
    st.sampled_from(SEVERITIES),
    texts,
    st.lists(st.builds(Place, texts, st.integers(0, 9), texts), max_size=3).map(tuple),
)


@given(st.lists(findings, max_size=4))
def test_each_finding_is_one_line_and_one_result(given_findings):
    lines = list(github_commands(given_findings))
    assert len(lines) == len(given_findings)
    assert all(line.startswith("::") and "\n" not in line and "\r" not in line for line in lines)
    (run,) = json.loads(json.dumps(sarif(given_findings)))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [one.code for one in given_findings]

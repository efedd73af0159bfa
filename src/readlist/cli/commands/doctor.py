"""The command doctor: problems in the library or in notes, and fixes that are certain."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.progress import show_progress
from readlist.cli.sanitize import one_line, safe
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError
from readlist.util.bounded_read import read_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import Finding, FixPlan

app = typer.Typer()

_TINTS = {"error": typer.colors.RED, "warning": typer.colors.YELLOW, "info": typer.colors.CYAN}
_DIFF_TINTS = {"-": typer.colors.RED, "+": typer.colors.GREEN, "@": typer.colors.CYAN}


@app.command(
    "doctor",
    epilog=options.examples(
        "readlist doctor",
        "readlist doctor notes/ --severity error",
        "readlist doctor --fix notes/",
        "readlist doctor notes/ --format sarif",
    ),
)
def doctor(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Check these instead, without importing them; - reads stdin."
        ),
    ] = None,
    *,
    severity: Annotated[
        str,
        typer.Option(
            "--severity",
            help="Lowest severity to report: error, warning or info.",
            autocompletion=options.complete_severity,
        ),
    ] = "warning",
    fix: Annotated[
        bool, typer.Option("--fix", help="Fix the links of the files where the fix is certain.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --fix: show the changes only.")] = False,
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Check the links, over the network, instead; with --fix: fix moved ones."
        ),
    ] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="text, json, github (annotations of a workflow), or sarif.",
            autocompletion=options.complete_finding_format,
        ),
    ] = "text",
    json: options.AsJson = False,
) -> None:
    """Find wrong IDs, copied links, contradictions, and more.

    Checks the library, or the files named, without importing them. With --online, asks for each link whether it still
    exists: dead links, moved and archived repositories. A stopped check is continued by the next one.

    Exit code 1: a problem of the chosen severity or worse was found.
    """
    session = get_session(ctx)
    form = "json" if json else form
    if form not in options.FINDING_FORMATS:
        raise UsageError(f"'{form}' is not a format", hint=f"Formats: {', '.join(options.FINDING_FORMATS)}.")
    if fix:
        if form not in ("text", "json"):
            raise UsageError(f"--fix does not write {form}", hint="Write the annotations before the fixes.")
        json = form == "json"
        _fix(session, files or [], yes=yes, dry_run=dry_run, online=online, json=json)
        return
    if yes or dry_run:
        raise UsageError("--yes and --dry-run need --fix")
    if online:
        findings = _check_links(session, files or [], severity)
    else:
        findings = _examine(session, files or [], severity, clickable=form != "json")
    fixable = _fixable(files or []) if not online else ""
    _show(session, findings, form=form, severity=severity, fixable=fixable)
    if findings:
        raise typer.Exit(1)


def _examine(session: Session, files: list[str], severity: str, *, clickable: bool) -> Sequence[Finding]:
    if files:
        from readlist.library import Library  # noqa: PLC0415

        stdin = read_stream(sys.stdin.buffer, "standard input") if "-" in files else None
        return Library.lint(files, stdin=stdin, severity=severity)
    with session.open() as library:
        return library.doctor(severity, paths=clickable)


def _check_links(session: Session, files: list[str], severity: str) -> Sequence[Finding]:
    """Check the links of files, or of the library; say how many could not be checked where the severity hides them."""
    from readlist.library import Library  # noqa: PLC0415

    if severity not in _TINTS:
        raise UsageError(f"'{severity}' is not a severity", hint=f"Severities: {', '.join(_TINTS)}.")
    lowest = list(_TINTS)[-1]
    with show_progress(session) as on_progress:
        if files:
            found = Library.check_links_in(files, lowest, settings=session.settings, on_progress=on_progress)
        else:
            with session.open() as library:
                found = library.check_links(lowest, on_progress=on_progress)
    sought = list(_TINTS)[: list(_TINTS).index(severity) + 1]
    shown = [one for one in found if one.severity in sought]
    if unsure := sum(one.code == "link-unsure" for one in found if one.severity not in sought):
        session.say(f"{_count(unsure, 'link')} could not be checked; --severity {lowest} lists them")
    return shown


def _fixable(files: list[str]) -> str:
    """Say what ``--fix`` would change in these files, whatever the severity; empty if nothing."""
    from readlist.errors import InputError  # noqa: PLC0415
    from readlist.library import Library  # noqa: PLC0415

    try:
        plans = [plan for plan in Library.plan_fixes([one for one in files if one != "-"]) if plan.fixes]
    except InputError:
        return ""  # reported as a finding
    return f"--fix would change {_amount(plans)}" if plans else ""


def _show(session: Session, findings: Sequence[Finding], *, form: str, severity: str, fixable: str) -> None:
    from readlist.cli import output  # noqa: PLC0415

    if form == "json":
        output.write_json(findings)
        return
    if form == "sarif":
        from readlist.library import sarif  # noqa: PLC0415

        output.write_json_object(sarif(findings))
    elif form == "github":
        from readlist.library import github_commands  # noqa: PLC0415

        output.write_lines((line,) for line in github_commands(findings))
    else:
        for finding in findings:
            lines = _lines(finding)
            shown = _at_terminal(lines, finding, color=session.color) if at_terminal() else lines
            sys.stdout.write("\n".join(shown) + "\n\n")
    session.say("; ".join(filter(None, (_summary(findings, severity, fixable), fixable))))


def _at_terminal(lines: Sequence[str], finding: Finding, *, color: bool) -> list[str]:
    """Return the lines of a finding wrapped below themselves, the severity in its colour."""
    from rich.cells import cell_len  # noqa: PLC0415

    from readlist.cli.wrapping import wrap  # noqa: PLC0415

    width = shutil.get_terminal_size().columns
    out = [part for line in lines for part in wrap(line, width, cell_len, is_hanging=True)]
    if color:
        tinted = typer.style(finding.severity, fg=_TINTS[finding.severity], bold=True)
        out[0] = out[0].replace(f": {finding.severity}: ", f": {tinted}: ", 1)
    return out


def _lines(finding: Finding) -> list[str]:
    """A finding as text: place and message, then the other places, the evidence, and the advice."""
    places = [one_line(f"{place.file}:{place.line}:") for place in finding.places]
    out = [
        f"{places[0] if places else 'library:'} {finding.severity}: {one_line(finding.message)} [{finding.code}]"
    ]
    if len(places) > 1:
        out += [
            f"    {where} {one_line(place.text)}" for where, place in zip(places, finding.places, strict=True)
        ]
    elif places and finding.places[0].text:
        out.append(f"    {one_line(finding.places[0].text)}")
    out += [f"    {one_line(text)}" for text in finding.evidence]
    return [*out, f"    → {one_line(finding.advice)}"] if finding.advice else out


def _summary(findings: Sequence[Finding], severity: str, fixable: str) -> str:
    """The number of findings by severity: ``1 error, 2 infos found``, or of what severities there are none."""
    severities = [finding.severity for finding in findings]
    counts = [_count(severities.count(one), one) for one in _TINTS if one in severities]
    if not counts:
        sought = [f"{one}s" for one in _TINTS][: list(_TINTS).index(severity) + 1]
        is_all = len(sought) == len(_TINTS)
        return "no problems found" if is_all and not fixable else f"no {' or '.join(sought)} found"
    return f"{', '.join(counts)} found"


# -- fixes -------------------------------------------------------------------------------------------------------


def _fix(session: Session, files: list[str], *, yes: bool, dry_run: bool, online: bool, json: bool) -> None:
    """Show the fixes, ask, and write them."""
    from readlist.library import Library  # noqa: PLC0415

    if not files or "-" in files:
        raise UsageError("--fix needs the files to fix", hint="Write: readlist doctor --fix FILE")
    settings = session.settings if online else None
    unsure: dict[str, str] = {}
    found = Library.plan_fixes(files, online=online, settings=settings, on_unsure=unsure.__setitem__)
    plans = [plan for plan in found if plan.fixes]
    _show_plans(session, plans, json=json)
    if unsure:
        reason = next(iter(unsure.values()))
        session.say(f"{_count(len(unsure), 'link')} could not be checked: {reason}")
    amount = _amount(plans)
    if not plans:
        session.say("nothing to fix")
    elif dry_run:
        session.say(f"would fix {amount}")
    elif yes or (_has_person() and typer.confirm(f"Fix {amount}?", err=True)):
        Library.apply_fixes(plans)
        session.say(f"fixed: {amount}")
    else:
        session.say("nothing was written; --yes writes the fixes")
        raise typer.Exit(1)


def _amount(plans: Sequence[FixPlan]) -> str:
    lines = sum(len(plan.fixes) for plan in plans)
    return f"{_count(lines, 'line')} in {_count(len(plans), 'file')}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"


def _has_person() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def _show_plans(session: Session, plans: Sequence[FixPlan], *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    if json:
        output.write_json(
            {
                "file": str(plan.path),
                "line": fix.line,
                "before": fix.before,
                "after": fix.after,
                "codes": fix.codes,
            }
            for plan in plans
            for fix in plan.fixes
        )
        return
    color = session.color and at_terminal()
    for plan in plans:
        for line in plan.diff:
            tint = _DIFF_TINTS.get(line[:1]) if color else None
            text = safe(line)
            sys.stdout.write((typer.style(text, fg=tint) if tint else text) + "\n")

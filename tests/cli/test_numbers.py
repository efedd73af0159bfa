"""Numbers and dates out of range are refused by name, wherever they are given; none is a fault of the program."""

from __future__ import annotations

import pytest

HUGE = "9" * 20
LONGER = "9" * 5000  # more digits than Python converts


@pytest.mark.parametrize("number", [HUGE, LONGER])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        *((f"{command} -n {{}}", "--limit") for command in ("list", "search lora", "history", "log", "next")),
        ("related 2106.09685 -n {}", "--limit"),
        *((f"list --year {years}", "not a year") for years in ("{}", "2020..{}", "{}..")),
        ("search year:{}", "not a year"),
        ("rate 2106.09685 {}", "not a rating"),
        ("priority 2106.09685 {}", "not a priority"),
        ("due 2106.09685 +{}d", "not a date"),
        ("set 2106.09685 year={}", "not a year"),
        ("set 2106.09685 month={}", "not a month"),
        ("undo {}", "neither a number of changes"),
        ("undo @{}", "neither a number of changes"),
        ("history --prune --keep {}", "--keep"),
        ("history --prune --days {}", "--days"),
        ("config set backups {}", "`backups` must be a number"),
        ("config set providers.timeout {}", "timeout must be a number"),
    ],
)
def test_a_number_out_of_range_is_named(run, tmp_path, line, name, number):
    result = run(*line.format(number).split(), XDG_CONFIG_HOME=str(tmp_path))
    assert result.exit_code in (2, 3), result.output
    assert name in result.stderr
    assert "bug in readlist" not in result.stderr


@pytest.mark.parametrize("date", ["0000-01-01", "2026-02-30", "not a date", "-5", "2026-13-01"])
def test_a_date_that_is_none_is_refused(run, date):
    result = run("due", "2106.09685", "--", date)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{date}' is not a date" in result.stderr

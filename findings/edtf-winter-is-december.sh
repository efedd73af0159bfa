#!/usr/bin/env bash
# edtf 5.0.2 (PyPI): the winter of a year is one month long, and so no date of January or February is in it.
#
# A season is written 2021-21 (spring) to 2021-24 (winter) in EDTF (level 1, seasons); journals that appear four times a year
# are dated so. The library gives the first and the last day of any date, to compare and sort. Three seasons have three
# months each. One expects the same of winter, in whichever year January counts. It begins and ends in December: a search for
# what was published on a day finds the winter issue in none of the months that most of it lies in.
#
# Seen:
#   2021-21: 2021-03-01 to 2021-05-31
#   2021-22: 2021-06-01 to 2021-08-31
#   2021-23: 2021-09-01 to 2021-11-30
#   2021-24: 2021-12-01 to 2021-12-31
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "edtf==5.0.2" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import edtf

for season in range(21, 25):
    text = f"2021-{season}"
    date = edtf.parse_edtf(text)
    first, last = ("-".join(f"{part:02}" for part in day[:3]) for day in (date.lower_strict(), date.upper_strict()))
    print(f"{text}: {first} to {last}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# pandoc 3.9: a date in a RIS file that says more than the year, as the specification has it, leaves no year.
#
# The RIS specification gives PY and Y1 as "YYYY/MM/DD/other info", of which all but the year may be left out while the
# slashes stay. One expects the year at least. The reader knows a bare year only: with a month or a day there is no date
# at all, and biblatex gets an empty one, while the slashes without anything between them give three more years, all of
# them 0. No warning is given, and such a file from a publisher makes a bibliography of works without dates.
#
# Seen:
#   PY  - 2020: [[2020]]
#   PY  - 2020///: [[2020],[0],[0],[0]]
#   PY  - 2020/03//: []
#   PY  - 2020/03/15/: []
#   PY  - 2020///Spring: []
#   Y1  - 2020/03/15/: []
#   written as biblatex: date = {},
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc

DATES = ("2020", "2020///", "2020/03//", "2020/03/15/", "2020///Spring")


def convert(line, form):
    lines = ("TY  - JOUR", "AU  - Doe, Jane", "TI  - T", line, "UR  - https://example.org/", "ER  - ", "", "")
    return pypandoc.convert_text("\n".join(lines), form, format="ris")


for line in (*(f"PY  - {date}" for date in DATES), "Y1  - 2020/03/15/"):
    (record,) = json.loads(convert(line, "csljson"))
    print(f"{line}: {json.dumps(record['issued']['date-parts'], separators=(',', ':'))}")
written = convert("PY  - 2020/03/15/", "biblatex").splitlines()
print("written as biblatex:", *(line.strip() for line in written if "date" in line))
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

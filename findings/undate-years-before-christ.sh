#!/usr/bin/env bash
# undate 0.8.0: a negative year of fewer than four digits is written with the minus sign between its zeros.
#
# One expects a date that was read to be written again as it was, or at least in a form that can be read. EDTF (level 1,
# negative calendar year) has "-0044-03-15"; undate takes it for the year -44 and writes "0-44-03-15" both as EDTF and
# as ISO 8601, neither of which has such a form. Its own reader refuses the result, so that dates of ancient history are
# lost on the next reading. Years of three digits come out one zero short, and those of four are right.
#
# Seen:
#   -0005: year 00-5, EDTF 00-5, ISO8601 00-5, read again: ValueError
#   -0044-03-15: year 0-44, EDTF 0-44-03-15, ISO8601 0-44-03-15, read again: ValueError
#   -0753: year -753, EDTF -753, ISO8601 -753, read again: -753
#   -1200: year -1200, EDTF -1200, ISO8601 -1200, read again: -1200
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "undate==0.8.0" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from undate import Undate

for text in ("-0005", "-0044-03-15", "-0753", "-1200"):
    date = Undate.parse(text, "EDTF")
    written = {form: date.format(form) for form in ("EDTF", "ISO8601")}
    try:
        again = Undate.parse(written["EDTF"], "EDTF").year
    except ValueError as error:
        again = type(error).__name__
    forms = ", ".join(f"{form} {value}" for form, value in written.items())
    print(f"{text}: year {date.year}, {forms}, read again: {again}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

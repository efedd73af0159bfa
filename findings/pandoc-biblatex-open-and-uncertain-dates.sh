#!/usr/bin/env bash
# pandoc 3.9: dates of biblatex with an open end, or about a year, come back in forms that biblatex does not have.
#
# biblatex's dates are EDTF (manual, date and time information, with ISO 8601-2): "1990/" has no end, "/1990" no
# beginning, and "2019~" is about that year. pandoc's own model of references knows them: circa is true, and an end is
# there. One expects "1990/" and "2019~" on the way back. The missing end is written as "00", which stands for nothing,
# and the tilde, the sign of the date, as the macro for printing one. "199X", a decade in the same standard, has no date.
#
# Seen:
#   2019: date = {2019}
#   2019~: date = {2019\textasciitilde{}}
#   1990/: date = {1990/00}
#   /1990: date = {00/1990}
#   199X: no date
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import pypandoc

for date in ("2019", "2019~", "1990/", "/1990", "199X"):
    source = f"@article{{k, author = {{Doe, Jane}}, title = {{T}}, journaltitle = {{J}}, date = {{{date}}}}}"
    written = pypandoc.convert_text(source, "biblatex", format="biblatex")
    lines = [line.strip() for line in written.splitlines() if "date" in line]
    print(f"{date}: {lines[0].rstrip(',') if lines else 'no date'}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

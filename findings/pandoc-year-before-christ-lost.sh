#!/usr/bin/env bash
# pandoc 3.9: biblatex's year -0379 becomes -380, which is another year to biblatex and no date to pandoc itself.
#
# biblatex counts years as astronomers do (manual, date and time information): -0379 is 380 BC, of four digits like every
# year. CSL has no year 0, so that -380 is right in CSL-JSON. One expects the way back to undo that step. It is left out,
# and so is the leading zero: the file that was read from biblatex and written as biblatex says 381 BC, if biber took it,
# and pandoc, which reads its own file again, finds no date there. Years of four digits move by one each time.
#
# Seen:
#   -0379: CSL [[-380]], biblatex date = {-380}, read again: none
#   -0043: CSL [[-44]], biblatex date = {-44}, read again: none
#   -1199: CSL [[-1200]], biblatex date = {-1200}, read again: [[-1201]]
#   0476: CSL [[476]], biblatex date = {476}, read again: none
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc


def convert(source, form):
    return pypandoc.convert_text(source, form, format="biblatex")


def date(source):
    (record,) = json.loads(convert(source, "csljson"))
    return json.dumps(record["issued"]["date-parts"], separators=(",", ":")) if "issued" in record else "none"


for year in ("-0379", "-0043", "-1199", "0476"):
    source = f"@book{{k, author = {{Plato}}, title = {{T}}, date = {{{year}}}}}"
    written = convert(source, "biblatex")
    line = next(line.strip() for line in written.splitlines() if "date" in line)
    print(f"{year}: CSL {date(source)}, biblatex {line}, read again: {date(written)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

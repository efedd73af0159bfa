#!/usr/bin/env bash
# typst 0.15.2: an article whose date is a season is cited without its year, as "n.d.".
#
# biblatex writes spring 2020 as 2020-21 (manual, date and time information, after ISO 8601-2), for journals whose issues
# have a season and no month. One expects "spring 2020", or the year at least. typst accepts the file and says "n.d.",
# no date. A month and a year alone are right, and an interval keeps a year.
#
# Seen:
#   2020: Doe, J. (2020). First. J.
#   2020-03: Doe, J. (2020). First. J.
#   2020-05/2020-06: Doe, J. (2020). First. J.
#   2020-21: Doe, J. (n.d.). First. J.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "typst==0.15.2" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import html
import re
import sys
from pathlib import Path

import typst

FOLDER = Path(sys.argv[1])


def cite(date):
    entry = f"@article{{k, author = {{Doe, Jane}}, title = {{First}}, journaltitle = {{J}}, date = {{{date}}}}}"
    (FOLDER / "r.bib").write_text(entry, encoding="utf-8")
    (FOLDER / "r.typ").write_text('@k\n#bibliography("r.bib", style: "apa")', encoding="utf-8")
    page = typst.compile(str(FOLDER / "r.typ"), format="html").decode()
    listed = page[page.index("Bibliography") + len("Bibliography") :]
    return html.unescape(" ".join(re.sub("<[^>]+>", "", listed).split()))


for date in ("2020", "2020-03", "2020-05/2020-06", "2020-21"):
    print(f"{date}: {cite(date)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

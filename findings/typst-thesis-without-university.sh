#!/usr/bin/env bash
# typst 0.15.2: the university of a thesis and the institution of a report are in no bibliography made from a .bib file.
#
# BibTeX requires school for a thesis and institution for a report ("BibTeXing", entry types), and APA, IEEE and Chicago
# all print it. typst reads both fields without a word and prints neither. The fields become "organization", as its own
# format calls it, which no style prints; CSL styles ask for the publisher here (CSL 1.0.2, appendix on variables), and a
# publisher in the same place does appear.
#
# Seen:
#   phdthesis, school, apa: Doe, J. (2021). A Thesis [Doctoral dissertation].
#   phdthesis, school, chicago-author-date: Doe, Jane. 2021. “A Thesis.” Doctoral dissertation.
#   thesis, institution, ieee: J. Doe, “A Thesis,” 2021.
#   techreport, institution, apa: Doe, J. (2021). A Thesis [Technical report].
#   techreport, publisher, apa: Doe, J. (2021). A Thesis [Technical report]. Example University.
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


def cite(kind, field, style):
    fields = f"author = {{Doe, Jane}}, title = {{A Thesis}}, {field} = {{Example University}}, year = {{2021}}"
    (FOLDER / "r.bib").write_text(f"@{kind}{{k, {fields}}}", encoding="utf-8")
    (FOLDER / "r.typ").write_text(f'@k\n#bibliography("r.bib", style: "{style}")', encoding="utf-8")
    page = typst.compile(str(FOLDER / "r.typ"), format="html").decode()
    listed = page[page.index("Bibliography") + len("Bibliography") :]
    return html.unescape(" ".join(re.sub("<[^>]+>", "", listed).split())).removeprefix("[1]").strip()


for kind, field, style in (
    ("phdthesis", "school", "apa"),
    ("phdthesis", "school", "chicago-author-date"),
    ("thesis", "institution", "ieee"),
    ("techreport", "institution", "apa"),
    ("techreport", "publisher", "apa"),
):
    print(f"{kind}, {field}, {style}: {cite(kind, field, style)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

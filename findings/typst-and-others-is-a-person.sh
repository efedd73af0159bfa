#!/usr/bin/env bash
# typst 0.15.2: "and others" at the end of a BibTeX author list is cited as a person whose name is "others".
#
# BibTeX ends a list that is not complete with the word "others", for which its styles print "et al." ("BibTeXing",
# section on names). typst reads BibTeX files itself and takes the word for a family name: "Li & others" in the text, and
# "others" in the alphabet of a bibliography. With three names in front, the list is shortened by its length alone. The
# file of its own format has no such word, and gives names only.
#
# Seen:
#   Li, Ming and others, apa: (Li & others, 2021) Li, M., & others. (2021). Second.
#   Li, Ming and others, ieee: [1] [1] M. Li and others, Second. 2021.
#   Li, Ming and Doe, Jane and others, apa: (Li et al., 2021) Li, M., Doe, J., & others. (2021). Second.
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


def cite(authors, style):
    entry = f"@book{{k, author = {{{authors}}}, title = {{Second}}, year = {{2021}}}}"
    (FOLDER / "r.bib").write_text(entry, encoding="utf-8")
    (FOLDER / "r.typ").write_text(f'@k\n#bibliography("r.bib", style: "{style}")', encoding="utf-8")
    page = typst.compile(str(FOLDER / "r.typ"), format="html").decode()
    words = re.sub("<[^>]+>", "", re.sub("<h2.*?</h2>", " ", page[page.index("<body") :]))
    return html.unescape(" ".join(words.split()))


for authors, style in (
    ("Li, Ming and others", "apa"),
    ("Li, Ming and others", "ieee"),
    ("Li, Ming and Doe, Jane and others", "apa"),
):
    print(f"{authors}, {style}: {cite(authors, style)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# typst 0.15.2: a chapter has the title of its book twice in APA, MLA and Chicago style, as if the book were in a series.
#
# One expects "In R. Roe (Ed.), The Book (pp. 10–12)" for the plainest @incollection of BibTeX's own documentation. It
# comes as "The Book: The Book": where the styles ask for the series of a book (CSL: collection-title), and the entry
# states none, they get the title of the book again. Conference papers with an editor lose their pages in addition. The
# same happens to an entry in typst's own format. IEEE style prints the title once.
#
# Seen:
#   incollection, apa: Li, M. (2021). Second. In R. Roe (Ed.), The Book: The Book (pp. 10–12).
#   incollection, modern-language-association: Li, Ming. “Second.” The Book, edited by Rita Roe, 2021, pp. 10–12. The Book.
#   incollection, chicago-author-date: Li, Ming. 2021. “Second.” In The Book, edited by Rita Roe, The Book.
#   incollection, ieee: M. Li, “Second,” in The Book, R. Roe, Ed., 2021, pp. 10–12.
#   inproceedings, apa: Li, M. (2021). Second. In R. Roe (Ed.), The Book: The Book.
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


def cite(kind, style):
    fields = "author = {Li, Ming}, title = {Second}, booktitle = {The Book}, pages = {10--12}, year = 2021"
    (FOLDER / "r.bib").write_text(f"@{kind}{{k, {fields}, editor = {{Roe, Rita}}}}", encoding="utf-8")
    (FOLDER / "r.typ").write_text(f'@k\n#bibliography("r.bib", style: "{style}")', encoding="utf-8")
    page = typst.compile(str(FOLDER / "r.typ"), format="html").decode()
    heading = re.search("Bibliography|Works Cited", page)
    listed = re.sub("<[^>]+>", "", page[heading.end() :])
    return " ".join(html.unescape(listed).split()).removeprefix("[1]").strip()


for style in ("apa", "modern-language-association", "chicago-author-date", "ieee"):
    print(f"incollection, {style}: {cite('incollection', style)}")
print(f"inproceedings, apa: {cite('inproceedings', 'apa')}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

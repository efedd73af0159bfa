#!/usr/bin/env bash
# bibtexparser 2.1.0: a value that joins an abbreviation and a text with # is read as the source between the commas.
#
# In BibTeX a value may be a concatenation: journal = jr # " B" is "Journal of Rivers B" if jr is defined so (btxdoc; the
# ACL and IEEE lists of abbreviations are used like that, and so are days: month = mar # "~1"). One expects the joined text,
# as the abbreviation alone gives it, or a block that failed. The value is the source text, sign and quotes included, and no
# block is reported. Written again it is valid BibTeX, so only a program that looks at the value is misled.
#
# Seen:
#   jr alone: 'Journal of Rivers'
#   jr # " B": 'jr # " B"'
#   "A " # jr: '"A " # jr'
#   mar # "~1": 'mar # "~1"'
#   failed blocks: 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "bibtexparser==2.1.0" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import bibtexparser

SOURCE = """@string{jr = "Journal of Rivers"}
@article{a, journal = jr}
@article{b, journal = jr # " B"}
@article{c, journal = "A " # jr}
@article{d, month = mar # "~1"}
"""
library = bibtexparser.parse_string(SOURCE)
for words, entry in zip(("jr alone", 'jr # " B"', '"A " # jr', 'mar # "~1"'), library.entries, strict=True):
    print(f"{words}: {entry.fields[0].value!r}")
print(f"failed blocks: {len(library.failed_blocks)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# orgparse 0.5.20260926: a property with a plus is a property of another name, and adds nothing.
#
# In Org a property may be continued: ":AUTHOR+: and Ek, Bo" adds to the value of AUTHOR, with a space between (the Org
# manual, Property Syntax), and so does the keyword "#+PROPERTY: author+ x" for a whole file. Long lists of authors are
# written so. One expects the joined value of the property. The library gives two, one of them with the plus in its name.
#
# Seen:
#   drawer: {'AUTHOR': 'Lind, Ada', 'AUTHOR+': 'and Ek, Bo'}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "orgparse==0.5.20260926" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import orgparse

TEXT = """* Warm rivers
:PROPERTIES:
:AUTHOR: Lind, Ada
:AUTHOR+: and Ek, Bo
:END:
"""
print(f"drawer: {dict(orgparse.loads(TEXT).children[0].properties)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

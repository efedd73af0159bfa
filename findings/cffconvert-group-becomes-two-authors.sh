#!/usr/bin/env bash
# cffconvert 2.0.0: a group whose name contains "and" becomes two authors in BibTeX.
#
# In the Citation File Format 1.2.0 an author is a person or an entity, and an entity has one name (schema guide,
# definitions.entity). One expects the BibTeX file to have that name in braces, the only way to keep BibTeX from
# splitting it at "and" and from taking its last word for a family name. The name is written bare: the file that the
# tool itself calls valid gives two authors called Alder and Birch, and a laboratory gets first names.
#
# Seen:
#   Citation metadata are valid according to schema version 1.2.0.
#   author = {Alder and Birch and Example Systems Laboratory and Doe, Jane},
#   family name Alder, given names []
#   family name Birch, given names []
#   family name Laboratory, given names ['Example', 'Systems']
#   family name Doe, given names ['Jane']
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    "cffconvert==2.0.0" "bibtexparser==2.1.0" 2>/dev/null
cat > "$work/CITATION.cff" <<'CFF'
cff-version: 1.2.0
message: Please cite this.
title: A tool
authors:
  - name: Alder and Birch
  - name: Example Systems Laboratory
  - family-names: Doe
    given-names: Jane
CFF
cat > "$work/try.py" <<'PYTHON'
import sys

import bibtexparser
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

library = bibtexparser.parse_file(sys.argv[1], append_middleware=[SeparateCoAuthors(), SplitNameParts()])
for name in library.entries[0]["author"]:
    print(f"family name {' '.join(name.last)}, given names {name.first}")
PYTHON
cffconvert=$work/venv/bin/cffconvert
"$cffconvert" --infile "$work/CITATION.cff" --validate > "$work/seen" 2>&1
"$cffconvert" --infile "$work/CITATION.cff" --format bibtex > "$work/tool.bib"
grep '^author' "$work/tool.bib" >> "$work/seen"
"$work/venv/bin/python" "$work/try.py" "$work/tool.bib" >> "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

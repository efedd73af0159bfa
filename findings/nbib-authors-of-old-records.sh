#!/usr/bin/env bash
# nbib 0.3.2: a PubMed record that names its authors in AU alone is read as a record without authors.
#
# NLM's description of the MEDLINE fields has AU for the name with initials and FAU for the full name; FAU exists since
# 2002 and only where the journal gave full names, so that older records have AU lines and nothing else. One expects an
# author with the short name. The list of authors is empty, and no error or warning is given: in a file that mixes old
# and new papers only the old ones lose their authors.
#
# Seen:
#   FAU and AU: ['Doe JA', 'Roe R']
#   AU alone: []
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "nbib==0.3.2" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import nbib

RECORD = "PMID- {}\nTI  - A made-up title.\n{}DP  - {}\n\n"
NEW = "FAU - Doe, Jane A\nAU  - Doe JA\nFAU - Roe, Richard\nAU  - Roe R\n"
OLD = "AU  - Doe JA\nAU  - Roe R\n"
new, old = nbib.read(RECORD.format(1, NEW, "2019 Mar") + RECORD.format(2, OLD, "1979 Mar"))
for name, record in (("FAU and AU", new), ("AU alone", old)):
    print(f"{name}: {[author['author_abbreviated'] for author in record['authors']]}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# pandoc 3.9: the month of a BibTeX file is lost if it is a word, as "February" or "Feb.".
#
# In BibTeX, month is a text that the styles print, and the three-letter macros only stand for such a text; publishers
# and databases write {February}, {Feb.} or {September}. pandoc knows the macros and numbers, so one expects that it
# reads the words too. It takes the year alone, without a warning, and what is between the two is gone from CSL-JSON.
#
# Seen:
#   month = feb: [[2016, 2]]
#   month = {2}: [[2016, 2]]
#   month = {feb}: [[2016, 2]]
#   month = {February}: [[2016]]
#   month = {Feb.}: [[2016]]
#   month = {September}: [[2016]]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc

for month in ("feb", "{2}", "{feb}", "{February}", "{Feb.}", "{September}"):
    source = f"@article{{k, author = {{Doe, Jane}}, title = {{T}}, journal = {{J}}, year = {{2016}}, month = {month}}}"
    (record,) = json.loads(pypandoc.convert_text(source, "csljson", format="bibtex"))
    print(f"month = {month}: {record['issued']['date-parts']}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# cffconvert 2.0.0 and citation-js 0.8.2: the address of a tool gains " ER " on its way through RIS.
#
# In RIS each line has a tag, two blanks, a hyphen and a blank, and "ER  - " ends a record (Reference Manager's
# description of the RIS format). One expects the export of a valid CITATION.cff to have that line. cffconvert writes
# "ER" alone, and citation-js takes a line without a tag for the rest of the one before. That is the address, which
# leads nowhere then; neither tool says a word. With the hyphen put in by hand the address is right.
#
# Seen:
#   Citation metadata are valid according to schema version 1.2.0.
#   ["A tool","https://example.org/tool ER "]
#   ["A tool","https://example.org/tool"]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "cffconvert==2.0.0" 2>/dev/null
npm install --silent --no-audit --no-fund --prefix "$work" \
    "@citation-js/core@0.8.2" "@citation-js/plugin-ris@0.8.2" > "$work/npm.log" 2>&1
cat > "$work/CITATION.cff" <<'CFF'
cff-version: 1.2.0
message: Please cite this.
title: A tool
url: https://example.org/tool
authors:
  - family-names: Doe
    given-names: Jane
CFF
cat > "$work/try.js" <<'JAVASCRIPT'
const fs = require('fs')
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-ris')

for (const path of process.argv.slice(2)) {
  const [record] = new Cite(fs.readFileSync(path, 'utf8')).data
  console.log(JSON.stringify([record.title, record.URL]))
}
JAVASCRIPT
cffconvert=$work/venv/bin/cffconvert
"$cffconvert" --infile "$work/CITATION.cff" --validate > "$work/seen" 2>&1
"$cffconvert" --infile "$work/CITATION.cff" --format ris > "$work/tool.ris"
sed 's/^ER$/ER  - /' "$work/tool.ris" > "$work/ended.ris"
node "$work/try.js" "$work/tool.ris" "$work/ended.ris" >> "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# pandoc 3.9: in BibTeX, a given name that begins with an accent in braces is lost: {\'E}mile Zola becomes ZolaÉmile.
#
# BibTeX finds the "von" of a name by its words in lower case, and reads {\'E}, a "special character", by the letter in it,
# which is a capital. So does biber. pandoc takes {\'E}mile for a word in lower case: the name gets the dropping particle
# Émile and no given name, without a warning, and a BibTeX file that is read and written again has one word in place of the
# name. xampl.bib, which comes with BibTeX, has such a name ({\'{E}}douard Masterly). Without the braces, or with the family
# name first, the same name is read right.
#
# Seen:
#   {\'E}mile Zola: {"dropping-particle":"Émile","family":"Zola"}, written again author = {ZolaÉmile},
#   {\O}yvind Aas: {"dropping-particle":"Øyvind","family":"Aas"}, written again author = {AasØyvind},
#   \'Emile Zola: {"family":"Zola","given":"Émile"}, written again author = {Zola, Émile},
#   Zola, {\'E}mile: {"family":"Zola","given":"Émile"}, written again author = {Zola, Émile},
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc

for name in (r"{\'E}mile Zola", r"{\O}yvind Aas", r"\'Emile Zola", r"Zola, {\'E}mile"):
    source = f"@book{{k, author = {{{name}}}, title = {{Title}}, year = {{1885}}}}\n"
    (record,) = json.loads(pypandoc.convert_text(source, "csljson", format="bibtex"))
    written = pypandoc.convert_text(source, "bibtex", format="bibtex")
    line = next(line.strip() for line in written.splitlines() if "author" in line)
    read = json.dumps(record["author"][0], ensure_ascii=False, separators=(",", ":"))
    print(f"{name}: {read}, written again {line}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

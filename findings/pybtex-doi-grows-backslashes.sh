#!/usr/bin/env bash
# pybtex 0.26.1: each time that a BibTeX file is read and written, its DOIs and addresses gain backslashes.
#
# One expects that reading a file and writing it again, with no change in between, keeps the fields. The writer escapes
# the signs that are special in LaTeX, and the reader takes the value as it stands. So "_" is "\_" after the first
# round, and after the second "\\_", which is a line break and a subscript to LaTeX. The DOI finds nothing any more, and
# neither does an address with "%" or "#". In the biblatex manual (field types) doi and url are verbatim fields, in
# which such signs stand for themselves. Written as YAML, the same record stays what it is.
#
# Seen:
#   read from the file: 10.1000/a_b https://example.org/c%20d#e
#   written as bibtex and read, 1: 10.1000/a\_b https://example.org/c\%20d\#e
#   written as bibtex and read, 2: 10.1000/a\\_b https://example.org/c\\%20d\\#e
#   written as yaml and read, 1: 10.1000/a_b https://example.org/c%20d#e
#   written as yaml and read, 2: 10.1000/a_b https://example.org/c%20d#e
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pybtex==0.26.1" "latexcodec==3.0.1" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from pybtex.database import parse_string

SOURCE = "@article{k, title = {T}, doi = {10.1000/a_b}, url = {https://example.org/c%20d#e}}"


def fields(library):
    return " ".join(library.entries["k"].fields[name] for name in ("doi", "url"))


first = parse_string(SOURCE, "bibtex")
print(f"read from the file: {fields(first)}")
for form in ("bibtex", "yaml"):
    library = first
    for count in (1, 2):
        library = parse_string(library.to_string(form), form)
        print(f"written as {form} and read, {count}: {fields(library)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

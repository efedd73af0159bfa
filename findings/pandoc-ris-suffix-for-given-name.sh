#!/usr/bin/env bash
# pandoc 3.9: in a RIS file, an author with a suffix gets the suffix as given name, and the given name as suffix.
#
# The RIS specification gives names as "Lastname, Firstname, Suffix", with the commas. One expects the order of the
# parts to be that. The reader takes it for BibTeX's "Last, Suffix, First", in which the suffix comes second: Jane Doe Jr.
# becomes "Jr. Doe, Jane", and there is no warning. The names in a bibliography made from such a file are wrong, and those
# in a BibTeX file as well, since the mistake is made before anything is written. Names without a suffix are right.
#
# Seen:
#   Doe, Jane: {"family":"Doe","given":"Jane"}
#   Doe, Jane, Jr.: {"family":"Doe","given":"Jr.","suffix":"Jane"}
#   Roe, R. S., III: {"family":"Roe","given":"III","suffix":"R. S."}
#   written as biblatex: author = {Doe Jane, Jr.},
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc


def convert(name, form):
    lines = ("TY  - JOUR", f"AU  - {name}", "TI  - T", "PY  - 2020", "ER  - ", "", "")
    return pypandoc.convert_text("\n".join(lines), form, format="ris")


for name in ("Doe, Jane", "Doe, Jane, Jr.", "Roe, R. S., III"):
    (record,) = json.loads(convert(name, "csljson"))
    print(f"{name}: {json.dumps(record['author'][0], separators=(',', ':'))}")
written = convert("Doe, Jane, Jr.", "biblatex").splitlines()
print("written as biblatex:", *(line.strip() for line in written if "author" in line))
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

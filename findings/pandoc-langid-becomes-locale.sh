#!/usr/bin/env bash
# pandoc 3.9: a biblatex file that is read and written again has "de-DE" where biblatex wants the name of a language.
#
# In biblatex, langid is a name that babel or polyglossia knows, such as ngerman (manual, special fields), and titles
# are hyphenated and their case is kept by it. pandoc turns it into a locale, as CSL wants it, and one expects the name
# again in biblatex. The locale is written, biblatex doesn't know it, and pandoc reads its own file as "de-de". A name
# that pandoc doesn't know stays.
#
# Seen:
#   ngerman: written langid = {de-DE}, read again de-de
#   british: written langid = {en-GB}, read again en-gb
#   japanese: written langid = {ja-JP}, read again ja-jp
#   chinese: written langid = {chinese}, read again chinese
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pypandoc_binary==1.17" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import json

import pypandoc

for language in ("ngerman", "british", "japanese", "chinese"):
    source = f"@book{{k, author = {{Doe, Jane}}, title = {{T}}, langid = {{{language}}}}}"
    written = pypandoc.convert_text(source, "biblatex", format="biblatex")
    line = next(line.strip() for line in written.splitlines() if "langid" in line)
    (record,) = json.loads(pypandoc.convert_text(written, "csljson", format="biblatex"))
    print(f"{language}: written {line}, read again {record['language']}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# obsidiantools 0.11.0: a tag with a letter outside ASCII is cut at that letter, and one that begins with it is no tag.
#
# In Obsidian a tag may have letters of any language, digits, "_", "-" and "/" (help, tags, tag format). One expects the
# index of a vault to have each as it stands. A Chinese, Russian or Korean tag is missing, and a tag with an accent or
# with some Chinese at its end becomes another one that nobody wrote: "naïve-bayes" is counted as "na". Nothing is said.
#
# Seen:
#   #retrieval: ['retrieval']
#   #naïve-bayes: ['na']
#   #llm综述: ['llm']
#   #综述: []
#   #обзор: []
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "obsidiantools==0.11.0" 2>/dev/null
mkdir "$work/vault"
cat > "$work/try.py" <<'PYTHON'
import sys
from pathlib import Path

from obsidiantools.api import Vault

folder = Path(sys.argv[1])
tags = ("retrieval", "naïve-bayes", "llm综述", "综述", "обзор")
for number, tag in enumerate(tags):
    (folder / f"n{number}.md").write_text(f"A remark. #{tag}\n", encoding="utf-8")
index = Vault(folder).connect().gather().tags_index
for number, tag in enumerate(tags):
    print(f"#{tag}: {index[f'n{number}']}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work/vault" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

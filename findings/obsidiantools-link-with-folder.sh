#!/usr/bin/env bash
# obsidiantools 0.11.0: a link with its folder to a note whose name is unique leads to a note that doesn't exist.
#
# Obsidian opens [[papers/QLoRA]] and [[QLoRA]] alike, and writes the first if "absolute path in vault" is the chosen
# format of new links. One expects both to count as links to that note. The graph knows the note by its name alone as
# long as no other has it, and only then by folder and name: the link with the folder is a second, missing note, and the
# real one, which all the others link to, is isolated. A second note of that name somewhere turns the result around.
#
# Seen:
#   unique name: missing ['papers/QLoRA'], isolated ['QLoRA']
#   name used twice: missing [], isolated ['drafts/QLoRA']
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "obsidiantools==0.11.0" 2>/dev/null
mkdir -p "$work/vault/papers" "$work/vault/drafts"
cat > "$work/try.py" <<'PYTHON'
import sys
from pathlib import Path

from obsidiantools.api import Vault

folder = Path(sys.argv[1])
(folder / "Index.md").write_text("To read: [[papers/QLoRA]]\n", encoding="utf-8")
(folder / "papers" / "QLoRA.md").write_text("Read it.\n", encoding="utf-8")


def show(words):
    vault = Vault(folder).connect()
    print(f"{words}: missing {sorted(vault.nonexistent_notes)}, isolated {sorted(vault.isolated_notes)}")


show("unique name")
(folder / "drafts" / "QLoRA.md").write_text("A draft.\n", encoding="utf-8")
show("name used twice")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work/vault" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# papis 0.16.1 (PyPI): two prices in a title lose their backslashes on export, and the text between them becomes a formula.
#
# In LaTeX \$ is a dollar, and $ opens or closes a formula. papis decodes a title when it adds an entry, and encodes it when
# it exports. The dollar of one price comes back escaped, so that one expects every dollar to. With a second price, or with a
# formula after it, none does: what stood between the prices is set in italics without its blanks, and a formula becomes text.
#
# Seen:
#   title = {Salt for \$5 a day},
#   title = {From $5 to $6 a day},
#   title = {From $5 CO to H$_2$O},
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet papis==0.16.1 > "$work/pip.log" 2>&1
for title in 'Salt for \$5 a day' 'From \$5 to \$6 a day' 'From \$5 CO to H$_2$O'; do
  printf '@article{lind2019,\n  author = {Lind, Ada},\n  title = {%s},\n  year = {2019},\n}\n' "$title" > "$work/a.bib"
  export HOME
  HOME=$(mktemp -d -p "$work")
  "$work/venv/bin/papis" add --batch --from bibtex "$work/a.bib" >> "$work/log" 2>&1
  "$work/venv/bin/papis" export --all --format bibtex 2>> "$work/log" | grep --only-matching 'title = .*' >> "$work/seen"
done
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# pubs 0.9.0 (PyPI, with bibtexparser 1.4.4): adding an entry renames its field keywords, so that no other program finds them.
#
# BibTeX styles, biblatex (manual, "keywords") and reference managers have a field keywords. One expects a library of BibTeX
# files to keep it. pubs reads an entry with a table that makes "keyword" of it, and writes the file so; its own files then
# lose their keywords in biblatex, JabRef and Zotero, which know no field of that name.
#
# Seen:
#   keyword = {ponds, heat}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pubs==0.9.0 bibtexparser==1.4.4 pyparsing==3.1.4 six==1.17.0 argcomplete==3.7.2 \
  > "$work/pip.log" 2>&1
printf '@article{lind2019,\n  author = {Lind, Ada},\n  title = {On Ponds},\n  year = {2019},\n  keywords = {ponds, heat}\n}\n' > "$work/a.bib"
"$work/venv/bin/pubs" init > "$work/log"
"$work/venv/bin/pubs" add "$work/a.bib" >> "$work/log"
grep --only-matching 'keyword.*' "$work/.pubs/bib/lind2019.bib" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

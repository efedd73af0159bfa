#!/usr/bin/env bash
# cobib 6.0.3 (PyPI): a field of digits becomes a number, so that an ISBN, a report number or an issue loses the zeros before it.
#
# BibTeX fields are text. One expects an entry that is added and exported to say the same. cobib turns every value made of
# digits into an integer, in its database and from then on: an ISBN of ten digits that begins with 0, as those of
# English-language publishers do, has nine and is none; report 0042 is another report; issue 07 of a journal that numbers
# its issues by month is issue 7. An ISBN with hyphens stays as it is.
#
# Seen:
#   isbn = {306406152}
#   number = {42}
#   isbn = {0-306-40615-2}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet cobib==6.0.3 > "$work/pip.log" 2>&1
cat > "$work/a.bib" <<'BIB'
@book{digits, author = {Roe, Max}, title = {On Ponds}, isbn = {0306406152}, year = {1971}}
@techreport{report, author = {Roe, Max}, title = {On Heat}, institution = {Example Institute}, number = {0042}, year = {1972}}
@book{hyphens, author = {Roe, Max}, title = {On Salt}, isbn = {0-306-40615-2}, year = {1973}}
BIB
for command in init "add --bibtex $work/a.bib" "export --bibtex $work/b.bib"; do
  # shellcheck disable=SC2086
  "$work/venv/bin/cobib" $command >> "$work/log" 2>&1
done
grep --only-matching '\(isbn\|number\) = {[^}]*}' "$work/b.bib" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

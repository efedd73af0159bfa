#!/usr/bin/env bash
# edtf 4.11.1 (npm): a set of years whose last item is a range ends with the first year of that range.
#
# EDTF (level 2, set representation) lets a list hold consecutive years: "[1667,1670..1672]" is one of 1667 and 1670 to
# 1672. One expects the latest possible date to lie in 1672, as the Python package (edtf 5.0.2) says. The JavaScript one
# reads and prints the range whole, but its max lies in 1670, and it doesn't count 1968 as covered by "{1965..1970}". A
# search by year therefore misses all years of such a range but the first, if nothing follows the range.
#
# Seen:
#   JavaScript [1667,1670..1672] 1667 to 1670
#   JavaScript {1965..1970} 1965 to 1965
#   JavaScript [1667,1670..1672,1675] 1667 to 1675
#   JavaScript {1965..1970} covers 1968: false
#   Python [1667,1670..1672] 1667 to 1672
#   Python {1965..1970} 1965 to 1970
#   Python [1667,1670..1672,1675] 1667 to 1675
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" "edtf@4.11.1" > "$work/npm.log" 2>&1
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "edtf==5.0.2" 2>/dev/null
cat > "$work/try.mjs" <<'JAVASCRIPT'
import edtf from 'edtf'

const year = (time) => new Date(time).getUTCFullYear()
for (const text of ['[1667,1670..1672]', '{1965..1970}', '[1667,1670..1672,1675]']) {
  const date = edtf(text)
  console.log(`JavaScript ${date.edtf} ${year(date.min)} to ${year(date.max)}`)
}
console.log(`JavaScript {1965..1970} covers 1968: ${edtf('{1965..1970}').covers(edtf('1968'))}`)
JAVASCRIPT
cat > "$work/try.py" <<'PYTHON'
from edtf import parse_edtf

for text in ("[1667,1670..1672]", "{1965..1970}", "[1667,1670..1672,1675]"):
    date = parse_edtf(text)
    print(f"Python {text} {date.lower_strict().tm_year} to {date.upper_strict().tm_year}")
PYTHON
node "$work/try.mjs" > "$work/seen"
"$work/venv/bin/python" "$work/try.py" >> "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

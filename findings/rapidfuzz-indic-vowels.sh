#!/usr/bin/env bash
# rapidfuzz 3.14.6: after default_process, Hindi and Tamil words that differ in their vowels only have the score 100.
#
# The processor is there to take out case and punctuation, and one expects it to leave each letter of a word. In the
# Indic scripts a vowel after a consonant is a sign of its own, of the general category Mc or Mn (The Unicode Standard,
# chapter 12), and each of these becomes a blank. The Hindi words for day and gift are then the same two consonants, and
# whoever takes papers with the score 100 for copies loses one of two. Without the processor the words differ, and so do
# words in Latin letters with it.
#
# Seen:
#   दिन and दान: 66.7, processed 'द न' and 'द न': 100.0
#   குடி and கூடு: 50.0, processed 'க ட' and 'க ட': 100.0
#   मेल and माल: 66.7, processed 'म ल' and 'म ल': 100.0
#   din and dan: 66.7, processed 'din' and 'dan': 66.7
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "rapidfuzz==3.14.6" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from rapidfuzz import fuzz, utils

for one, two in (("दिन", "दान"), ("குடி", "கூடு"), ("मेल", "माल"), ("din", "dan")):
    plain = fuzz.ratio(one, two)
    processed = fuzz.ratio(one, two, processor=utils.default_process)
    forms = f"{utils.default_process(one)!r} and {utils.default_process(two)!r}"
    print(f"{one} and {two}: {plain:.1f}, processed {forms}: {processed:.1f}")
PYTHON
PYTHONIOENCODING=utf-8 "$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

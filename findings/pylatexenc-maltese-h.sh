#!/usr/bin/env bash
# pylatexenc 2.11: the letter "ħ" is encoded as an "h" with a line above it, which is another letter.
#
# LATIN SMALL LETTER H WITH STROKE (U+0127, Unicode Latin Extended-A) has a bar through its stem and no decomposition.
# One expects a macro for that letter, or the mark for a character that can't be encoded. unicode_to_latex writes \={h},
# the macron of \={a}, and its own decoder reads that as "h" and a combining macron. Maltese names are misspelt in each
# BibTeX file that is written with it, and no longer equal to themselves when it is read. "đ" and "ł", which have a
# stroke as well, keep theirs.
#
# Seen:
#   Għaxaq -> G\={h}axaq -> Gh̄axaq, code points 68 304: different
#   Ħamrun -> \={H}amrun -> H̄amrun, code points 48 304: different
#   đak -> {\dj}ak -> đak, code points 111: same
#   łan -> {\l}an -> łan, code points 142: same
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pylatexenc==2.11" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexencode import unicode_to_latex

for name, letter in (("Għaxaq", "ħ"), ("Ħamrun", "Ħ"), ("đak", "đ"), ("łan", "ł")):
    source = unicode_to_latex(name)
    decoded = LatexNodes2Text().latex_to_text(source)
    start = name.index(letter)
    middle = decoded[start : len(decoded) - len(name) + start + 1]
    points = " ".join(f"{ord(character):x}" for character in middle)
    print(f"{name} -> {source} -> {decoded}, code points {points}: {'same' if decoded == name else 'different'}")
PYTHON
PYTHONIOENCODING=utf-8 "$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

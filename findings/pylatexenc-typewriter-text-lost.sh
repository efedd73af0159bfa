#!/usr/bin/env bash
# pylatexenc 2.11: words in \texttt, \textsf, \textup or \mbox vanish, while those in a macro it doesn't know stay.
#
# One expects a macro that only sets the typeface to leave its text, as \textbf does, and the text of an unknown macro
# to be dropped sooner than that of a known one. latex2text keeps the argument of \unknownmacro, but its reader knows
# that \texttt and the others (LaTeX2e reference manual, font styles and \mbox) take an argument, its list of
# replacements lacks them, and then nothing is put in. A title loses the name of the software it is about, and no
# warning is given.
#
# Seen:
#   The \textbf{quux} package: 'The quux package'
#   The \unknownmacro{quux} package: 'The quux package'
#   The \texttt{quux} package: 'The  package'
#   The \textsf{quux} package: 'The  package'
#   The \textup{quux} package: 'The  package'
#   The \mbox{quux} package: 'The  package'
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pylatexenc==2.11" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from pylatexenc.latex2text import LatexNodes2Text

for macro in ("textbf", "unknownmacro", "texttt", "textsf", "textup", "mbox"):
    source = f"The \\{macro}{{quux}} package"
    print(f"{source}: {LatexNodes2Text().latex_to_text(source)!r}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

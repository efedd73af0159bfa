#!/usr/bin/env bash
# @retorquere/bibtex-parser 9.0.29 and biblatex-csl-converter 3.2.2 (npm): "\'{\i}" is read as something other than "í".
#
# Before LaTeX could set an accent over a dotted i, García was written with the dotless \i, and BibTeX files of DBLP, ADS
# and publishers are full of it. One expects U+00ED. The first parser gives a dotless i and a combining acute, which no
# normalization form of Unicode joins (U+0131 has no composition). The second does so for a group in braces, with the
# accent before the letter, so that it stands on the c. The same name without \i is right, so that one person is
# two when such records are compared.
#
# Seen:
#   Garc\'ia: bibtex-parser García 6, converter García 6
#   Garc{\'\i}a: bibtex-parser Garcı́a 7, converter García 6
#   Garc\'{\i}a: bibtex-parser Garcı́a 7, converter Garćıa 6
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" "@retorquere/bibtex-parser@9.0.29" \
    "biblatex-csl-converter@3.2.2" > "$work/npm.log" 2>&1
cat > "$work/try.mjs" <<'JAVASCRIPT'
import { parse } from "@retorquere/bibtex-parser";
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter";

for (const name of ["Garc\\'ia", "Garc{\\'\\i}a", "Garc\\'{\\i}a"]) {
  const source = `@book{k, author = {${name}, Ana}, title = {T}, year = 2020}`;
  const first = parse(source).entries[0].fields.author[0].lastName;
  const second = new CSLExporter(new BibLatexParser(source).parse().entries).parse()[1].author[0].family;
  const words = [first, second].map((word) => word.normalize("NFC")).map((word) => `${word} ${word.length}`);
  console.log(`${name}: bibtex-parser ${words[0]}, converter ${words[1]}`);
}
JAVASCRIPT
node "$work/try.mjs" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

#!/usr/bin/env bash
# biblatex-csl-converter 3.2.2 (npm): the CSL record of a thesis or report has no university or institution.
#
# biblatex requires institution for theses and reports, BibTeX school and institution, and CSL keeps both as publisher
# (CSL 1.0.2, appendix on variables; so does pandoc 3.9). The parser knows the field and writes it back as biblatex, so
# that one expects the exporter to have it too. It is left out, without a warning, and where in the world a dissertation
# was written is gone. A publisher in the same place arrives.
#
# Seen:
#   phdthesis, school: publisher undefined, warnings 0
#   thesis, institution: publisher undefined, warnings 0
#   report, institution: publisher undefined, warnings 0
#   book, publisher: publisher Example House, warnings 0
#   thesis written as biblatex: institution = {Example House}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" "biblatex-csl-converter@3.2.2" > "$work/npm.log" 2>&1
cat > "$work/try.mjs" <<'JAVASCRIPT'
import { BibLatexExporter, BibLatexParser, CSLExporter } from "biblatex-csl-converter";

function read(type, field) {
  const source = `@${type}{k, author = {Doe, Jane}, title = {T}, ${field} = {Example House}, year = 2020}`;
  return new BibLatexParser(source, { processUnexpected: true, processUnknown: true }).parse();
}

for (const [type, field] of [["phdthesis", "school"], ["thesis", "institution"], ["report", "institution"], ["book", "publisher"]]) {
  const { entries, warnings } = read(type, field);
  console.log(`${type}, ${field}: publisher ${new CSLExporter(entries).parse()[1].publisher}, warnings ${warnings.length}`);
}
const written = new BibLatexExporter(read("thesis", "institution").entries).parse();
console.log("thesis written as biblatex:", written.split("\n").find((line) => line.includes("Example House")));
JAVASCRIPT
node "$work/try.mjs" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

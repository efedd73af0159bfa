#!/usr/bin/env bash
# biblatex-csl-converter 3.2.2 (npm): the issue of a journal article becomes the number of a book in its series.
#
# In BibTeX and biblatex the issue of a journal is the field number (manual, special notes on "number" and "issue").
# One expects it as CSL's issue. The CSL exporter gives collection-number, whatever the type of the entry, so that a
# citation style prints "J 3 (2020)" for "J 3.4 (2020)". The field issue, which biblatex keeps for words such as "Spring",
# takes its place. The type is "article" besides, which is a preprint in CSL 1.0.2; that of journals is article-journal.
#
# Seen:
#   number = 4: type article, volume 3, issue undefined, collection-number 4
#   number = 4, issue = Spring: type article, volume 3, issue Spring, collection-number 4
#   book, series = S, number = 4: type book, volume undefined, issue undefined, collection-number 4
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" "biblatex-csl-converter@3.2.2" > "$work/npm.log" 2>&1
cat > "$work/try.mjs" <<'JAVASCRIPT'
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter";

function convert(entry) {
  const { entries } = new BibLatexParser(entry).parse();
  const record = new CSLExporter(entries).parse()[1];
  const { type, volume, issue } = record;
  return `type ${type}, volume ${volume}, issue ${issue}, collection-number ${record["collection-number"]}`;
}

const article = "title = {T}, author = {Doe, Jane}, journaltitle = {J}, volume = 3, date = 2020";
for (const [words, fields] of [["number = 4", "number = 4"], ["number = 4, issue = Spring", "number = 4, issue = {Spring}"]])
  console.log(`${words}: ${convert(`@article{k, ${article}, ${fields}}`)}`);
const book = "title = {T}, author = {Doe, Jane}, publisher = {P}, date = 2020, series = {S}, number = 4";
console.log(`book, series = S, number = 4: ${convert(`@book{k, ${book}}`)}`);
JAVASCRIPT
node "$work/try.mjs" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

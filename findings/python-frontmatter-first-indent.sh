#!/usr/bin/env bash
# python-frontmatter 1.3.0: a note that begins with a code block comes back with the first line of the block as prose.
#
# One expects what stands after the front matter to be kept as it is, since only the metadata is parsed. The reader
# takes off all blanks at its start, those of the first line too. In Markdown four blanks make a code block (CommonMark
# 0.31.2, section 4.4): of two lines of code the first becomes part of a paragraph and the second, no longer preceded by
# a code line, goes with it. Reading a note to change one tag and writing it again is enough, and nothing says so.
#
# Seen:
#   in the file: '    x = 1\n    y = 2\n\nText.\n'
#   as content:  'x = 1\n    y = 2\n\nText.'
#   before: <pre><code>x = 1 y = 2 </code></pre> <p>Text.</p>
#   after:  <p>x = 1 y = 2</p> <p>Text.</p>
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    "python-frontmatter==1.3.0" "markdown-it-py==4.3.0" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import frontmatter
from markdown_it import MarkdownIt

BODY = "    x = 1\n    y = 2\n\nText.\n"


def shown(text):
    return " ".join(MarkdownIt().render(text).split())


post = frontmatter.loads(f"---\ntitle: A\n---\n\n{BODY}")
post["tags"] = ["read"]
again = frontmatter.loads(frontmatter.dumps(post)).content
print(f"in the file: {BODY!r}")
print(f"as content:  {again!r}")
print(f"before: {shown(BODY)}")
print(f"after:  {shown(again)}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

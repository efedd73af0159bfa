#!/usr/bin/env bash
# linkify-it-py 2.2.0: in Chinese text a link runs on over the comma, and one that follows a character is not found.
#
# Chinese sets no spaces around an address; a full-width comma, stop or bracket ends it. The library leaves ASCII marks at
# the end of an address out, and says that it handles Unicode. One expects the same of the marks of Chinese. They become a
# part of the address, with the words behind them up to the next space, so that the link leads nowhere; and where a Chinese
# character stands right before the address, there is no link. markdown-it-py finds bare links with it.
#
# Seen:
#   'see https://example.org/a, code': https://example.org/a
#   '见 https://example.org/a ，代码': https://example.org/a
#   '见 https://example.org/a，代码': https://example.org/a，代码
#   '（https://example.org/a）。': https://example.org/a）。
#   'https://example.org/a、https://example.org/b': https://example.org/a、https://example.org/b
#   '见https://example.org/a': none
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "linkify-it-py==2.2.0" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
from linkify_it import LinkifyIt

ADDRESS = "https://example.org/a"
for text in (
    f"see {ADDRESS}, code",
    f"见 {ADDRESS} ，代码",
    f"见 {ADDRESS}，代码",
    f"（{ADDRESS}）。",
    f"{ADDRESS}、https://example.org/b",
    f"见{ADDRESS}",
):
    found = LinkifyIt().match(text)
    print(f"{text!r}: {' '.join(one.url for one in found) if found else 'none'}")
PYTHON
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

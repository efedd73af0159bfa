#!/usr/bin/env bash
# SQLite 3.54.1 (apsw 3.54.1.0): BEGIN IMMEDIATE succeeds on a connection that was opened for reading only.
#
# One expects the statement that asks for the write lock to fail where no lock can be had: it is the usual way to find
# out whether a file can be written to. It succeeds and begins a transaction that can only read; the first statement that
# writes fails, and does so even if it would change no row. Whoever prepares a long write after BEGIN IMMEDIATE learns at
# its end that all was in vain.
#
# Seen:
#   BEGIN IMMEDIATE: ok
#   DELETE FROM t WHERE 0: ReadOnlyError
#   COMMIT: ok
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "apsw==3.54.1.0" 2>/dev/null
cat > "$work/try.py" <<'PYTHON'
import sys

import apsw

path = sys.argv[1]
made = apsw.Connection(path)
made.execute("CREATE TABLE t (a)")
made.close()
reader = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READONLY)
for statement in ("BEGIN IMMEDIATE", "DELETE FROM t WHERE 0", "COMMIT"):
    try:
        reader.execute(statement)
        print(f"{statement}: ok")
    except apsw.Error as error:
        print(f"{statement}: {type(error).__name__}")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work/a.db" > "$work/seen"
diff <(sed -n 's/^#   //p' "$0") "$work/seen"

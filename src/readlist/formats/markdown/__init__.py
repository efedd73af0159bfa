"""Reading markdown notes; nothing of the database, the network or the terminal.

    text ─ document ─ tree ── inline, html ──> Block          how it is written
                  │
                  └── items ─┬─ shapes, judging               what it looks like: item, group, record, prose
                             ├─ head ── title_line, pieces    what the lines of an item say
                             ├─ below, rows                   what stands below it, or beside it in a table
                             └─ works                         what that makes: its record

    labels, published, people, marks, titles, citations       the notations, each by itself

Start at ``document.parse_document``. A new notation belongs to the last row; a new way of laying out items to the
second; ``tests/markdown/cases`` shows every shape that is read.
"""

"""The library file: tables, migrations, transactions with a change log, undo.

The only place that opens the library's connection. ``database.Store`` opens it, ``transaction.Transaction`` is how
everything is written, ``history`` undoes it; the other modules are the queries and writes of one table each.
"""

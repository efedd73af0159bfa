"""The library file: tables, migrations, transactions with a journal.

The only place that opens the library's connection. ``database.Store`` opens it, ``transaction.Transaction`` is how
everything is written, ``history`` and ``journal`` read what was written when; the other modules are the queries and writes
of one table each. ``hand_claims`` and ``upgrades`` bring libraries of earlier versions up to date.
"""

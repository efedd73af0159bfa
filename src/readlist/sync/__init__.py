"""Several devices, several people: the operations of one library, exchanged through an engine that exists.

    library ── reading ──> operations ── carriers ──> operations ── applying ──> library

``operations`` is the form in which they travel; ``carriers`` bring them to where others find them, and fetch theirs: git,
PostgreSQL. Every library that has the same operations holds the same entries, in whatever order they came.
"""

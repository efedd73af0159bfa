"""Entity resolution: which entry each record belongs to, and writing that down.

records ── assignment.assign ──> Assignment ── apply ──> entries, keys, mentions ── materialize.refresh ──> columns
"""

"""Entity resolution: decide which entry each record belongs to, and update the entries.

records ── assignment.assign ──> Assignment ── apply ──> entries, keys, mentions ── materialize.refresh ──> columns
"""

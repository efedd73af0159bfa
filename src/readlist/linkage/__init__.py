"""Record linkage: decide which records describe the same work, and fuse them into one entry.

    Record ── features_of ──> Features ──┬── blocking    keys for finding the records worth comparing
                                         ├── comparison  a pair of records: same, apart or in conflict, with evidence
                                         └── clustering  many records: groups, one per work
    records of one work ── fusion ──> the entry's data
    a provider's record ── verification ──> accepted, doubtful or in conflict with the entry

Pure functions of records: the result does not depend on the order of the input.
"""

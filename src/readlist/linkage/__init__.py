"""Record linkage: are two records the same work, which records form one work, and what are that work's data.

    Record ── features_of ──> Features ──┬── blocking    keys under which records worth comparing are found
                                         ├── comparison  two records: same, apart or in conflict, with evidence
                                         └── clustering  many records: groups, each one work
    records of one work ── fusion ──> the entry's data
    a provider's record ── verification ──> is it this work?

Pure functions of records: the order in which records come makes no difference.
"""

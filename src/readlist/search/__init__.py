"""Searching the library; reads only, and nothing heavy, because each search is a process of its own.

    words a person types ── query ──> Query ── needs ──> what an entry must hold, step by step
                                                 │  concepts, spelling: other words for the same
                                                 ▼
    tables (the index, as ``readlist.index.updater`` keeps it) ── ranking ──> hits ── snippets ──> what is shown

Start at ``engine.search``; ``related`` finds entries like one entry.
"""

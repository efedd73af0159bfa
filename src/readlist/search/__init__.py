"""Searching the library. Reads only, and loads nothing heavy, because each search is a new process.

    query text ── query_parser ──> Query ── clauses ──> interpretations: the clauses that an entry must match
                                               │  weights, stop_words: how much each says
                                               │  synonyms, spelling, near_runs, rewriting: other words for the same
                                               │  partial: the most informative of them
                                               ▼
    index_reader (tables kept by ``readlist.index.updater``) ── ranking ──> found ── highlighter ──> hits, snippets

Start at ``engine.search``, or at ``answer``, which also loads the entries. ``more_like_this`` finds related entries,
``entry_lookup`` the one entry that a person names, ``listing`` all that pass filters (as ``outlines``: with only what a
list shows), ``completion`` what a prefix may become; ``filters`` and ``sort_order`` are common to them.
"""

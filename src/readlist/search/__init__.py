"""Searching the library. Reads only, and loads nothing heavy, because each search is a new process.

    query text ── query_parser ──> Query ── clauses ──> interpretations: the clauses that an entry must match
                                               │  weights, stop_words: how much each says, what is looked for
                                               │  rewriting: joined, split and begun words; synonyms, acronyms
                                               │  correction (spelling, near_runs): what may be meant
                                               ▼
    engine: the steps ── retrieval (index_reader, ranking) ──> found ── results (highlighter) ──> hits, snippets
                      └─ partial: what has the most of it ──┘

The tables are kept by ``readlist.index.updater``.

Start at ``engine.search``, or at ``answer``, which also loads the entries. ``more_like_this`` finds related entries,
``entry_lookup`` the one entry that a person names, ``listing`` all that pass filters (as ``outlines``: with only what a
list shows), ``completion`` what a prefix may become; ``filters`` and ``sort_order`` are common to them.
"""

"""Reading text alike, whatever its script, width, case or accents: for the index, for queries, for telling titles apart.

Start at ``tokens``; ``latex`` undoes LaTeX, ``script_table`` and ``region_words`` turn traditional Chinese simplified.
"""

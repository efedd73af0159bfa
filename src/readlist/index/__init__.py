"""The full-text index, kept in the transaction that writes the entries.

schema               its tables, and their version
updater              brings it up to date with the entries that a transaction touched
document             an entry's values -> the tokens of its index rows (pure)
entry_fields         rows of entries -> those values
vocabulary           how many entries have each word (document_frequency counts them in bulk)
symspell             words with letters left out, by which misspelt words are corrected
fts5_query           tokens -> FTS5 query strings
"""

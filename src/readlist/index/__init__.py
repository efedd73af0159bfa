"""The full-text index, updated in the transaction that writes the entries.

schema               the tables of the index, and their version
updater              updates the index rows of the entries that a transaction changed
document             an entry's values -> the tokens of its index rows; pure
entry_fields         table rows of entries -> those values
topic_names          what the person says of topics: how they are shown, and their further names
vocabulary           document frequencies: how many entries have each word
document_frequency   document frequencies in bulk, counted by SQLite
symspell             candidates for misspelt words: words by what is left when letters are deleted
fts5_query           tokens -> FTS5 query strings
"""

"""Several devices, several people: the operations of one library, exchanged through an engine that exists.

carriers   bring operations to where others find them, and fetch theirs: git, PostgreSQL
"""

"""Reading markdown notes: text to tree to items; nothing of the database. See ``document.parse_document``."""

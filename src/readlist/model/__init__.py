"""The vocabulary: identifiers, URLs, records, entries, citation keys. Values and pure functions; nothing here does I/O.

Record           what one source or provider claims about a work     record, claim, provenance, by_hand
ProviderRecord   a record and facts as a provider gives them         provider_record
Entry            one work as the library shows and exports it        entry
Identifier, Link arXiv, DOI, ACL, OpenReview, GitHub ids; URLs       identifiers, urls, url_finder, url_repair
ParsedDocument   the items that a reader found in one file           parsed_document
"""

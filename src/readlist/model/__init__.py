"""Values and pure functions shared by all packages: identifiers, URLs, records, entries, citation keys. No I/O.

Record           the data of a work according to one origin          record, claim, provenance, by_hand
ProviderRecord   a record and further facts from a provider          provider_record
Entry            one work as the library shows and exports it        entry
Identifier, Link arXiv, DOI, ACL, OpenReview, GitHub IDs; URLs       identifiers, urls, url_finder, url_repair
ParsedDocument   the items that a reader found in a file             parsed_document
PersonName       names of people; dates; citation keys               person_name, dates, citation_keys
"""

"""Values and pure functions shared by all packages: identifiers, URLs, records, entries, citation keys. No I/O.

Record           the data of a work according to one origin          record, details, claim, provenance, by_hand
Fact, Operation  what the person says, and when; their ids           facts, operation, stamps, entry_ids
ProviderRecord   a record and further facts from a provider          provider_record
Entry            one work as the library shows and exports it        entry
Identifier, Link arXiv, DOI, ACL, OpenReview, GitHub IDs; URLs       identifiers, urls, url_finder, url_repair
ParsedDocument   the items that a reader found in a file             parsed_document
PersonName       names of people; dates                              person_name, dates
TopicNames       how topics are shown                                topic_names
                 citation keys, their patterns; numbers of prose     citation_keys, key_pattern, number_keys
"""

"""What a person does to the library.

add_by_identifier, add_claims   add works
annotate, statements            tag, set a status, rate, write notes: as facts
corrections, entry_sheet        correct fields, also as a text in an editor; remove entries
tags, topics, searches          rename and merge tags and topics, put entries under topics, save searches
merge_split                     merge and split entries
undoing                         take operations back
"""

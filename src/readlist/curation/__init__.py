"""What a person does to the library.

add_by_identifier, add_claims   add works
annotate, statements            tag, set a status, rate, write notes: as facts
merge_split                     merge and split entries
undoing                         take operations back
"""

"""What a person does to the library: add works, tag, set a status, write notes, merge and split entries."""

"""File formats: ``markdown`` parses notes, ``readers`` has the import formats, ``writers`` the export formats."""

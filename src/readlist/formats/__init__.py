"""File formats.

``markdown`` parses notes, ``readers`` has the import formats, ``libraries`` finds those of other programs, ``writers`` has
the export formats.
"""

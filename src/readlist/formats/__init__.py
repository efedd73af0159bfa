"""File formats: ``markdown`` reads notes, ``readers`` bibliographies and exports, ``writers`` every export format."""

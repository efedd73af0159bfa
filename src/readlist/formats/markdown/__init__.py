"""Read markdown notes. Pure: no database, network or terminal.

    note_reader ─┬─ line_repair                                   misspelt addresses
                 ├─ block_parser ── inline, html_block            the syntax: a tree of blocks
                 └─ item_reader ─┬─ block_predicates,
                                 │  item_classifier               the layout: item, group, record or prose
                                 ├─ line_reader ── title_finder   the lines of an item, read into an ItemDraft
                                 ├─ nested_fields, table_rows     the lists below an item, the cells of a row
                                 └─ record_builder                the item's Record

    field_labels, dates_venues, author_lists, status_marks,
    title_text, citation_strings                                  one notation each

Start at ``note_reader.parse_document``. Add a new notation to the last group, a new layout of items to
``item_classifier`` and ``block_predicates``. ``tests/formats/markdown/cases`` has an example of every supported layout.
"""

"""Read markdown notes. Pure: no database, network or terminal.

    note_reader ─┬─ line_repair                                   misspelt addresses
                 ├─ note_work ── front_matter, note_head,         the one work that a literature note is about
                 │              head_lines, note_title,
                 │              note_bibtex, note_record
                 ├─ framed_works ── plain_layouts, html_lines,    works in frames, as list items; what is no markdown,
                 │                  list_lines, cjk_lines,        and what lists write in lines
                 │                  outliner_lines, lone_families,
                 │                  described_titles, headed_titles
                 ├─ block_parser ── inline, html_block            the syntax: a tree of blocks
                 ├─ block_repair, run_in_headings,                blocks that belong to one work, or to several
                 │    nested_works
                 ├─ reference_reader                              whole references, by the places of their parts:
                 │    reference_strings, reference_parts,
                 │    reference_places, headed_references
                 ├─ linked_runs                                   papers in a row, after a text
                 ├─ pattern_reader ─┬─ pattern_units              what may be items, in groups
                 │                  ├─ item_parts, part_roles     their parts, and what each of these may be:
                 │                  │    title_roles, people_roles, venue_roles
                 │                  ├─ list_pattern               the shape that a group repeats
                 │                  ├─ pattern_doubts             what the items only seem to state
                 │                  └─ pattern_draft              the parts in their roles, as an ItemDraft
                 ├─ list_agreement                                what the items of a list settle for each other
                 └─ item_reader ─┬─ block_predicates,
                                 │  item_classifier               the layout: item, group, record or prose
                                 ├─ item_boundaries               where one work ends and the next begins
                                 ├─ heading_items                 what a heading is
                                 ├─ line_reader ── title_finder,  the lines of an item, read into an ItemDraft
                                 │    title_prefixes, item_draft, draft_values
                                 ├─ nested_fields, table_rows     the lists below an item, the cells of a row
                                 └─ record_builder                the item's Record

    field_labels, property_names, dates_venues, author_lists, status_marks,
    title_text, title_parts, journal_places, inline_fields,
    citation_strings                                              one notation each

Start at ``note_reader.parse_document``. A whole reference is read by its style of citation (``reference_reader``), a
list whose items repeat one shape by that shape (``pattern_reader``), everything else by the general rules of
``item_reader``. Add a new notation to the last group, a
new layout of items to ``item_classifier``, ``item_boundaries`` and ``block_predicates``. There is an example of every
supported layout in ``tests/formats/markdown/cases``.
"""

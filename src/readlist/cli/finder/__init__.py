"""The finder that ``readlist search`` without words opens.

    keys ──> app (prompt_toolkit) ──> state.Finder: rows, selection, message ──> view: lines of text ──> app

``row`` has what state and view share, ``controls`` draws the list and the preview.
"""

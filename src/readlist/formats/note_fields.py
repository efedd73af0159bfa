"""The fields of bibliography files that hold remarks, as opposed to facts."""

from __future__ import annotations

_NOTES = frozenset(
    (
        *(("bibtex", name) for name in ("note", "annote", "annotation", "addendum", "comment", "review")),
        *(("csl", name) for name in ("note", "annote")),
        ("ris", "N1"),
        ("zotero", "extra"),
    )
)
"""Fields of bibliography files, by format, that hold remarks."""


def is_note_field(form: str, name: str) -> bool:
    """Whether a field of a format, as in ``Details.extra``, holds remarks."""
    return (form, name) in _NOTES

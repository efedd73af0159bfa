"""Names of the properties of notes: those of ``field_labels``, and those that only tools write."""

from __future__ import annotations

import re

from readlist.formats.markdown import field_labels

_NAMES = {
    **dict.fromkeys(("citekey", "citationkey", "bibkey", "bibtexkey", "refkey"), "key"),
    **dict.fromkeys(("paperurl", "urlpdf", "pdfurl", "sourceurl", "externallink", "archive"), "paper"),
    **dict.fromkeys(("urlcode", "codeurl"), "code"),
    **dict.fromkeys(("creators", "creator"), "authors"),
    "firstauthor": "first_author",
    **dict.fromkeys(
        (
            "pubdate",
            "issued",
            "paperyear",
            "yearpublished",
            "datepublished",
            "publisheddate",
            "pubyear",
            "dateissued",
        ),
        "date",
    ),
    **dict.fromkeys(
        ("citation", "reference", "fullcitation", "bibliography", "apacitation", "recommendedcitation"),
        "citation",
    ),
    **dict.fromkeys(("journalreference", "journalref", "publicationshort"), "venue"),
    **dict.fromkeys(("arxivid", "eprintid"), "paper"),
    "zoterokey": "",
    "doi": "doi",
}
_LABEL = re.compile(
    r"[\W_]*(?P<label>[^\W_][\w .\-]{1,24}?)[*_\s]*[:：]{1,2}[*_]*(?:(?:\s+|(?<=：))(?P<value>.*))?$"
)


def property_field(key: str) -> str:
    """Return the canonical field of a property, or an empty string."""
    folded = fold_key(key)
    if folded in _NAMES:
        return _NAMES[folded]
    own = re.sub(r"^(?:paper|article|work)[\s_.-]*(?=\w{4})", "", key, flags=re.IGNORECASE)
    return field_labels.label_field(key) or field_labels.label_field(own) or ""


def fold_key(key: str) -> str:
    """Return a key without what its spellings differ in: ``Citation Key``, ``citation-key``."""
    return re.sub(r"[\s_\-.]", "", key).lower()


def parse_property(text: str) -> tuple[str, str] | None:
    """Parse ``label: value`` or ``label:: value`` with a known name; return its field and the value, or None."""
    if found := _LABEL.match(text):
        name = _NAMES.get(fold_key(found["label"]))
        if name is not None:
            return name, (found["value"] or "").strip()
    labelled = field_labels.parse_label(text.replace("::", ":", 1))
    if labelled and found and fold_key(found["label"]) == "publication" and "://" not in labelled.value:
        return "venue", labelled.value
    return (labelled.field, labelled.value) if labelled else None

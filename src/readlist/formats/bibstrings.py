"""Words that biblatex prints in the language of the document, by the keys that stand for them in fields.

    type = {resreport}, location = {countryus}, pubstate = {inpress}, series = {newseries}

The keys and their English words are those of biblatex's ``english.lbx`` (https://ctan.org/pkg/biblatex, section 4.9.2).
"""

from __future__ import annotations

_WORDS = {
    "countryde": "Germany", "countryeu": "European Union", "countryep": "European Union", "countryfr": "France",
    "countryuk": "United Kingdom", "countryus": "United States of America",
    "patent": "patent", "patentde": "German patent", "patenteu": "European patent", "patentfr": "French patent",
    "patentuk": "British patent", "patentus": "U.S. patent", "patreq": "patent request",
    "patreqde": "German patent request", "patreqeu": "European patent request", "patreqfr": "French patent request",
    "patrequk": "British patent request", "patrequs": "U.S. patent request",
    "resreport": "research report", "candthesis": "Candidate thesis", "software": "computer software",
    "datacd": "data CD", "audiocd": "audio CD",
    "inpreparation": "in preparation", "submitted": "submitted", "forthcoming": "forthcoming", "inpress": "in press",
    "prepublished": "pre-published", "newseries": "new series", "oldseries": "old series",
}  # fmt: skip
_KEYS = {words: key for key, words in reversed(_WORDS.items())}


def words_of(text: str) -> str:
    """Return the words that a key stands for, or that each of several keys does; any other text as it is."""
    keys = [key.strip().lower() for key in text.split(" and ")]
    return " and ".join(map(_WORDS.__getitem__, keys)) if all(key in _WORDS for key in keys) else text


def key_of(text: str) -> str:
    """Return the key of these words, or the keys of several such words; any other text as it is."""
    words = text.split(" and ")
    return " and ".join(map(_KEYS.__getitem__, words)) if all(word in _KEYS for word in words) else text

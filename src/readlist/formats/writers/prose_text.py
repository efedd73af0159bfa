"""Prose of a topic, without what a list says itself: metadata, tables of contents, a title that is the heading."""

from __future__ import annotations

import re

from readlist.text.folding import title_key

_FRONT_MATTER = re.compile(r"\A(?:---\n.*?\n(?:---|\.\.\.)|\+\+\+\n.*?\n\+\+\+)(?:\n|\Z)", re.DOTALL)
_TABLE_HEADER = re.compile(r"<table[^>]*>(?:(?!<td|</table).)*\Z", re.DOTALL | re.IGNORECASE)
_CONTENTS_LINE = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]+\[[^\]]*\]\(#[^)]*\)[ \t]*\n?", re.MULTILINE)
_MARKS = str.maketrans("", "", "#*_=`~<>- ")


def without_furniture(text: str, title: str) -> str:
    """Return a text without what a list says itself.

    That is metadata, tables of contents, headers of tables whose rows are listed, and a first line that is its title.
    """
    text = _TABLE_HEADER.sub("", _FRONT_MATTER.sub("", text.lstrip("\n")))
    text = _CONTENTS_LINE.sub("", text).lstrip("\n")
    first, _, rest = text.partition("\n")
    if title_key(first.translate(_MARKS)) != title_key(title.translate(_MARKS)):
        return text
    return re.sub(r"\A(?:=+|-+)[ \t]*(?:\n|\Z)", "", rest)

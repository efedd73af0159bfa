"""What lists in Chinese, Japanese and Korean write between the parts of a line, rewritten as others write it.

《A title》 「ICLR 2020」                 《A title》 (ICLR 2020)      a venue in corner brackets
《A title》 作者：Ann Lee [论文](…)       《A title》 [作者:: Ann Lee] [论文](…)
A title　Ann Lee　[論文](…)              A title | Ann Lee | [論文](…)
Lee, A.、Quill, B.                      Lee, A.; Quill, B.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import dates_venues

_CORNERED_PLACE = re.compile(
    rf"(?P<close>[》」』)\]])\s*[「『](?P<place>[^「」『』\d]{{2,30}}?\s?{dates_venues.YEAR})[」』]"
)
"""A venue and its year in corner brackets after a title in quotes."""
_AUTHORS_WITHIN = re.compile(
    r"(?<=[》」』)\]）*])[\s,，]+(?P<label>[作著]者|저자|Authors?)\s?[:：]\s*(?P<names>[^\W\d][^\[\]()（）|:：]{2,200}?)\s*(?=\[|$)"
)
"""Labelled names after a title or a venue in markup, before links or at the end of the line."""
_WIDE_BLANK = re.compile(r"(?<=[a-zA-Z?!.)\]）」』》])\u3000+|(?<=\S)\u3000+(?=[a-zA-Z\[(（「『《])")
"""A blank of full width beside a letter or bracket, which is between two parts."""
_INVERTED = re.compile(r"(?<=[,\s-][A-Z]\.)、(?=[A-ZÀ-Ž])")
"""The sign between names with the family name first: ``Quill, A.、Berg, T.``."""


def clean(line: str) -> str:
    """Return a line with the signs that other lists write."""
    if "」" in line:
        line = _CORNERED_PLACE.sub(r"\g<close> (\g<place>)", line)
    if "者：" in line or "者:" in line or "uthor" in line or "저자" in line:
        line = _AUTHORS_WITHIN.sub(r" [\g<label>:: \g<names>] ", line, count=1)
    if "\u3000" in line:
        line = _WIDE_BLANK.sub(" | ", line)
    if ".、" in line:
        line = _INVERTED.sub("; ", line)
    return line

"""What stands among the names of authors and is nobody's."""

from __future__ import annotations

import re

from readlist.util.lazy_regex import lazy_pattern

_OTHERS = lazy_pattern(r"(?:and\s+)?others|et\.?\s*al|等", re.IGNORECASE)


def is_others(name: str) -> bool:
    """Tell whether a name stands for more authors (``et al.``, ``and others``, 等)."""
    return bool(_OTHERS.fullmatch(name.strip(" .")))

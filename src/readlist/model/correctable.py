"""The fields of an entry that a person can set by hand, and the names by which they are called."""

from __future__ import annotations

from readlist.errors import UsageError
from readlist.model.facts import EDITED, EDITED_DETAILS, EDITED_IDS, RATING, STATUS
from readlist.text.nearest import find_nearest

FIELDS = (*EDITED, *EDITED_IDS, *EDITED_DETAILS, STATUS, RATING)
"""The fields that can be set, in the order in which they are shown."""
_OTHER_NAMES = {"author": "authors", "arxiv": "arxiv_id", "acl": "acl_id", "openreview": "openreview_id"}
_OTHER_NAMES |= {"journal": "container", "number": "issue", "category": "categories"}


def parse_name(text: str) -> str:
    """Return the field that a person names; UsageError, with the nearest ones, if there is none."""
    name = text.strip().lower().replace("-", "_")
    name = _OTHER_NAMES.get(name, name)
    if name in FIELDS:
        return name
    near = find_nearest(name, FIELDS)
    hint = f"Did you mean: {', '.join(near)}?" if near else f"The fields are: {', '.join(FIELDS)}."
    if name in ("tag", "tags"):
        hint = "Tags are given with: readlist tag ENTRY TAG"
    if name == "key":
        hint = "A citation key stays as it is once given."
    raise UsageError(f"there is no field '{text}' to set", hint=hint)

"""Turn items of Publish or Perish's JSON, which lists what Google Scholar and other indexes found, into items of CSL-JSON.

    {"title": …, "authors": ["A Lind", …], "source": "Pond Letters", "year": 2019, "volume": 0, "article_url": …}

A number of 0 is one that is not known, and ``publisher`` the host of the link. Source:
https://harzing.com/resources/publish-or-perish/manual.
"""

from __future__ import annotations

from typing import Any

from readlist.formats.readers.csl_item import name_to_csl
from readlist.model.person_name import OTHERS, parse_name

_MEMBERS = {
    "title": "title", "container-title": "source", "volume": "volume", "issue": "issue", "URL": "article_url",
    "DOI": "doi", "ISSN": "issn", "abstract": "abstract",
}  # fmt: skip


def is_item(value: dict[str, Any]) -> bool:
    """Whether an object is an item of Publish or Perish."""
    has_counts = "cites" in value and ("cites_url" in value or "article_url" in value)
    return isinstance(value.get("title"), str) and isinstance(value.get("authors"), list) and has_counts


def to_csl(value: dict[str, Any]) -> dict[str, Any]:
    """Return the item of CSL-JSON."""
    out = {member: value.get(name) for member, name in _MEMBERS.items()}
    names = (name for name in value["authors"] if isinstance(name, str))
    # The list may end with the sign that it goes on.
    out["author"] = [
        name_to_csl(parse_name(name) if any(map(str.isalpha, name)) else OTHERS) for name in names
    ]
    first, last = value.get("startpage"), value.get("endpage")
    out["page"] = f"{first}-{last}" if first and last and first != last else first
    out["issued"] = {"date-parts": [[value["year"]]]} if value.get("year") else None
    return {member: found for member, found in out.items() if found}

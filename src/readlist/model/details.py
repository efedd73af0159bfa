"""Bibliographic details of a work: what a reference states beyond the fields of every record.

    Record.details, Entry.details ── Details ── to_dict / from_dict ── JSON, without empty members
                                       ├── type, container, volume, …   text
                                       ├── author, editor               names in parts (``PersonName``)
                                       └── extra                        {"bibtex": {"eid": "12"}, "ris": {…}}

The members are variables of CSL (https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables).
``from_dict`` accepts any JSON and drops what is not valid, since it also reads files of other programs.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.name_parts import PersonName
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

Extra = tuple[tuple[str, str, str], ...]

CSL_TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
"""The types of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types)."""

MOST_TEXT = 2_000
"""Characters of a member; longer texts are not bibliographic details."""
# A date of EDTF (ISO 8601-2): a year, month or season (21 to 24), day; qualified by ~ ? or %; or an interval of two.
_DATE = r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-2[1-4])?[~?%]?"
_EDTF = lazy_pattern(rf"{_DATE}(?:/(?:{_DATE}|\.\.)?)?|(?:\.\.)?/{_DATE}")


class Details(NamedTuple):
    """The details that an origin states about a work; an empty member is not stated.

    ``type``: a type of CSL. ``genre``: the sort of thesis or report, as written. ``issued``: a date of EDTF
    (https://www.loc.gov/standards/datetime/): ``2021-05-03``, ``2020-21`` (spring), ``2019/2020``, ``1850~``.
    ``extra``: fields of the origin's format that have no member here: the format, the name, and the value as written.
    """

    type: str | None = None
    genre: str | None = None
    author: tuple[PersonName, ...] = ()
    editor: tuple[PersonName, ...] = ()
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    series: str | None = None
    edition: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    isbn: str | None = None
    issn: str | None = None
    language: str | None = None
    issued: str | None = None
    extra: Extra = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the members that are stated, as JSON values."""
        out: dict[str, Any] = {name: value for name, value in zip(self._fields, self, strict=True) if value}
        for name in ("author", "editor"):
            if name in out:
                out[name] = [name_to_dict(one) for one in out[name]]
        if self.extra:
            out["extra"] = extra_to_dict(self.extra)
        return out

    def to_json(self) -> str | None:
        """Serialise the details as compact JSON; None if nothing is stated."""
        return _write(self)

    @classmethod
    def from_dict(cls, values: Any) -> Details:
        """Build details from JSON values; members that are unknown or not valid are dropped."""
        if not isinstance(values, dict):
            return EMPTY
        members: dict[str, Any] = {
            name: read(value) for name, value in values.items() if value and (read := _READERS.get(name))
        }
        return cls(**members) if any(members.values()) else EMPTY

    @classmethod
    def from_json(cls, text: str | None) -> Details:
        """Deserialise the output of ``to_json``."""
        return cls.from_dict(json.loads(text)) if text else EMPTY


@lru_cache(maxsize=1024)
def _write(details: Details) -> str | None:
    """Serialise details, which a record and its entry usually share."""
    return _COMPACT.encode(values) if (values := details.to_dict()) else None


EMPTY = Details()
"""Details that state nothing."""
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PARTS = ("family", "given", "particle", "suffix")


def name_to_dict(name: PersonName) -> dict[str, str]:
    """Return a name as ``{"literal": …}``, or as its parts that are not empty."""
    if name.literal:
        return {"literal": name.literal}
    return {part: value for part in _PARTS if (value := getattr(name, part))}


def extra_to_dict(extra: Extra) -> dict[str, dict[str, str]]:
    """Return extra fields as ``{"bibtex": {"eid": "12"}}``."""
    out: dict[str, dict[str, str]] = {}
    for form, name, value in extra:
        out.setdefault(form, {})[name] = value
    return out


def is_edtf(text: str) -> bool:
    """Whether a text is a date or an interval of EDTF, as far as ``Details.issued`` uses it."""
    return bool(_EDTF.fullmatch(text))


def _read_text(value: Any) -> str | None:
    return " ".join(value.split())[:MOST_TEXT] or None if isinstance(value, str) else None


def _read_type(value: Any) -> str | None:
    return value if isinstance(value, str) and value in CSL_TYPES else None


def _read_issued(value: Any) -> str | None:
    return value if isinstance(value, str) and is_edtf(value) else None


def _read_names(values: Any) -> tuple[PersonName, ...]:
    found = (
        [_read_name(value) for value in values if isinstance(value, dict)] if isinstance(values, list) else []
    )
    return tuple(filter(None, found))


def _read_name(value: dict[str, Any]) -> PersonName | None:
    if literal := _read_text(value.get("literal")):
        return PersonName(family=literal, literal=literal)
    parts = {part: text for part, given in value.items() if part in _PARTS and (text := _read_text(given))}
    return PersonName(**parts) if "family" in parts else None


def _read_extra(values: Any) -> Extra:
    forms = values.items() if isinstance(values, dict) else ()
    return tuple(
        (form, name, value)
        for form, fields in forms
        if isinstance(fields, dict)
        for name, value in fields.items()
        if name and isinstance(value, str) and value
    )


_READERS: dict[str, Callable[[Any], Any]] = dict.fromkeys(Details._fields, _read_text) | {
    "type": _read_type,
    "author": _read_names,
    "editor": _read_names,
    "issued": _read_issued,
    "extra": _read_extra,
}

"""Read RIS files: one tag and value per line, records from ``TY`` to ``ER``.

    TY  - CONF
    TI  - LoRA: Low-Rank Adaptation of Large Language Models
    AU  - Hu, Edward J.
    ER  -

A line without a tag continues the value above it. Tags are those of EndNote and Zotero
(https://en.wikipedia.org/wiki/RIS_(file_format)); programs differ in spacing and in the tag for a venue, and all
variants are accepted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.marked_titles import kept_title
from readlist.formats.readers import reference as ref
from readlist.formats.readers.line_spans import Claim, Found, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import FROM_RIS, TO_RIS, sort_of
from readlist.model.details import is_edtf
from readlist.model.edtf import find_edtf
from readlist.model.identifiers import parse_identifier
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import (
    OTHERS,
    is_others,
    is_whole_name,
    parse_index_name,
    parse_name,
    split_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from readlist.model.name_parts import PersonName
    from readlist.model.parsed_document import ParsedDocument

_TAG = re.compile(r"(DOI|[A-Z][A-Z0-9])(?:[ \t]{1,2}-(?:[ \t]|$)|  -)(.*)")
_TAG_IN_ANY_CASE = re.compile(_TAG.pattern, re.IGNORECASE)
_TYPED = re.compile(r"^\s*TY\b", re.MULTILINE)
_HEADER = re.compile(r"\s*(?:\d{1,6}\.?|(?:Provider|Database|Content)\s?:.*)\s*")
"""Lines that databases write before a record: its number, or where the file is from."""
_PLACED = ("report", "thesis", "software", "webpage", "post-weblog", "dataset")
"""Types whose publisher is the organisation that produced the work, not a publishing house."""
_TITLES = ("TI", "T1", "CT")
_VENUES = ("T2", "JO", "JF", "JA", "J2")
_CONTAINERS = ("T2", "JF", "JO", "JA", "J2")
"""Tags of the journal, or of the name of the conference, whose proceedings are in ``C3``: that has other things in other types."""
_BOOK = ("book", "classic")
"""Types whose ``T2`` is a series, and whose ``A2`` are its editors if the book has authors, or editors in ``A3``."""
_ARTICLES = ("article-journal", "article-magazine", "article-newspaper")
_NUMBERED = ("report", "patent", "standard")
"""Types whose ``SN`` is a number of their own."""
_ISSUE_IN_M1 = (
    "EJOUR", "MGZN", "CONF", "CPAPER", "BOOK", "EBOOK", "EDBOOK", "CHAP", "ECHAP", "CLSWK", "ENCYC", "DICT", "PAMP",
)  # fmt: skip
"""Types of RIS whose issue, or number in a series, EndNote writes as ``M1``."""
_ISSUE = re.compile(r"(?!0$)[A-Za-z]?\d{1,4}(?:\s?[-–/]\s?\d{1,4})?")
"""The number of an issue; publishers write 0 where there is none."""
_A2_IS_NO_EDITOR = (
    "article-journal", "thesis", "patent", "software", "personal_communication", "motion_picture", "song", "broadcast",
    "interview", "legal_case", "bill", "legislation", "hearing",
)  # fmt: skip
"""Types whose ``A2`` is not an editor."""
_CONSUMED = frozenset(
    "TY ID TI T1 CT AU A1 AB PY Y1 DA DO DOI UR KW VL VO IS SP EP T3 ET PB SN LA ED ER".split()
)
"""Tags whose values are in the record; all others are kept as they are, unless another tag has the same value."""
WITH_GENRE = (
    "thesis", "report", "manuscript", "map", "webpage", "post-weblog", "post", "personal_communication", "speech",
    "interview", "patent", "standard", "software", "dataset", "motion_picture", "song",
)  # fmt: skip
"""Types whose ``M3`` says what sort of work it is (EndNote, Zotero)."""
_LINKS = ("L1", "L2", "L3", "LK")
_MEETINGS = ("CONF", "CPAPER")
"""Types of RIS whose ``CY`` is the place of the meeting where ``C1`` has that of the publisher (EndNote)."""
WITH_SIZE = ("book", "classic", "thesis", "manuscript", "pamphlet")
"""Types whose ``SP`` is the number of pages if it is one number (EndNote, Zotero)."""
_ISSN = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])")
_BEFORE = re.compile(r"/(?:received|revised|accepted)\s*$", re.IGNORECASE)
"""What a publisher writes after a day before that of publication."""
_JSTOR_DATE = re.compile(r"Full publication date:\s*(.+)")
"""How JSTOR states the day or month in a field of its own."""
_REMARK = re.compile(r"\s*\([A-Za-z][^()]*\)")
"""What PubMed and EndNote say of a number: ``1234-5678 (Print)``."""
_BETWEEN_SERIALS = re.compile(r"[;,\n]|\s+(?=\d{4}-\d{3}[\dXx](?:\s|$)|97[89](?:-?\d){9}-?[\dXx](?:\s|$))")

_Values = defaultdict[str, list[str]]


def read(text: str, name: str) -> ParsedDocument:
    """Read a RIS file: one item per record, from its ``TY`` to its ``ER``; lines outside records are prose.

    Raises InputError if a text has no record.
    """
    text = normalize_lines(text)
    found = []
    problems = []
    records = list(_records(text))
    if not records and text.strip():
        raise InputError(
            "contains no RIS record", file=name, hint="A record starts with a line 'TY  - JOUR' or similar."
        )
    for record in records:
        reference = _reference(record.values)
        made = ref.make_record(reference)
        if not record.closed:
            problems.append(
                Diagnostic(record.line, "this record has no ER line; read up to the next record or the end")
            )
        if made is None:
            problems.append(Diagnostic(record.line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(record.line, message) for message in ref.find_problems(reference)]
        found.append(Found(record.start, record.end, (Claim(made),)))
    return lay_out(text, name, found, problems)


def read_values(values: Mapping[str, list[str]]) -> Reference:
    """Return the reference that values by tag make."""
    return _reference(defaultdict(list, values))


class _Record:
    """A record while it is read: its tags with the lines of their values, its offsets, and its first line."""

    def __init__(self, start: int, line: int) -> None:
        self.start = self.end = start
        self.line = line
        self.closed = False
        self.typed = False
        self.lines: list[tuple[str, list[str]]] = []

    def add(self, tag: str, value: str) -> None:
        self.lines.append((tag, [value.strip()]))

    def continue_value(self, line: str) -> None:
        if self.lines and line.strip():
            self.lines[-1][1].append(line.strip())

    @property
    def values(self) -> _Values:
        """The values of each tag, in file order."""
        out: _Values = defaultdict(list)
        authors = {_family(lines[0]) for tag, lines in self.lines if tag == "AU"}
        for tag, lines in self.lines:
            if tag == "A1" and authors:  # the same people again, or the first ones of the list
                if _family(lines[0]) not in authors:
                    out["AU"].append("\n".join(lines))
            else:
                out[tag].append("\n".join(lines))
        return out


def _family(name: str) -> str:
    return name.partition(",")[0].strip().casefold()


def _records(text: str) -> Iterator[_Record]:
    """Yield the records; some programs write tags before ``TY``, and databases number the records."""
    record: _Record | None = None
    tags = _TAG if _TYPED.search(text) else _TAG_IN_ANY_CASE
    offset = 0
    header: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        match = tags.match(line.lstrip())
        tag = match[1].upper() if match else ""
        if tag == "TY" and record and record.typed:
            yield record
            record = None
        if record and not record.typed and not tag:  # what stood alone between two records
            record = header = None
        if record is None and tag and tag != "ER":
            record = _Record(offset if header is None else header, number)
        if record:
            record.typed |= tag == "TY"
            _take(record, tag, match[2] if match else line)
            record.end = offset + len(line) if line.strip() else record.end
            if tag == "ER":
                yield from [record] * record.typed
                record, header = None, None
        elif line.strip():
            header = (offset if header is None else header) if _HEADER.fullmatch(line) else None
        offset += len(line) + 1
    if record and record.typed:
        yield record


def _take(record: _Record, tag: str, value: str) -> None:
    if tag == "ER":
        record.closed = True
    elif tag:
        record.add("DO" if tag == "DOI" else tag, value)
    else:
        record.continue_value(value)


def _reference(given: _Values) -> Reference:
    kind = FROM_RIS.get(_first(given, "TY").upper(), "document")
    values = _by_meaning(given, kind)
    publisher = _first(values, "PB")
    issued = _issued(values)
    has_title = bool(_first(values, *_TITLES))
    authors, editors = _people(values, kind)
    title_of_book = _first(values, "BT") if has_title else ""
    places = _places(values, kind)
    series, container = _first(values, "T3"), _first(values, *places) or title_of_book
    if kind in _BOOK and not series:
        series, container = container, ""
    if _is_elsewhere(values, kind):
        container = ""
    return Reference(
        sort=sort_of(kind),
        key=_first(values, "ID"),
        title=plain(_first(values, *_TITLES) or _first(values, "BT")),
        label=plain(_first(values, "ST")),
        names=authors,
        makers=_names(values, "A4"),
        org=publisher if kind in _PLACED else "",
        abstract=plain(" ".join(dict.fromkeys(_all(values, "AB") or _all(values, "N2")))),
        issued=issued,
        venue=plain(_first(values, *(places if "JF" in places[:1] else _VENUES)) or container)
        if container or kind == "speech"
        else "",
        doi=_first(values, "DO"),
        eprints=tuple(_all(values, "AN", "M1", "M3", "C7")),
        url=_first(values, "UR"),
        urls=tuple(_urls(values)),
        notes=tuple(value for value in _all(values, "N1") if value not in values["UR"]),
        tags=tuple(tag for value in values["KW"] for tag in re.split(r"[;\n]", value)),
        details=make_details(
            type=kind,
            genre=_genre(values) if kind in WITH_GENRE else "",
            editor=editors,
            container=plain(container),
            volume=_first(values, "VL", "VO"),
            issue=_first(values, "IS", *_issue_tags(values, kind)),
            pages="" if _size(values, kind) else _pages(values) or _article_number(values, kind),
            series=plain(series),
            edition=_first(values, "ET"),
            publisher=plain(publisher),
            publisher_place=_first(values, *_place_tags(values)),
            isbn="" if kind in _NUMBERED else _serial(values, is_isbn=True),
            issn=_serial(values, is_isbn=False),
            language=_first(values, "LA"),
            issued=issued,
            extra=tuple(_extra(given, kind)),
        ),
    )


def _by_meaning(given: _Values, kind: str) -> _Values:
    """Return the values of a record without those that EndNote's types have under the tag of something else.

    A web page has the year and the day of access as its volume and ``M1``, a thesis has its degree as its volume, and an
    article the date of its first appearance as its edition.
    """
    values: _Values = defaultdict(list, given)
    volume = _first(given, "VL", "VO")
    if kind == "webpage" and re.fullmatch(r"(?:19|20)\d\d", volume):
        accessed = find_edtf(f"{_first(given, 'M1')} {volume}").replace("-", "/") or volume
        values["Y2"] = given["Y2"] or [accessed]
        values["VL"] = values["VO"] = values["M1"] = []
    elif kind == "thesis" and volume and not re.search(r"\d", volume):
        values["M3"] = given["M3"] or [volume]
        values["VL"] = values["VO"] = []
    elif kind in _ARTICLES and find_edtf(_first(given, "ET")):
        values["ET"] = []
    return values


def _places(values: _Values, kind: str) -> tuple[str, ...]:
    """Return the tags of the container, the best first; the ``T2`` of an article may be a second title (EBSCO)."""
    journals = {_first(values, "JF"), _first(values, "JO")}
    if kind == "article-journal" and len(journals) == 1 and any(journals):
        return ("JF", *_CONTAINERS)
    return ("C3", *_CONTAINERS) if _is_meeting(values) else _CONTAINERS


def _is_elsewhere(values: _Values, kind: str) -> bool:
    """Whether ``T2`` is not a container: it is the meeting of a speech, and the department of a thesis (EndNote)."""
    return kind == "speech" or (kind == "thesis" and bool(_first(values, "PB")))


def _people(values: _Values, kind: str) -> tuple[tuple[PersonName, ...], tuple[PersonName, ...]]:
    """Return the authors and the editors."""
    authors = _names(values, "AU", "A1")
    is_edited = _first(values, "TY").upper() == "EDBOOK" and not any(values["ED"])
    if is_edited and authors and (not any(values["A2"]) or _has_series(values)):
        return (), authors
    return authors, _names(values, *_editor_tags(values, kind))


def _editor_tags(values: _Values, kind: str) -> tuple[str, ...]:
    if kind in _A2_IS_NO_EDITOR:
        return ("ED",)
    has_authors = any(values["AU"] + values["A1"])
    if kind in _BOOK and (any(values["A3"]) or (has_authors and _has_series(values))):
        return ("ED", "A3")
    return ("A2", "ED", "A3")


def _has_series(values: _Values) -> bool:
    """Whether a book states its series where ``A2`` has the editors of that."""
    return bool(_first(values, *_CONTAINERS))


def _issue_tags(values: _Values, kind: str) -> tuple[str, ...]:
    """Return the tag that has the number of an issue, or of the work itself, where ``IS`` has none."""
    if kind in _NUMBERED:
        return ("SN",) if any(values["SN"]) or parse_identifier(_first(values, "M1")) else ("M1",)
    is_issue = _first(values, "TY").upper() in _ISSUE_IN_M1 and _ISSUE.fullmatch(_first(values, "M1"))
    return ("M1",) if is_issue else ()


def _names(values: _Values, *tags: str) -> tuple[PersonName, ...]:
    """Return the people of the first of these tags that has any."""
    given = next((values[tag] for tag in tags if any(values[tag])), [])
    texts = [name for value in given for name in split_names(" ".join(plain(value).split())) if name]
    names = list(map(parse_index_name, texts))
    if len(names) > 1 and all(map(is_whole_name, texts)):
        in_order = list(map(parse_name, texts))  # as some publishers write them
        if all(name.literal or name == other for name, other in zip(names, in_order, strict=True)):
            names = in_order
    return tuple(OTHERS if is_others(str(name)) else name for name in names)


def _issued(values: _Values) -> str:
    """Return the date as a date of EDTF: ``DA`` is more precise than ``PY`` if the two agree; ``Y1`` is an old tag."""
    years, old = (
        [read_date(value) for value in values[tag] if value and not _BEFORE.search(value)]
        for tag in ("PY", "Y1")
    )
    stated = years or old
    # EndNote has only month and day in DA.
    rest = [
        read_date(value) or find_edtf(f"{value} {stated[0][:4]}" if stated else value)
        for value in _all(values, "DA")
    ]
    rest += [
        find_edtf(match[1]) for value in _all(values, "C1", "N1") if (match := _JSTOR_DATE.fullmatch(value))
    ]
    dates = years + rest + old
    year = next((date.lstrip("./")[:4] for date in dates if date), "")
    return max((date for date in dates if date.lstrip("./").startswith(year)), key=len, default="")


def read_date(text: str) -> str:
    """Read ``2021/05/03/spring``; the parts may be empty, and the last one may say more than the others."""
    parts = text.strip().split("/", 3)
    if len(parts) < 3 or not re.fullmatch(r"\s*-?\d{4}\s*", parts[0]):
        if len(parts) == 2 and not parts[1].strip().isdigit():
            return find_edtf(f"{parts[1]} {parts[0]}")
        return find_edtf(text.strip(" /"))
    year, month, day, rest = (*map(str.strip, parts), "")[:4]
    found = find_edtf("/".join(filter(None, (year, month, day))))
    if not rest.strip(" /"):
        return found
    if is_edtf(rest) and year in rest and len(rest) > len(found):
        return rest
    said = find_edtf(rest) or find_edtf(f"{rest} {year}")
    return (
        said
        if len(said) > len(found)
        and said.lstrip("./").startswith(found)
        and (len(found) == 4 or not said[-1].isalpha())
        else found
    )


def _pages(values: _Values) -> str:
    first, last = _first(values, "SP"), _first(values, "EP")
    first = re.sub(r"^pp?\.?\s+(?=\w)", "", first)
    return re.sub(
        r"\s*[-‐-―]+\s*",
        "-",
        f"{first}-{last}" if first and last and last != first and "-" not in first else first or last,
    )


def _article_number(values: _Values, kind: str) -> str:
    """Return the number that an article has in the place of pages."""
    number = _first(values, "C7")
    return (
        number if kind in _ARTICLES and not re.search(r"\s", number) and not parse_identifier(number) else ""
    )


def _serial(values: _Values, *, is_isbn: bool) -> str:
    """Return the ISBN or the ISSN; RIS has one tag for both, and an ISSN has eight digits."""
    given = (_REMARK.sub("", value) for value in _all(values, "SN"))
    texts = (text.strip() for value in given for text in _BETWEEN_SERIALS.split(value))
    return ", ".join(dict.fromkeys(text for text in texts if text and bool(_ISSN.search(text)) != is_isbn))


def _genre(values: _Values) -> str:
    """Return the sort of work, unless the tag has the DOI, as it does in old files."""
    stated = _first(values, "M3")
    return "" if parse_identifier(stated) else stated


def _place_tags(values: _Values) -> tuple[str, ...]:
    """Return the tags of the publisher's place, the best first."""
    return ("C1", "CY", "PP") if _is_meeting(values) else ("CY", "PP")


def _is_meeting(values: _Values) -> bool:
    return _first(values, "TY").upper() in _MEETINGS


def _size(values: _Values, kind: str) -> str:
    """Return the number of pages of a whole work, or an empty string."""
    pages = _first(values, "SP")
    return pages if kind in WITH_SIZE and pages.isdigit() and not _first(values, "EP") else ""


def _extra(given: _Values, kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield the tags that have no member in a record, each with its values on lines of their own."""
    values = _by_meaning(given, kind)
    if TO_RIS.get(kind, "GEN") != (stated := _first(values, "TY").upper()):
        yield "ris", "TY", stated
    used = {
        next((tag for tag in tags if any(values[tag])), "")
        for tags in (
            _places(values, kind),
            _editor_tags(values, kind),
            ("IS", *_issue_tags(values, kind)),
            _place_tags(values),
            ("AB", "N2"),
        )
    }
    used -= {"T2"} if _is_elsewhere(values, kind) else set()
    used |= {"BT"} if not _first(values, *_TITLES) or not _first(values, *_CONTAINERS) else set()
    yield from kept_title(_first(values, *_TITLES))
    if size := _size(values, kind):
        yield "ris", "SP", size
    if kind in _ARTICLES and find_edtf(appeared := _first(given, "ET")):
        yield "ris", "ET", appeared
    if (doi := _first(values, "DO")) and not ref.is_own_doi(doi):
        yield "ris", "DO", doi
    if not _issued(values) and (stated := _first(values, "PY", "Y1", "DA")):  # in press
        yield "ris", "PY", stated
    for tag, found in list(values.items()):
        kept = [value for value in found if value and _is_news(tag, value, values, used)]
        if (
            kept
            and tag not in _CONSUMED
            and tag not in used
            and not (tag == "M3" and kind in WITH_GENRE and _genre(values))
        ):
            yield "ris", tag, "\n".join(" ".join(value.split()) for value in kept)
    if "C3" in used and any(values["T2"]):
        yield "ris", "C3", _first(values, "C3")


def _is_news(tag: str, value: str, values: _Values, used: set[str]) -> bool:
    """Whether a value says what no member of the record does: not a known ID or link, nor the same again."""
    if tag == "AN":
        return parse_identifier(value) is None
    if tag == "N1":
        return value not in values["UR"]
    if tag in _LINKS:
        return not value.startswith(("http://", "https://"))
    return tag not in ("JF", "JO", "JA", "J2", "N2", "CY", "PP") or value not in _all(values, *used)


def _urls(values: _Values) -> Iterator[tuple[str, str]]:
    yield from ((url, "") for value in values["UR"] for url in ref.find_web_urls(value))
    for tag, label in (("L1", "pdf"), ("L2", ""), ("L3", ""), ("LK", "")):
        yield from (
            (url, label)
            for value in values[tag]
            if value.startswith(("http://", "https://"))
            for url in value.split()
        )


def _all(values: _Values, *tags: str) -> list[str]:
    return [value for tag in tags for value in values[tag] if value]


def _first(values: _Values, *tags: str) -> str:
    return next(iter(_all(values, *tags)), "")

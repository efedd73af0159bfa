"""Turn a record of UNIMARC, which libraries of southern Europe, France and others use, into one of MARC 21.

    200 $a $e $h $i     title, its rest, number and name of a part          245 $a $b $n $p
    7X0, 7X1, 7X2       people ($a family name, $b given) and bodies        100, 110, 700, 710
    210 or 214          place, publisher, date                              264

Source: https://www.ifla.org/publications/unimarc-formats-and-related-documentation/.
"""

from __future__ import annotations

from readlist.formats.readers.marc_fields import MarcField, MarcRecord

_FIELDS = {
    "010": ("020", "a"), "011": ("022", "a"), "101": ("041", "a"), "200": ("245", "a:a e:b h:n i:p"), "205": ("250", "a"),
    "210": ("264", "a:a c:b d:c"), "214": ("264", "a:a c:b d:c"), "225": ("490", "a v"), "300": ("500", "a"),
    "328": ("502", "a:a b:b e:c d:d"), "330": ("520", "a"), "600": ("600", "a:a b:b"), "606": ("650", "a x y z"),
    "607": ("651", "a x y z"), "610": ("653", "a"), "461": ("773", "t x v:g p:g"), "463": ("773", "t x v:g p:g"),
    "856": ("856", "u"), "017": ("024", "a 2"),
}  # fmt: skip
"""Fields, each with that of MARC 21 that says the same, and its subfields: those with another code have it after a colon."""
_PEOPLE = {"700": "100", "701": "700", "702": "700"}
_BODIES = {"710": "110", "711": "710", "712": "710"}
_SECONDARY = ("702", "712")
"""Fields for those who are not authors."""
_ROLES = {
    "040": "art", "070": "aut", "080": "aui", "100": "ant", "220": "com", "230": "cmp", "300": "drt", "340": "edt", "440": "ill",
    "590": "prf", "600": "pht", "650": "pbl", "651": "edt", "705": "scl", "727": "ths", "730": "trl", "995": "dgg",
}  # fmt: skip
"""Codes of roles, each with that of MARC 21."""
_DATE = slice(9, 13)
"""Where field 100 has the year."""


def is_unimarc(record: MarcRecord) -> bool:
    """Whether a record has the title in the field of UNIMARC."""
    return not record.find("245") and any(field.all("a") for field in record.find("200"))


def to_marc_21(record: MarcRecord) -> MarcRecord:
    """Return a record with its fields under the tags of MARC 21; those that say nothing of the work are left out."""
    fields = []
    for field in record.fields:
        if field.tag in _FIELDS:
            tag, codes = _FIELDS[field.tag]
            named = {code[0]: code[-1] for code in codes.split()}
            parts = [(named[code], text) for code, text in field.subfields if code in named]
            fields.append(MarcField(tag, tuple(parts)))
        elif field.tag in _PEOPLE or field.tag in _BODIES:
            fields.append(_person(field))
    general = next((field.text("a") for field in record.find("100")), "")
    if general[_DATE].isdigit():
        fields.append(MarcField("008", (("", f"{'':7}{general[_DATE]}"),)))
    return MarcRecord(record.leader, tuple(fields))


def _person(field: MarcField) -> MarcField:
    is_body = field.tag in _BODIES
    parts = [text.strip(" ,") for text in (field.text("a"), *field.all("b"))]
    tag = _BODIES[field.tag] if is_body else _PEOPLE[field.tag]
    name = (". " if is_body else ", ").join(filter(None, parts))
    roles = [("4", _ROLES.get(code, code)) for code in field.all("4")]
    if field.tag in _SECONDARY and not roles:
        roles = [("4", "ctb")]
    return MarcField(tag, (("a", name), *roles))

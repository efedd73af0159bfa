"""Write BibTeX for LaTeX, with the entry types and fields of the standard styles.

    @inproceedings{hu2021lora,
      title = {{LoRA}: Low-Rank Adaptation of Large Language Models},
      author = {Hu, Edward J. and Shen, Yelong},
      booktitle = {ICLR},
      year = {2022},
      eprint = {2106.09685},
      archiveprefix = {arXiv},
      primaryclass = {cs.CL},
      url = {https://arxiv.org/abs/2106.09685},
    }

Words with significant capitals are braced, since styles convert titles to lower case. Fields that only BibTeX files state
are written back as they were read. The fields for arXiv are those of
https://info.arxiv.org/help/hypertex/bibstyles/index.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.bibstrings import key_of
from readlist.formats.marked_titles import find_html, find_latex, is_marked_latex, join_subtitle
from readlist.formats.readers.latex_decoder import decode_latex, print_own_macros
from readlist.formats.reference_types import (
    FROM_BIBTEX,
    SUBTYPES,
    TO_BIBTEX,
    WITH_TYPE,
    is_masters,
    name_in_misc,
    subtype_of,
)
from readlist.formats.typefaces import html_to_latex
from readlist.formats.writers.bibtex_dates import write_issued
from readlist.formats.writers.entry_names import find_names
from readlist.formats.writers.field_names import find_facts
from readlist.formats.writers.latex_safety import make_harmless
from readlist.formats.writers.latex_text import escape, is_balanced, protect
from readlist.formats.writers.publication_type import describe, publications
from readlist.formats.writers.role_names import find_roles
from readlist.model.name_parts import join_particle
from readlist.model.person_name import is_others
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.entry import Entry
    from readlist.model.name_parts import PersonName

STANDARD_TYPES = frozenset(
    "article book booklet conference inbook incollection inproceedings manual mastersthesis misc phdthesis proceedings techreport "
    "unpublished".split()
)
"""The entry types of the standard styles (https://ctan.org/pkg/bibtex, btxdoc)."""
_ARTICLES = ("article", "suppperiodical", "review")
_PARTS = (
    "incollection",
    "inbook",
    "inproceedings",
    "conference",
    "inreference",
    "bookinbook",
    "suppbook",
    "suppcollection",
    "proceedings",
)
_VOLUMES = ("book", "mvbook", "collection", "mvcollection", "reference", "manual")
_PUBLISHERS = {
    "phdthesis": "school", "mastersthesis": "school", "techreport": "institution", "manual": "organization",
    "thesis": "institution", "report": "institution",
}  # fmt: skip
_ALSO = {
    "unpublished": ("article", "speech"), "misc": ("article",), "online": ("article",), "article": tuple(SUBTYPES.values()),
}  # fmt: skip
"""Types of CSL that an entry type may have besides the usual one, because of its other fields."""
_GENRES = ("phd thesis", "master's thesis")
"""The genres that the standard styles print for the two types of theses."""
_UNFIT_FOR_KEYS = re.compile(r"[^A-Za-z0-9:._/+-]")
_UNFIT_FOR_URLS = re.compile(r"[{}\\\s^`\"<>|]")
_NO_FIELDS = ("entrytype", "title", "subtitle")
"""What is kept of a BibTeX file to write its type and title, not as further fields."""
_TITLES = ("journal", "journaltitle", "booktitle", "maintitle")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_+-]*")


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:
    """Yield one BibTeX record per work, in the given order, without prose entries, below ``title`` as a comment."""
    yield from heading(title)
    keys: set[str] = set()
    for entry in publications(entries):
        yield _record(entry, unique_key(entry.key, keys))


def heading(title: str | None) -> Iterator[str]:
    """Yield a title as a comment: outside records, BibTeX skips all text up to the next ``@``."""
    if title:
        yield f"% {one_line(title).replace('@', '(at)')}\n\n"


def unique_key(key: str, taken: set[str]) -> str:
    """Return a key that BibTeX accepts and that no record has yet, in any case; BibTeX does not tell cases apart."""
    base = key = _UNFIT_FOR_KEYS.sub("", key) or "entry"
    number = 1
    while key.lower() in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key.lower())
    return key


def _record(entry: Entry, key: str) -> str:
    publication = describe(entry)
    kind = _entry_type(entry, publication)
    stated = stated_fields(entry)
    lines = {name: f"{{{value}}}" for name, value in _work_fields(entry, publication, kind) if value}
    lines |= write_issued(entry, publication, stated)
    lines |= {name: f"{{{value}}}" for name, value in _other_fields(entry, kind) if value}
    if (eprint := stated.get("eprint", "")) and eprint.partition("v")[0] == entry.arxiv_id:
        lines["eprint"] = f"{{{eprint}}}"
    if "journal" in lines and (abbreviation := stated.pop("journal", "")):
        lines["fjournal"], lines["journal"] = lines["journal"], f"{{{abbreviation}}}"
    for name, value in (*stated.items(), *facts_of(entry)):
        if value:
            lines.setdefault(name, f"{{{value}}}")
    return write_record(kind, key, lines)


def write_record(kind: str, key: str, fields: dict[str, str]) -> str:
    """Return a record with these fields, whose values have their delimiters."""
    lines = "".join([f"  {name} = {value},\n" for name, value in fields.items()])
    return f"@{kind}{{{key},\n{lines}}}\n\n"


def stated_type(entry: Entry, publication: Publication) -> str:
    """Return the entry type that a BibTeX file states, or an empty string if its type of CSL is not the entry's."""
    stated = next(
        (value for form, name, value in entry.details.extra if (form, name) == ("bibtex", "entrytype")), ""
    )
    fits = (FROM_BIBTEX.get(stated, "document"), *_ALSO.get(stated, ()))
    return stated if publication.type in fits else ""


def title_fields(entry: Entry, *, has_subtitles: bool) -> Iterator[tuple[str, str]]:
    """Yield the title, with the marks that a BibTeX file states, and its subtitle if a format has a field for it."""
    stated = find_latex(entry)
    title, subtitle = (_marked(stated.get(name, "")) for name in ("title", "subtitle"))
    if not stated:
        yield "title", html_to_latex(find_html(entry), protect) or protect(entry.title)
    elif has_subtitles:
        yield from (("title", title), ("subtitle", subtitle))
    else:  # which the styles of BibTeX do not print
        yield "title", join_subtitle(title, subtitle)


def _marked(raw: str) -> str:
    """Return a title as a file writes it, if it has marks of its own; any other as all titles are written."""
    raw = print_own_macros(raw)
    if is_marked_latex(raw) and is_balanced(raw):
        return make_harmless("title", one_line(raw))
    return protect(decode_latex(raw))


def roles_of(entry: Entry) -> frozenset[str]:
    """Return the roles of people that the record of an entry has fields for."""
    return frozenset(("translator", *(name for form, name, _ in entry.details.extra if form == "bibtex")))


def stated_fields(entry: Entry) -> dict[str, str]:
    """Return the fields that only BibTeX files state, as they were read, if they can be part of a record."""
    stated = {
        name: make_harmless(name, one_line(value))
        for form, name, value in entry.details.extra
        if form == "bibtex" and name not in _NO_FIELDS and _FIELD_NAME.fullmatch(name) and is_balanced(value)
    }
    return {name: value for name, value in stated.items() if value}


def facts_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the fields for facts that only other formats state, under biblatex's names, which BibTeX ignores."""
    for name, value in find_facts(entry.details, "bibtex").items():
        yield name, escape(key_of(value) if name == "pubstate" else value)
    roles = find_roles(entry.details, but="bibtex")
    yield "bookauthor", join_names(roles.get("container-author", ()))
    if of_series := roles.get("collection-editor"):
        yield from (("editora", join_names(of_series)), ("editoratype", "redactor"))


def _entry_type(entry: Entry, publication: Publication) -> str:
    stated = stated_type(entry, publication)
    if stated in STANDARD_TYPES:
        return stated
    kind = TO_BIBTEX.get(publication.type, "misc")
    if kind == "phdthesis" and (
        is_masters(entry.details.genre) or "bachelor" in (entry.details.genre or "").lower()
    ):
        return "mastersthesis"
    is_guessed = entry.details.type is None
    return "misc" if is_guessed and kind in _PARTS and not publication.container else kind


def _work_fields(entry: Entry, publication: Publication, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names and escaped values of the fields that are printed before the date."""
    details = entry.details
    yield from title_fields(entry, has_subtitles=False)
    names = find_names(entry, roles_of(entry))
    yield "author", join_names(names)
    yield "editor", join_names(details.editor)
    yield "translator", join_names(find_roles(details, but="bibtex").get("translator", ()))
    yield container_field(kind, "journal"), escape(container_of(entry, publication))
    yield from _numbers(entry, kind)
    is_author = [name.literal for name in names] == [
        entry.org
    ]  # readers take how a work is published for its venue
    has_org = kind in _PUBLISHERS or (kind == "misc" and not is_author)
    publisher = details.publisher or (entry.org if has_org else "") or ""
    yield _PUBLISHERS.get(kind, "publisher" if details.publisher else "howpublished"), escape(publisher)
    yield "address", escape(details.publisher_place or "")


def _other_fields(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    yield from identifiers(entry)
    yield "url", verbatim(entry.url or "")
    yield "entrysubtype", subtype(entry, kind)
    yield "keywords", escape(join_keywords(entry.tags))
    yield "abstract", escape(entry.abstract or "")


def join_keywords(tags: Sequence[str]) -> str:
    """Return tags separated by commas, or by semicolons if one of them has a comma, as the reader splits them."""
    if not any("," in tag for tag in tags):
        return ", ".join(tags)
    return "; ".join(tags) + ";" * (len(tags) == 1)


def subtype(entry: Entry, kind: str) -> str:
    """Return biblatex's subtype, which the standard styles ignore: the type that was stated, if the entry type has another."""
    stated = entry.details.type or ""
    is_said = (stated == "article" and entry.arxiv_id) or (
        kind == "misc" and name_in_misc(stated) and not entry.details.genre
    )
    return "" if not stated or is_said else subtype_of(kind, stated)


def container_field(kind: str, journal: str) -> str:
    """Return the field for the container of an entry type; that of articles is called ``journal``."""
    if kind in _ARTICLES:
        return journal
    if kind in _PARTS:
        return "booktitle"
    return "maintitle" if kind in _VOLUMES else _PUBLISHERS.get(kind, "howpublished")


def container_of(entry: Entry, publication: Publication) -> str:
    """Return the container, or an empty string if a field that only BibTeX files state has it already."""
    container = publication.container or ""
    is_repeated = any(
        form == "bibtex"
        and (value == container or (name in _TITLES and container.startswith(decode_latex(value))))
        for form, name, value in entry.details.extra
    )
    return "" if is_repeated else container


def _numbers(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    details = entry.details
    yield "volume", escape(details.volume or "")
    yield "number", escape(details.issue or "")
    yield "pages", pages(entry)
    yield "series", escape(details.series or "")
    yield "edition", escape(details.edition or "")
    if kind == "techreport" or (kind.endswith("thesis") and (details.genre or "").lower() not in _GENRES):
        yield "type", escape(details.genre or ("Thesis" if kind == "phdthesis" and details.type else ""))
    elif (
        kind in WITH_TYPE
    ):  # which the standard styles do not print, and readers take for the entry type of a ``@misc``
        yield (
            "type",
            escape(details.genre or "") or (name_in_misc(details.type or "") if kind == "misc" else ""),
        )
    yield "isbn", escape(details.isbn or "")
    yield "issn", escape(details.issn or "")
    yield "language", escape(details.language or "")


def pages(entry: Entry) -> str:
    """Return the pages with long dashes; none if they are the number of the article, which has a field of its own."""
    stated = entry.details.pages or ""
    if any(form == "bibtex" and value == stated for form, _, value in entry.details.extra):
        return ""
    return escape(re.sub(r"(?<=\w)-(?=\w)", "--", stated))


_NO_GROUPS = str.maketrans({char: f"%{ord(char):02x}" for char in "{}\\\n"})
"""A DOI is written as it is; these would end its field, or call a command."""


def identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the fields for the DOI, as it is, and for the arXiv ID."""
    yield "doi", (entry.doi or "").translate(_NO_GROUPS).replace("^^", "%5e%5e")
    if entry.arxiv_id:
        yield "eprint", entry.arxiv_id
        yield "archiveprefix", "arXiv"
        yield "primaryclass", escape(next(iter(entry.categories), ""))


def join_names(names: Iterable[PersonName]) -> str:
    """Return a list of names as the value of a field."""
    return " and ".join(map(_name, names))


def _name(name: PersonName) -> str:
    if name.literal:
        return "others" if is_others(name.literal) else f"{{{escape(name.literal)}}}"
    family = f"{{{escape(name.family)}}}" if _looks_split(name.family) else _part(name.family)
    if not name.given and not name.suffix:
        whole = join_particle(name.particle, name.family)
        return f"{{{escape(whole)}}}" if " " in whole else _part(whole)
    first = join_particle(escape(name.particle), family)
    return ", ".join(filter(None, (first, escape(name.suffix), _part(name.given))))


def _looks_split(family: str) -> bool:
    """Whether BibTeX would take the start of a family name for a particle."""
    return " " in family and family[0].islower()


def _part(text: str) -> str:
    """Return a part of a name, in braces if BibTeX would split it."""
    escaped = escape(text)
    return f"{{{escaped}}}" if "," in text or "and" in text.lower().split() else escaped


def verbatim(text: str) -> str:
    """Percent-encode the characters of a URL that would break a verbatim field, such as braces."""
    return _UNFIT_FOR_URLS.sub(
        lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), one_line(text)
    )

"""The types of works in BibTeX, biblatex, RIS and Zotero, each as a type of CSL and back.

    @incollection, CHAP, bookSection ── chapter ── @incollection, CHAP

Sources: for BibTeX and biblatex the mapping of Pandoc (https://github.com/jgm/pandoc, Text.Pandoc.Citeproc.BibTeX), whose
types are those of biblatex's manual (https://ctan.org/pkg/biblatex, section 2.1); for Crossref the mapping of citeproc-js's
data sources (https://api.crossref.org/types); for Zotero
https://aurimasv.github.io/z2csl/typeMap.xml; for RIS the types of Zotero's translator and of
https://en.wikipedia.org/wiki/RIS_(file_format); ``software``, ``dataset``, ``document``, ``event``, ``standard`` and
``performance`` are types of CSL since 1.0.2, which these tables precede.
"""

from __future__ import annotations

from readlist.model.details import CSL_TYPES

FROM_BIBTEX = {
    "article": "article-journal", "suppperiodical": "article-journal", "periodical": "periodical", "review": "review",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "reference": "book",
    "mvreference": "book", "proceedings": "book", "mvproceedings": "book", "manual": "book", "commentary": "book",
    "booklet": "pamphlet",
    "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter",
    "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference", "conference": "paper-conference",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "report": "report", "techreport": "report",
    "unpublished": "manuscript", "misc": "document", "other": "document",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage",
    "software": "software", "softwareversion": "software", "softwaremodule": "software", "codefragment": "software",
    "computerprogram": "software", "dataset": "dataset", "data": "dataset",
    "patent": "patent", "standard": "standard", "legislation": "legislation", "jurisdiction": "legal_case",
    "legal": "treaty", "letter": "personal_communication", "performance": "performance", "artwork": "graphic",
    "image": "figure", "audio": "song", "music": "song", "movie": "motion_picture", "video": "motion_picture",
    "preprint": "article",
}  # fmt: skip
"""The type of CSL of each entry type of BibTeX and biblatex, and of some that programs write."""
SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
"""The type of CSL of an ``@article`` with this ``entrysubtype``."""
_SUBTYPES = SUBTYPES | {"preprint": "article"}

TO_BIBTEX = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "review": "article",
    "review-book": "article", "book": "book", "collection": "book", "periodical": "misc", "pamphlet": "booklet",
    "chapter": "incollection", "entry": "incollection", "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection", "paper-conference": "inproceedings", "report": "techreport",
    "thesis": "phdthesis", "manuscript": "unpublished",
}  # fmt: skip
"""The entry type of the standard styles of BibTeX for each type of CSL; all others are ``misc``."""
TO_BIBLATEX = TO_BIBTEX | {
    "periodical": "periodical", "entry": "inreference", "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference", "report": "report", "thesis": "thesis", "webpage": "online", "post": "online",
    "post-weblog": "online", "article": "online", "software": "software", "dataset": "dataset", "patent": "patent",
    "standard": "standard", "legislation": "legislation", "bill": "legislation", "regulation": "legislation",
    "legal_case": "jurisdiction", "treaty": "legal", "personal_communication": "letter", "performance": "performance",
    "graphic": "artwork", "figure": "image", "song": "audio", "motion_picture": "movie", "broadcast": "audio",
    "speech": "unpublished",
}  # fmt: skip
"""The entry type of biblatex for each type of CSL; all others are ``misc``."""


def type_of_misc(stated: str) -> str:
    """Return the type of CSL that the field ``type`` of a ``@misc`` states by the name of another entry type, or nothing."""
    csl_type = FROM_BIBTEX.get(stated.casefold(), "document")
    return csl_type if csl_type != "document" and TO_BIBTEX.get(csl_type, "misc") == "misc" else ""


def name_in_misc(csl_type: str) -> str:
    """Return what ``type_of_misc`` reads as this type of CSL: the entry type of biblatex, if it has one of its own."""
    name = TO_BIBLATEX.get(csl_type, "")
    return name if name and type_of_misc(name) == csl_type else ""


WITH_TYPE = ("misc", "online", "electronic", "www", "manual", "patent", "unpublished", "software", "dataset")
"""Entry types besides reports and theses whose ``type`` says what sort of work it is."""
GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "mathesis": "Master's thesis",
           "techreport": "Technical report", "bachelorsthesis": "Bachelor's thesis", "bathesis": "Bachelor's thesis"}  # fmt: skip
"""What entry types and biblatex's names of types say about the sort of thesis."""


def type_of_subtype(kind: str, stated: str) -> str:
    """Return the type of CSL that ``entrysubtype`` states by its name, in an entry of a type that can have it, or nothing."""
    csl_type = _SUBTYPES.get(stated.casefold(), stated.casefold())
    kinds = (TO_BIBTEX.get(csl_type, "misc"), TO_BIBLATEX.get(csl_type, "misc"))
    return csl_type if csl_type in CSL_TYPES and kind in kinds else ""


def subtype_of(kind: str, csl_type: str) -> str:
    """Return what ``type_of_subtype`` reads as this type of CSL, or nothing if it is the usual one of the entry type."""
    if csl_type == FROM_BIBTEX.get(kind, "document"):
        return ""
    name = next((name for name, meant in _SUBTYPES.items() if meant == csl_type), csl_type)
    return name if type_of_subtype(kind, name) else ""


FROM_RIS = {
    "JOUR": "article-journal", "JFULL": "periodical", "EJOUR": "article-journal", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "ABST": "article-journal", "INPR": "article-journal", "SER": "periodical",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CLSWK": "classic", "CHAP": "chapter", "ECHAP": "chapter",
    "DICT": "entry-dictionary", "ENCYC": "entry-encyclopedia", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "THES": "thesis", "RPRT": "report", "GOVDOC": "report", "GRANT": "report", "GRNT": "report", "UNPB": "article", "UNPD": "article",
    "MANSCPT": "manuscript", "ANCIENT": "classic", "CTLG": "book", "ADVS": "motion_picture", "EQUA": "figure",
    "ELEC": "webpage", "WEB": "webpage", "BLOG": "post-weblog", "ICOMM": "personal_communication",
    "PCOMM": "personal_communication", "COMP": "software", "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset",
    "PAT": "patent", "STAND": "standard", "STAT": "legislation", "BILL": "bill", "UNBILL": "bill", "LEGAL": "regulation",
    "CASE": "legal_case", "HEAR": "hearing", "MAP": "map", "ART": "graphic", "FIGURE": "figure", "CHART": "figure",
    "SLIDE": "speech", "VIDEO": "motion_picture", "MPCT": "motion_picture", "SOUND": "song", "MUSIC": "musical_score",
    "PAMP": "pamphlet", "GEN": "document", "MULTI": "motion_picture",
}  # fmt: skip
"""The type of CSL of each type of RIS."""
TO_RIS = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "periodical": "JFULL",
    "review": "JOUR", "review-book": "JOUR", "book": "BOOK", "collection": "BOOK", "classic": "CLSWK", "pamphlet": "PAMP",
    "chapter": "CHAP", "entry": "ENCYC", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC",
    "paper-conference": "CONF", "thesis": "THES", "report": "RPRT", "article": "UNPB", "manuscript": "MANSCPT",
    "webpage": "ELEC", "post": "ICOMM", "post-weblog": "BLOG", "personal_communication": "PCOMM", "software": "COMP",
    "dataset": "DATA", "patent": "PAT", "standard": "STAND", "legislation": "STAT", "bill": "BILL", "regulation": "LEGAL",
    "legal_case": "CASE", "hearing": "HEAR", "treaty": "LEGAL", "map": "MAP", "graphic": "ART", "figure": "FIGURE",
    "speech": "SLIDE", "motion_picture": "VIDEO", "broadcast": "VIDEO", "song": "SOUND", "musical_score": "MUSIC",
    "interview": "PCOMM",
}  # fmt: skip
"""The type of RIS for each type of CSL; all others are ``GEN``."""

FROM_ZOTERO = {
    "artwork": "graphic", "audioRecording": "song", "bill": "bill", "blogPost": "post-weblog", "book": "book",
    "bookSection": "chapter", "case": "legal_case", "computerProgram": "software", "conferencePaper": "paper-conference",
    "dataset": "dataset", "dictionaryEntry": "entry-dictionary", "document": "document", "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia", "film": "motion_picture", "forumPost": "post", "hearing": "hearing",
    "instantMessage": "personal_communication", "interview": "interview", "journalArticle": "article-journal",
    "letter": "personal_communication", "magazineArticle": "article-magazine", "manuscript": "manuscript", "map": "map",
    "newspaperArticle": "article-newspaper", "patent": "patent", "podcast": "broadcast", "preprint": "article",
    "presentation": "speech", "radioBroadcast": "broadcast", "report": "report", "standard": "standard",
    "statute": "legislation", "thesis": "thesis", "tvBroadcast": "broadcast", "videoRecording": "motion_picture",
    "webpage": "webpage",
}  # fmt: skip
"""The type of CSL of each item type of Zotero."""

FROM_CROSSREF = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference", "posted-content": "article",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "monograph": "book", "edited-book": "book",
    "reference-book": "book", "proceedings": "book", "reference-entry": "entry", "dissertation": "thesis",
    "peer-review": "review", "report-component": "report", "journal": "periodical", "journal-issue": "periodical",
    "component": "document", "other": "document", "grant": "document",
}  # fmt: skip
"""The type of CSL of each type of Crossref that is not one itself."""

_SORTS = {
    "software": "software", "dataset": "dataset", "webpage": "web", "post-weblog": "post", "post": "post",
    "article-newspaper": "post", "broadcast": "post", "motion_picture": "post", "interview": "post", "speech": "post",
    "song": "post", "article": "misc", "document": "misc", "manuscript": "misc", "graphic": "misc", "": "misc",
}  # fmt: skip


def sort_of(csl_type: str) -> str:
    """Return what a work of this type of CSL is to the library: paper, software, dataset, post, web, or misc."""
    return _SORTS.get(csl_type, "paper")


def is_masters(genre: str | None) -> bool:
    """Whether the genre of a thesis, as some format states it, is that of a master: ``Master's thesis``, ``硕士``."""
    stated = (genre or "").casefold()
    return any(word in stated for word in ("master", "mathesis", "msc", "m.sc", "硕士", "碩士"))

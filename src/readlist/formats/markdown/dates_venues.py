"""Dates and venues of publication, in the notations that people use in notes.

[2025/06/02], 2024.04, 202510, October 06, 2025, 2023年5月    parse_date, find_date, strip_date
ICLR2023, EMNLP'21, Findings of ACL 2023, arXiv 2022         parse_venue, find_venue
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from readlist.model.dates import MONTH_NAMES, month_number

YEAR = r"(?:19\d\d|20[0-4]\d)"
MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_DATE = (
    rf"(?P<y1>{YEAR})\s?[年./\-\u2010\u2011]\s?(?P<m1>0?[1-9]|1[0-2])(?!\d)(?:\s?[月./\-\u2010\u2011]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d))?\s?[日号]?月?"
    rf"|(?P<y2>(?:19[5-9]|20\d)\d)(?P<m2>0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"
    rf"|(?:(?:[12]\d|3[01]|0?[1-9])[\s-])?\b(?P<m3>{MONTH})\b\.?(?:\s(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)?(?:,?\s?'?|-)(?P<y3>{YEAR})"
    rf"|(?P<y4>{YEAR})[,\s]+\b(?P<m4>{MONTH})\b\.?(?:\s(?:[12]\d|3[01]|0?[1-9])(?!\d))?"
    rf"|(?P<m5>0?[1-9]|1[0-2])/(?P<y5>{YEAR})"
    rf"|(?P<y6>{YEAR})(?!\d|\.\d{{4,5}}(?!\d))\s?年?"
)
_DATE_RE = re.compile(rf"(?<![\w.])(?:{_DATE})(?!\w)", re.IGNORECASE)
_DATE_CJK = re.compile(rf"(?<!\d)(?:{_DATE})", re.IGNORECASE)
_LEADING_DATE = (
    re.compile(rf"^[\s*_~`]*[\[(（【]\s*(?:{_DATE})\s*[\])）】][\s*_~`]*[:：,，|–—-]?\s*", re.IGNORECASE),
    re.compile(
        rf"^[\s*_~`]*(?:{_DATE})(?=\s*[\s\[*`:：,，|《「–—-]|$)[\s*_~`]*[:：,，|–—-]?\s*", re.IGNORECASE
    ),
)


_ISSUED = re.compile(
    r"^(?:first\s)?(?:published|released|issued|submitted|posted|accepted|appeared|presented)(?:\s(?:in|on))?:?\s+(?=\S)",
    re.IGNORECASE,
)
"""What is said of the work with its date: ``published May 2020``."""
_SHORT_YEAR = re.compile(r"['’‘](?P<short>\d\d)")
"""A year of two digits that stands alone: ``'24``."""
_LEADING_SHORT_YEAR = re.compile(r"^[\s*_~`]*['’‘](?P<short>\d\d)[*_~`]*\s*(?:[:：,，|–—]|-(?=\s))[\s*_~`]*")
_TWO_DIGITS = re.compile(r"\d\d")
"""What every date and every venue with its year has; looking for this first is much cheaper."""
_AROUND_DATE = "[]()（）【】*_`.,，。;；? "


@dataclass(frozen=True, slots=True)
class Date:
    """A stated date: the year, and the month if it is stated."""

    year: int
    month: int | None = None


def _date(match: re.Match[str]) -> Date:
    values = match.groupdict()
    year = next(int(values[f"y{i}"]) for i in range(1, 7) if values[f"y{i}"])
    month = next((values[f"m{i}"] for i in range(1, 6) if values[f"m{i}"]), None)
    number = None if month is None else int(month) if month.isdigit() else month_number(month)
    return Date(year, number)


@lru_cache(maxsize=1024)
def parse_date(text: str) -> Date | None:
    """Parse a text that is only a date (``2024.04``, ``(2020)``, ``October 06, 2025``), or return None."""
    if not _TWO_DIGITS.search(text):
        return None
    bare = _ISSUED.sub("", text.strip().strip(_AROUND_DATE).strip(), count=1)
    match = _DATE_RE.fullmatch(bare)
    return _date(match) if match else _short_date(_SHORT_YEAR.fullmatch(bare))


def _short_date(match: re.Match[str] | None) -> Date | None:
    """Return the year that two digits stand for, if they may."""
    return Date(full_year(match["short"])) if match and _is_short_year(match["short"]) else None


def find_date(text: str) -> Date | None:
    """Return the first date in a text, or None."""
    match = _DATE_RE.search(text) or _DATE_CJK.search(text)
    return _date(match) if match else _short_date(_SHORT_YEAR.fullmatch(text.strip(_AROUND_DATE)))


@lru_cache(maxsize=1024)
def strip_date(text: str) -> tuple[Date | None, str]:
    """Split a leading date (``[2025/06/02] …``, ``(2023)…``, ``202510…``) off a text; return date and rest."""
    if match := _LEADING_DATE[0].match(text):
        return _date(match), text[match.end() :]
    match = _LEADING_DATE[1].match(text)
    if match and (match["y6"] is None or not re.match(r"[a-z]", text[match.end() :])):  # "2024 in review"
        return _date(match), text[match.end() :]
    if (match := _LEADING_SHORT_YEAR.match(text)) and (date := _short_date(match)):
        return date, text[match.end() :]
    return None, text


_LONGEST_DATE = 24
"""Maximum length of a date at the end of a text, with its brackets."""


def strip_closing_date(text: str) -> tuple[Date | None, str]:
    """Split a date off the end of a text (``Bioinformatics, May 2023``, ``arXiv 2023.10``); return date and rest."""
    end = len(text.rstrip(" .。)）]】"))
    if not _TWO_DIGITS.search(text, max(0, end - _LONGEST_DATE), end):
        return None, text
    for match in _DATE_RE.finditer(text, max(0, end - _LONGEST_DATE)):
        if (
            match.end() == end
            and (rest := text[: match.start()].rstrip(" ,，.·([（【"))
            and not rest[-1:].isdigit()
        ):
            return _date(match), rest
    return None, text


_CONFERENCES = (
    "AAAI AACL ACCV ACL ACM-MM ACMMM ACML AISTATS ALT AAMAS ANLP ASE ASPLOS ASRU BMVC CAV CCC CCL CCS CHI CIKM COLING COLM COLT "
    "CoNLL CoRL CPAL CVPR CVPRW DAC DASFAA DSN EACL ECAI ECCV ECIR ECML ECML-PKDD EMNLP EMSOFT EuroSys EUSIPCO FAccT FAST FAT* "
    "FG FPGA FSE GECCO HotOS HPCA HRI ICAPS ICASSP ICCAD ICCV ICCVW ICDAR ICDCS ICDE ICDM ICDT ICIP ICLR ICME ICML ICMLW ICMR ICPR "
    "ICRA ICSE ICSM ICSME ICWSM IJCAI IJCNLP IJCNN INFOCOM INLG InterSpeech Interspeech INTERSPEECH IPDPS IROS ISCA ISIT ISMAR ISMIR ISSTA "
    "ISWC IUI IV IWSLT JCDL KDD KR L4DL LICS LoG LREC MICCAI MICRO MIDL MLSys MM MMM MMSys MobiCom MobiSys MSR NAACL NDSS NeurIPS NIPS "
    "NLPCC NSDI OOPSLA OSDI PACT PAKDD PLDI PODC PODS POPL PPoPP PRICAI RecSys RSS SaTML SC SDM SEM SemEval SIGCOMM SIGDIAL "
    "SIGGRAPH SIGIR SIGKDD SIGMETRICS SIGMOD SLT SOSP SoCC SODA STOC SIGCSE SenSys SGP HotCloud HotNets HotStorage HotMobile IPSN IoTDI CoNEXT EuroVis PacificVis Eurographics ECCVW HPDC CIDR EDBT ESORICS "
    "ACSAC AsiaCCS TREC UAI UbiComp UIST USENIX VLDB WACV WMT WSDM WWW TheWebConf "
    "WebConf VIS 3DV EMNLP-Findings ACL-Findings PPSN SSW TACAS UIST CSCW IWCS CLEF EDM AIED LAK SANER MobiHoc ISSCC VTS L4DC CLeaR AutoML RLC RLDM"
).split()
_JOURNALS = (
    "TPAMI PAMI IJCV JMLR TMLR TACL TKDE TKDD TOIS TNNLS TIP TMM TCSVT TMI TCYB TASLP TRO T-RO RA-L RAL TOG TODS VLDBJ "
    "TSE TOSEM TDSC TIFS TITS TETC TETCI TIST CSUR JAIR AIJ JASA JACM CACM PNAS PVLDB PRL IPM KBS ESWA DMKD DSP Neurocomputing "
    "MIA MedIA NAR PLoS Bioinformatics Patterns eLife CoRR Nature Science Cell"
).split()
_NAMES = {name.lower(): name for name in (*_CONFERENCES, *_JOURNALS)}
_VENUE_WORDS = "|".join(sorted((re.escape(n) for n in (*_CONFERENCES, *_JOURNALS)), key=len, reverse=True))
_VENUE_STARTS = frozenset(name[:2] for name in _NAMES)
_TRACK = (
    r"(?:\s*[-,(（]?\s*(?i:Findings|Main(?: Conference)?|Oral|Spotlight|Poster|Workshop|Workshops|Submission|Accepted|Finalist|Award|Best Student Paper|Long|Short|Demo|Best Paper(?: Award)?|"
    r"Outstanding Paper|Highlight|Industry|SRW|D&B|Datasets and Benchmarks|Datasets and Benchmarks Track|Tiny Papers)\b[)）]?)*"
)
_VENUE = re.compile(
    rf"(?<![\w-])(?P<pre>(?:Findings of (?:the )?|In )?)(?P<name>{_VENUE_WORDS})(?:-Findings)?"
    rf"(?:\s*(?:Findings|Main|Workshop)\b)?\s*[-,'’‘(（]?\s*(?P<year>{YEAR}|(?<=['’‘-])\d{{2}}|(?<=[A-Z])\d{{2}})(?!\d)(?P<track>{_TRACK})",
)
_ARXIV_VENUE = re.compile(
    rf"(?<![\w./])(?P<name>arxiv|(?-i:CoRR)(?=,?\s(?:abs|vol)/?)|biorxiv|medrxiv|github|psyarxiv|chemrxiv|socarxiv|eartharxiv|techrxiv|engrxiv|openreview|ssrn|research square|preprint|techreport|technical report)"
    rf"(?:\s+(?:preprint|e-?print))?(?:\s*[,，:：]?\s*(?:arXiv[:：]|abs/)?\d{{4}}\.\d{{4,5}}(?:v\d+)?)?(?:\s*[,，'’(（-]?\s*(?P<year>{YEAR})|\s?['’](?P<short>\d\d))?(?![\w/])",
    re.IGNORECASE,
)
_PREPRINT = re.compile(rf"(?:[a-z]{{0,7}}rxiv|preprint|ssrn)(?:\s{YEAR})?", re.IGNORECASE)
_BARE_VENUE = re.compile(
    rf"(?:{_VENUE_WORDS})(?:\s+(?:Findings|Workshop|Main))?(?P<track>{_TRACK})", re.IGNORECASE
)
_LONG_VENUE = re.compile(
    r"\b(?:Proceedings of|Proc\.|Conference on|Transactions on|Journal of|Workshop on|Symposium on|Advances in [Nn]eural|"
    r"International Conference|Lecture Notes|Annual Meeting|Findings of|Nature \w+|IEEE |ACM |Springer|Elsevier|Letters\b|Review\b)",
)
_CLOSING_PAGES = re.compile(r",?\s*\b(?:pages?|pp\.?)\s*\d[\d\s–-]*$")
_NO_NAME = re.compile(r"\bet al\b|[\[\]]\s|\s[-–—]\s\S+\s\S+\s\S+\s[a-z]")
"""What the long name of a venue does not have: names before it, brackets that are closed, a description after a dash."""
_ACCEPTED_AT = re.compile(
    r"^(?:(?:in|accepted (?:by|at|to)|published (?:in|at)|to appear (?:in|at))\s*:?\s+|@\s*)", re.IGNORECASE
)
_STYLED = {
    "arxiv": "arXiv",
    "corr": "CoRR",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "github": "GitHub",
    "openreview": "OpenReview",
    "ssrn": "SSRN",
    "psyarxiv": "PsyArXiv",
    "chemrxiv": "ChemRxiv",
    "socarxiv": "SocArXiv",
    "eartharxiv": "EarthArXiv",
    "techrxiv": "TechRxiv",
    "engrxiv": "engrXiv",
    "research square": "Research Square",
}


_UNLISTED = re.compile(
    # Atomic, so that a title is refused in one pass: each word could be divided in as many ways as it has letters.
    r"(?P<name>[A-Z][\w&./+\-]*+(?:\s(?=[\w&./+\-]*[A-Za-z&])[\w&./+\-]++){0,5}+)"
    rf"(?:,?\s+(?P<year>{YEAR})|\s?['’‘]\s?(?:(?P<full>{YEAR})|(?P<short>\d\d))|,?\s(?P<bare>\d\d)(?P<mark>['’])?)"
)
_KNOWN_DATED = re.compile(
    rf"(?P<name>[A-Za-z][\w&+-]*[A-Za-z])(?:\s?['’]\s?|,?\s)(?:(?P<year>{YEAR})|(?P<short>\d\d)['’]?)"
)
"""A word and its year, which is a venue if the word is a known one, in any case: ``NSDI 17``, ``Eurosys 2017``."""
_GLUED = re.compile(
    rf"(?P<name>[A-Z][\w-]*[A-Za-z](?: [A-Z][a-z]+)?)(?:(?P<year>{YEAR})|(?<=[A-Za-z])(?P<short>\d\d))"
)
_LAST_SHORT_YEAR = 40
_FIRST_SHORT_YEAR = 79
MIN_KNOWN = 4
"""Minimum length of the short name of a venue that counts in any case."""
_CLOSING_SHORT_YEAR = re.compile(r"\s?['’](?P<year>\d\d)$")
_YEAR_FIRST = re.compile(rf"(?P<year>{YEAR})[\s,]+(?P<name>[A-Za-z].*)")
_SMALL_WORDS = frozenset("of the and on in for to at".split())
_TRACKS = frozenset("workshop workshops companion tutorial tutorials track demo demos poster posters".split())
"""Words in small letters that the name of a venue may end in."""
_LONGEST_GIVEN_NAME = 4
_SERIES = re.compile(r"(?:In\s)?(?:the\s)?(?:Proceedings of|Proc\.|Advances in Neural|Lecture Notes in)\b")
MIN_TITLE_WORDS = 4
"""Minimum number of words of a text that may be a title although it has a word of a venue (``Review``, ``Letters``)."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A stated venue, its year if one is given with it, and its position in the text."""

    name: str
    year: int | None
    start: int
    end: int


def full_year(digits: str) -> int:
    """Return the year that two digits stand for (``'24``, ``'79``): of the last century if they are too large for this."""
    return int(digits) + (2000 if int(digits) <= _LAST_SHORT_YEAR else 1900)


@lru_cache(maxsize=1024)
def find_venue(text: str) -> Venue | None:
    """Return the first venue with a year (``ICLR2023``, ``EMNLP'21``), else the first preprint server (``arXiv 2022``)."""
    if _TWO_DIGITS.search(text) and (match := _VENUE.search(text)):
        return _venue(match)
    if match := _ARXIV_VENUE.search(text):
        return _server(match)
    return None


def _venue(match: re.Match[str]) -> Venue:
    year = int(match["year"]) if len(match["year"]) == 4 else full_year(match["year"])
    name = _NAMES[match["name"].lower()]
    is_findings = "findings" in match[0].lower() and "findings" not in name.lower()
    name += (
        " Workshop"
        if re.search(r"\sworkshop\b", match[0][: match.start("year") - match.start()], re.IGNORECASE)
        else ""
    )
    track = re.sub(r"[-,()（）\s]+", " ", match["track"]).strip()
    track = "" if track.lower() in ("findings", "main", "main conference") else track
    full = f"{'Findings ' if is_findings else ''}{name} {year} {track}"
    return Venue(" ".join(full.split()), year, match.start(), match.end())


def _server(match: re.Match[str]) -> Venue:
    """Return a preprint server as a venue, with its year if one is stated."""
    name = _STYLED.get(match["name"].lower(), match["name"].capitalize())
    year = full_year(match["short"]) if match["short"] else int(match["year"]) if match["year"] else None
    return Venue(f"{name} {year}" if year else name, year, match.start(), match.end())


def parse_unlisted_venue(text: str) -> Venue | None:
    """Parse a text that is only a capitalised name and a year (``BlackBoxNLP 2019``, ``MLSYS'24``), or return None."""
    bare = text.strip()
    if turned := _YEAR_FIRST.fullmatch(bare):
        bare = f"{turned['name']} {turned['year']}"
    match = _UNLISTED.fullmatch(bare) if bare.rstrip("'’")[-2:].isdigit() else None
    if not match or parse_date(text):
        return None
    words = match["name"].split()
    if any(word[0].islower() and word not in _SMALL_WORDS | _TRACKS for word in words):
        return None
    acronyms = [len(re.findall(r"[A-Z]", word)) > 1 for word in words if word not in _TRACKS]
    short = match["short"] or match["bare"]
    if short and not _is_short_year(short):
        return None
    if match["bare"] and not match["mark"] and not (acronyms and all(acronyms)):
        return None
    is_marked = match["full"] or short or any(acronyms)
    if not is_marked and len(words) < 2:
        return None
    year = full_year(short) if short else int(match["year"] or match["full"])
    return Venue(f"{match['name']} {year}", year, 0, len(text))


def _is_short_year(digits: str) -> bool:
    """Whether two digits may be a year of publication."""
    return int(digits) <= _LAST_SHORT_YEAR or int(digits) >= _FIRST_SHORT_YEAR


def parse_glued_venue(text: str) -> Venue | None:
    """Parse an acronym with its year and nothing between them (``SGP2012``, ``HAI25``), or return None.

    Names of data sets are written like this too: what the text stands for must be clear.
    """
    match = _GLUED.fullmatch(text.strip())
    if not match or (match["short"] and not _is_short_year(match["short"])):
        return None
    if len(re.findall(r"[A-Z]", match["name"])) < 2:
        return None
    year = int(match["year"]) if match["year"] else full_year(match["short"])
    return Venue(f"{match['name']} {year}", year, 0, len(text))


def _parse_known(text: str) -> Venue | None:
    """Parse a known short name and its year, in any case and with two digits: ``NSDI 17``, ``Eurosys'17``."""
    match = _KNOWN_DATED.fullmatch(text)
    name = _NAMES.get(match["name"].lower(), "") if match else ""
    if not match or len(name) < MIN_KNOWN or (match["short"] and not _is_short_year(match["short"])):
        return None
    year = int(match["year"]) if match["year"] else full_year(match["short"])
    return Venue(f"{match['name']} {year}", year, 0, len(text))


def is_preprint(name: str) -> bool:
    """Whether the name of a venue is that of a preprint server, with or without a year."""
    return bool(_PREPRINT.fullmatch(name))


def is_short_venue(text: str) -> bool:
    """Whether a text is only a venue that a title cannot be: a short name or a preprint server, or a series and its year."""
    venue = parse_venue(text)
    return venue is not None and (
        len(venue.name.split()) < MIN_TITLE_WORDS or bool(_SERIES.match(venue.name))
    )


def parse_dated_venue(text: str) -> Venue | None:
    """Parse a text that is only a venue with its year, or return None."""
    venue = parse_venue(text)
    return venue if venue and venue.year else None


def parse_meeting(text: str) -> Venue | None:
    """Parse a text that is only a venue with its year, whether any list knows its name or not, or return None."""
    return parse_dated_venue(text) or parse_unlisted_venue(text) or parse_glued_venue(text)


_TOWN = re.compile(r"(?:(?<=\d\d\))|(?<=[A-Z]-(?:19|20)\d\d)),\s[A-Z][^()]*$")
_ACCEPTED = re.compile(
    r"(?:accepted|published|to appear|appeared) (?:by|at|to|in|for)\s+(?=\S)", re.IGNORECASE
)


def bare_venue(name: str) -> str:
    """Return a venue without what is said of it.

    This is the place and time of the meeting after its short name and year (``Conference on Weirs (COW '18), Ulm``), and that the
    work was accepted.
    """
    name = _TOWN.sub("", name) if "," in name else name
    return _ACCEPTED.sub("", name, count=1) if _ACCEPTED.match(name) else name


def _is_given_name(text: str) -> bool:
    """Whether a short name is written like that of a person (``Mia``), which an acronym is not."""
    return (
        len(text) <= _LONGEST_GIVEN_NAME
        and text.isalpha()
        and text.istitle()
        and _NAMES.get(text.lower(), "").isupper()
    )


@lru_cache(maxsize=1024)
def parse_venue(text: str) -> Venue | None:
    """Parse a text that is only a venue, also without a year: a known short name, or the long name of a series."""
    bare = _ACCEPTED_AT.sub("", text.strip().strip("[]()（）【】*_`.,，。;；\"“”' ")).strip("* ")
    bare = _CLOSING_PAGES.sub("", bare) if "p" in bare else bare
    if not bare or len(bare) > 200:
        return None
    if turned := _YEAR_FIRST.fullmatch(bare):
        venue = parse_venue(turned["name"])
        bare = f"{turned['name']} {turned['year']}" if venue and not venue.year else bare
    found = find_venue(bare)
    if found and found.start == 0 and not re.sub(r"[\W_]", "", bare[found.end :]):
        return found
    if bare[-1:].isdigit() and (known := _parse_known(bare)):
        return known
    is_short = bare[:2].lower() in _VENUE_STARTS and not _is_given_name(bare)
    if is_short and (short := _BARE_VENUE.fullmatch(bare)):
        named = bare[: short.start("track")] if "(" in short["track"] else bare
        return Venue(_NAMES.get(named.lower(), named), None, 0, len(text))
    if (closing := _CLOSING_SHORT_YEAR.search(bare)) and _LONG_VENUE.search(bare):
        year = full_year(closing["year"])
        return Venue(f"{bare[: closing.start()]} {year}", year, 0, len(text))
    if _LONG_VENUE.search(bare) and 1 < len(bare.split()) <= 25 and not _NO_NAME.search(bare):
        date = find_date(bare)
        return Venue(close_brackets(bare), date.year if date else None, 0, len(text))
    return None


def close_brackets(name: str) -> str:
    """Return a name with the bracket that closes the acronym at its end, which was taken for that of the whole text."""
    return f"{name})" if name.count("(") > name.count(")") else name

"""Identifiers of works: parse them from text and URLs into their canonical form, and build the URLs of their pages.

    scheme      canonical value                         page
    arxiv       2106.09685, hep-th/9901001              https://arxiv.org/abs/…
    doi         10.1145/3486622.3493957 (lower case)    https://doi.org/…
    acl         P18-1001, 2021.acl-long.353             https://aclanthology.org/…/
    openreview  eNvVjpx97O                              https://openreview.net/forum?id=…
    github      owner/name (lower case)                 https://github.com/…

An arXiv version (``v2``) is kept separate from the value. Text that violates the rules of a scheme is not an
identifier: parsing ``2305.1636``, which lacks a digit, returns None.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Container


# https://info.arxiv.org/help/arxiv_identifier.html: since 0704 YYMM.NNNN, since 1501 YYMM.NNNNN.
_ARXIV_NEW = r"(?:(?:070[4-9]|071[0-2]|(?:0[89]|1[0-4])(?:0[1-9]|1[0-2]))\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5})"
# https://arxiv.org/archive: the archives with old-style IDs, 9108 to 0703.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_ARXIV_OLD_NUMBER = r"(?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{3}"
_ARXIV_OLD = rf"(?<![A-Z-])(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/{_ARXIV_OLD_NUMBER}"
# ASCII, because \d and [A-Z] would also match digits of other scripts and letters that fold to Latin ones.
_FLAGS = re.IGNORECASE | re.ASCII
_FOUR_DIGITS = lazy_pattern(r"\d{4}")
"""In every ID of arXiv, and in every DOI; quickly looked for."""
_ARXIV = lazy_pattern(
    rf"(?<![\d.])(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?:v(?P<version>[1-9]\d?))?(?!\d)", _FLAGS
)
# The former file area: arxiv.org/ftp/hep-th/papers/9901/9901001.pdf
_ARXIV_FTP = lazy_pattern(
    rf"/(?P<archive>{_ARCHIVES})/papers/\d{{4}}/(?P<number>{_ARXIV_OLD_NUMBER})(?!\d)", _FLAGS
)
_ARXIV_HOSTS = frozenset(("arxiv.org", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "xxx.lanl.gov"))
# Pages on other sites about one arXiv paper: host, and start of the path.
_ARXIV_PAGES = {
    "huggingface.co": "/papers/",
    "hf.co": "/papers/",
    "papers.cool": "/arxiv/",
    "scirate.com": "/arxiv/",
    "semanticscholar.org": "/arxiv",
}
_CATEGORY = lazy_pattern(r"\s*\[[a-z-]+(?:\.[a-z-]+)?\]$", _FLAGS)
_ARXIV_BAD = lazy_pattern(r"(?<![\d.])\d{4}\.\d{3,6}(?!\d)", re.ASCII)

# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = lazy_pattern(r"(?<![\d.])10\.\d{4,9}/[-._;()/:<>\[\]A-Z0-9+]+", _FLAGS)
# The whole of a field or address; registrants may have subdivisions.
_DOI_PREFIX = lazy_pattern(
    r"(?:https?://)?(?:(?:www|dx)\.)?doi\.org/+(?=10\.)|\s*(?:info:|urn:)?doi\s*[:=/]?\s*(?=10\.)", _FLAGS
)
_WHOLE_DOI = lazy_pattern(r"10\.\d{4,9}(?:\.\d+)*/[!#-\[\]_a-z~]+(?=\s|$)", _FLAGS)
_MOST_ESCAPES = 5
"""How often a DOI may be escaped, once within the other."""
SHORT_DOI = lazy_pattern(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s?)?(?P<id>10/[a-z0-9]{3,12})", _FLAGS)
"""A DOI shortened by https://shortdoi.org, which says nothing about the DOI itself."""
_DOI_HOSTS = frozenset(
    (
        "doi.org dl.acm.org link.springer.com onlinelibrary.wiley.com frontiersin.org science.org "
        "tandfonline.com pubs.acs.org journals.sagepub.com pnas.org biorxiv.org medrxiv.org journals.aps.org "
        "iopscience.iop.org academic.oup.com epubs.siam.org worldscientific.com pubsonline.informs.org "
        "direct.mit.edu biomedcentral.com"
    ).split()
)
# Suffixes that publishers append to a DOI in the addresses of its pages.
_DOI_PAGE_SUFFIX = lazy_pattern(
    r"(?:\.pdf|\.full|\.abstract|\.full-text|\.html|/(?:e?pdf|full|abstract|meta|fulltext|figures|references)(?=[/.]|$))+(?:/\d+)?/?$",
    _FLAGS,
)
_BRACKETS = {")": "(", "]": "[", ">": "<"}
# https://aclanthology.org/info/ids/
_ACL = r"[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z][a-z0-9]*-[a-z0-9]+\.\d+"
# Files of a paper have one or more suffixes: P18-1001v2.pdf, P18-1001.Notes.pdf
_ACL_FILE = lazy_pattern(rf"(?P<id>{_ACL})(?:v\d+)?(?:\.[a-z]\w*)*", _FLAGS)
_ACL_DOI = lazy_pattern(r"10\.(?:18653|3115)/v1/(.+)", _FLAGS)
_ACL_HOSTS = ("aclanthology.org", "aclweb.org", "aclanthology.info", "aclanthology.coli.uni-saarland.de")
_ARXIV_DOI = lazy_pattern(r"10\.48550/arxiv\.(.+)", _FLAGS)
_OPENREVIEW = lazy_pattern(r"[A-Za-z0-9_-]{6,20}")
# Pages of openreview.net whose ``id`` is that of a submission, not of a profile or a venue.
_OPENREVIEW_PAGES = frozenset(("/forum", "/pdf", "/attachment", "/revisions"))
_GITHUB_OWNER = lazy_pattern(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})")
_GITHUB_NAME = lazy_pattern(r"(?!\.\.?$)[A-Za-z0-9_.-]{1,100}")
_GITHUB_HOSTS = ("github.com", "raw.githubusercontent.com", "api.github.com", "codeload.github.com")
# First path segments of github.com that are GitHub's own pages, not owners.
_GITHUB_PAGES = frozenset(
    "about apps blog collections customer-stories enterprise explore features issues join login marketplace "
    "notifications orgs pricing pulls search security settings site sponsors stars topics trending users".split()
)


class Identifier(NamedTuple):
    """An ID of a work in its canonical form; ``version`` is the arXiv version, if one was given."""

    scheme: str
    value: str
    version: int | None = None

    @property
    def url(self) -> str:
        """The page of this ID."""
        return _PAGES[self.scheme].format(quote(self.value, safe="/:;()+"))

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" + (f"v{self.version}" if self.version else "")


_PAGES = {
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "acl": "https://aclanthology.org/{}/",
    "openreview": "https://openreview.net/forum?id={}",
    "github": "https://github.com/{}",
}


def parse_arxiv(text: str) -> Identifier | None:
    """Parse a text that is an arXiv ID (``2106.09685v2``, ``arXiv:hep-th/9901001``); else return None."""
    bare = re.sub(r"^\s*arxiv\s*[:：/]?\s*", "", text.strip(), flags=re.IGNORECASE).removesuffix(".pdf")
    bare = _CATEGORY.sub("", bare)  # 2203.08232 [astro-ph.CO]
    match = _ARXIV.fullmatch(bare)
    return _arxiv(match) if match else None


def _arxiv(match: re.Match[str]) -> Identifier:
    value = match["id"]
    if "/" in value:  # math.GT/0309136 and math/0309136 are the same paper
        archive, _, number = value.partition("/")
        value = f"{archive.partition('.')[0].lower()}/{number}"
    return Identifier("arxiv", value, int(match["version"]) if match["version"] else None)


def parse_doi(text: str) -> Identifier | None:
    """Parse the first DOI in ``text``, or return None; for the DOIs of arXiv and ACL, return the arXiv or ACL ID."""
    match = _DOI.search(unquote(text))
    return _make_doi(_trim_doi(match[0].lower())) if match else None


def _make_doi(value: str) -> Identifier | None:
    """Return the identifier of a DOI in lower case; old ones were also written with two slashes."""
    registrant, _, suffix = value.partition("/")
    value = f"{registrant}/{suffix.lstrip('/')}"
    if not suffix.strip("/"):
        return None
    if (arxiv := _ARXIV_DOI.fullmatch(value)) and (found := parse_arxiv(arxiv[1])):
        return found
    if (acl := _ACL_DOI.fullmatch(value)) and (found := parse_acl(acl[1])):
        return found
    return Identifier("doi", value)


@lru_cache(maxsize=1024)
def parse_doi_field(text: str) -> Identifier | None:
    """Parse a text that is a DOI and nothing else; else return None.

    Unlike in running text, any printing character may belong to it (ISO 26324), as in those made of a SICI: ``<``, ``;``,
    ``#``, ``&``. Escapes of HTML and of addresses are undone.
    """
    from html import unescape  # noqa: PLC0415  (its table of entities costs a search a millisecond)

    bare = text.strip()
    for _ in range(_MOST_ESCAPES):
        plain = unquote(unescape(bare)).strip().lstrip("< ")
        if plain == bare:
            break
        bare = plain
    else:
        return None
    if prefix := _DOI_PREFIX.match(bare):
        bare = bare[prefix.end() :]
    match = _WHOLE_DOI.match(bare)
    return _make_doi(_trim_doi(match[0].lower())) if match else None


def _trim_doi(value: str) -> str:
    """Remove what belongs to the sentence around a DOI: trailing punctuation and unmatched brackets."""
    while value:
        last = value[-1]
        if last in ".,;:/([{<" or (last in _BRACKETS and value.count(last) > value.count(_BRACKETS[last])):
            value = value[:-1]
        else:
            break
    return value


def parse_acl(text: str) -> Identifier | None:
    """Parse a text that is an ACL Anthology ID, or the file name of such a paper; else return None."""
    match = _ACL_FILE.fullmatch(text.strip().rstrip("/"))
    if not match:
        return None
    value = match["id"]
    return Identifier("acl", value.upper() if value[0].isalpha() else value.lower())


@lru_cache(maxsize=4096)
def parse_url(url: str) -> Identifier | None:
    """Return the identifier in a URL, for any type of page (abs, pdf, html, mirror), or None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return None
    path = unquote(parts.path)
    site = find_domain(host, _ARXIV_PAGES)
    if find_domain(host, _ARXIV_HOSTS) or (site and path.lower().startswith(_ARXIV_PAGES[site])):
        return _arxiv_path(path)
    if host in _ACL_HOSTS:
        return next(filter(None, map(parse_acl, reversed(path.split("/")))), None)
    if host == "openreview.net":
        return _openreview_page(path, parts.query)
    if host in _GITHUB_HOSTS:
        return _github(path.removeprefix("/repos") if host == "api.github.com" else path)
    if host in ("doi.org", "dx.doi.org"):
        return parse_doi_field(
            f"{path.lstrip('/')}{'#' if url.endswith('-#') else ''}"
        )  # the check sign of a SICI
    return _doi_page(host, path, parts.query)


def _arxiv_path(path: str) -> Identifier | None:
    if old := _ARXIV_FTP.search(path):
        return Identifier("arxiv", f"{old['archive'].lower()}/{old['number']}")
    match = _ARXIV.search(path)
    return _arxiv(match) if match else None


def _openreview_page(path: str, query: str) -> Identifier | None:
    is_paper = path.rstrip("/") in _OPENREVIEW_PAGES
    return _parse_openreview(parse_qs(query).get("id", [""])[0]) if is_paper else None


def _doi_page(host: str, path: str, query: str) -> Identifier | None:
    """Return the DOI in the path of a publisher's page or, for PLOS, in its query."""
    if host == "nature.com" and (article := re.match(r"/articles/(s\d{5}-[\w-]+)", path, _FLAGS)):
        return Identifier("doi", f"10.1038/{article[1].lower()}")
    if host == "journals.plos.org":
        return parse_doi(parse_qs(query).get("id", [""])[0])
    is_doi = path.startswith("/10.")  # as on any site that passes a DOI on
    if not (is_doi or "/doi/" in path or find_domain(host, _DOI_HOSTS)):
        return None
    path = _DOI_PAGE_SUFFIX.sub("", path)
    if find_domain(host, ("biorxiv.org", "medrxiv.org")):
        path = re.sub(r"v\d+$", "", path)
    if find_domain(
        host, ("direct.mit.edu", "academic.oup.com")
    ):  # the DOI is followed by the publisher's number and a title
        path = re.sub(r"(/10\.\d+/.+?)/\d{4,}(?:/[^/]*)?$", r"\1", path)
    return parse_doi(path)


def find_domain(host: str, domains: Container[str]) -> str:
    """Return the domain, of those given, that a host is or is below; an empty string if there is none."""
    while host and host not in domains:
        host = host.partition(".")[2]
    return host


def _github(path: str) -> Identifier | None:
    names = [name for name in path.split("/") if name]
    if len(names) < 2 or names[0].lower() in _GITHUB_PAGES:
        return None
    owner, name = names[0], names[1].removesuffix(".git")
    if not (_GITHUB_OWNER.fullmatch(owner) and _GITHUB_NAME.fullmatch(name)):
        return None
    return Identifier("github", f"{owner}/{name}".lower())


def parse_identifier(text: str) -> Identifier | None:
    """Parse an identifier as typed by a person: a bare ID, ``scheme:id``, or a URL, also in full-width letters."""
    text = unicodedata.normalize("NFKC", text).strip()
    scheme, colon, value = text.partition(":")
    if colon and (reader := _READERS.get(scheme.strip().lower())):
        return reader(value.strip()) or (parse_url(value.strip()) if "://" in value else None)
    if "://" in text:
        return parse_url(text)
    if text.startswith("git@github.com:"):
        return _github(value)
    return _parse_bare(text)


def _parse_bare(text: str) -> Identifier | None:
    if "/" not in text and not any(map(str.isdigit, text)):
        return None
    if found := parse_arxiv(text) or parse_acl(text):
        return found
    if re.match(r"(?:doi\s*)?10\.\d{4,9}(?:\.\d+)*/", text, _FLAGS):
        return _parse_typed_doi(text)
    if re.match(r"[\w-]+(?:\.[\w-]+)+/", text):
        return parse_url(f"https://{text}")
    return None


def _parse_typed_doi(text: str) -> Identifier | None:
    """Parse a DOI as typed: all of the text if it is one word, else the first DOI in it."""
    return parse_doi_field(text) if len(text.split()) == 1 else parse_doi(text)


def _parse_openreview(text: str) -> Identifier | None:
    return Identifier("openreview", text) if _OPENREVIEW.fullmatch(text) else None


_READERS = {
    "arxiv": parse_arxiv,
    "doi": _parse_typed_doi,
    "acl": parse_acl,
    "openreview": _parse_openreview,
    "github": _github,
}
"""Parsers of the text after ``scheme:``."""


def find_identifiers(text: str) -> list[Identifier]:
    """Return the IDs in running text: ``arXiv:2112.10752``, ``[2112.10752]``, ``doi:10.…``."""
    if not _FOUR_DIGITS.search(text):
        return []
    found = [_arxiv(match) for match in _ARXIV.finditer(text) if _stands_alone(text, match)]
    found += [doi for match in _DOI.finditer(text) if (doi := parse_doi(match[0]))]
    return list(dict.fromkeys(found))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a number is an arXiv ID: only after ``arXiv``, or ``abs/`` as DBLP writes it, or in brackets, since ``2024.12345`` can be anything."""
    before = text[max(0, match.start() - 8) : match.start()]
    bracketed = before.rstrip()[-1:] in ("[", "(", "（", "【") and text[match.end() : match.end() + 1] in (
        "]",
        ")",
        "）",
        "】",
    )
    return bracketed or bool(re.search(r"(?:arxiv\s*[:：./]?|\babs/)\s*$", before, re.IGNORECASE))


def find_malformed_arxiv(url: str) -> str | None:
    """Return the malformed ID in an arXiv URL, such as ``2305.1636``, or None if there is none."""
    match = _ARXIV_BAD.search(url)
    if not match or parse_url(url):
        return None
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return match[0] if find_domain(host, _ARXIV_HOSTS) else None
